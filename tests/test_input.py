# SPDX-License-Identifier: MIT
"""Arrays of every layout and dtype: the contiguous array's result, or an error that names it."""

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import deltaward as dw
from test_equations import relayout

Array = npt.NDArray[Any]
LAYOUTS = ["fortran", "reversed", "sliced", "misaligned", "records", "readonly"]


@pytest.fixture
def net(dtype: np.dtype[Any]) -> dw.Network:
    return dw.Network([6, 5, 3], activation="tanh", dtype=dtype, seed=1)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("given", ["float32", "float64", "uint8"])
def test_layouts_of_x(net: dw.Network, layout: str, given: str, rng: np.random.Generator) -> None:
    x = rng.integers(0, 256, (300, 6)).astype(given)
    changed = relayout(x, layout)
    before = changed.copy()
    assert net.feedforward(changed).tobytes() == net.feedforward(x).tobytes()
    classes = np.arange(300) % 3
    fits = []
    for inputs in (x, changed):
        twin = net.copy()
        twin.fit(inputs, classes, epochs=2, batch_size=7, verbose=0)
        fits.append(twin.weights[0].tobytes())
    assert fits[0] == fits[1]
    assert (changed == before).all()


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("given", ["float32", "float64"])
def test_layouts_of_y(layout: str, given: str, rng: np.random.Generator) -> None:
    net = dw.Network([6, 3], cost="quadratic", dtype="float64")
    x, y = rng.standard_normal((20, 6)), rng.standard_normal((20, 3)).astype(given)
    assert net.evaluate(x, relayout(y, layout)) == pytest.approx(net.evaluate(x, y), nan_ok=True)


@pytest.mark.parametrize("given", ["uint8", "int8", "int16", "uint16", "int32", "int64", "uint64"])
def test_dtypes_of_classes(net: dw.Network, given: str, rng: np.random.Generator) -> None:
    x, classes = rng.standard_normal((9, 6)), np.arange(9) % 3
    got = net.evaluate(x, classes.astype(given)[::-1])
    assert got == net.evaluate(x, classes[::-1])


@pytest.mark.parametrize("given", ["float32", "float64"])
def test_the_machine_s_byte_order_by_its_name(
    net: dw.Network, given: str, rng: np.random.Generator
) -> None:
    """'<f4' on a little-endian machine, where NumPy has not made it 'f4'."""
    x = rng.random((4, 6)).astype(given)
    named = x.astype(x.dtype.newbyteorder("<" if sys.byteorder == "little" else ">"))
    assert named.dtype.byteorder in "<>"
    assert net.feedforward(named).tobytes() == net.feedforward(x).tobytes()


def test_broadcast_rows(net: dw.Network, rng: np.random.Generator) -> None:
    row = rng.standard_normal(6)
    rows = np.broadcast_to(row, (5, 6))
    assert (net.feedforward(rows) == net.feedforward(row)).all()


def test_pixels_are_scaled(net: dw.Network, rng: np.random.Generator) -> None:
    pixels = rng.integers(0, 256, (9, 6), dtype=np.uint8)
    scaled = (pixels / 255).astype(net.dtype)
    assert net.feedforward(pixels).tobytes() == net.feedforward(scaled).tobytes()


def test_every_pixel_is_its_quotient(dtype: np.dtype[Any]) -> None:
    """To the last bit, though the loops multiply by 1/255."""
    net = dw.Network([256, 256], cost="quadratic", dtype=dtype)
    net.weights[0][:] = np.eye(256)
    pixels = np.arange(256, dtype=np.uint8)
    quotients = np.arange(256, dtype=dtype) / dtype.type(255)
    for shift in range(5):  # whole vectors and tails of them
        got = net.feedforward(np.roll(pixels, shift))
        assert got.tobytes() == np.roll(quotients, shift).tobytes()


def test_lists(net: dw.Network) -> None:
    assert net.feedforward([[0.5] * 6, [0.25] * 6]).shape == (2, 3)
    assert net.predict([0.5] * 6) in (0, 1, 2)


X_ERRORS: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (lambda: np.ones((4, 5)), ValueError, r"x: shape \(4, 5\); expected \(6,\) or \(m, 6\) .*6 n"),
    (lambda: np.ones(5), ValueError, r"x: shape \(5,\); expected"),
    (lambda: np.ones(()), TypeError, r"x: ndarray; expected an array of \(6,\) or \(m, 6\)"),
    (lambda: np.ones((0, 6)), ValueError, r"x: shape \(0, 6\); expected at least one sample"),
    (lambda: np.broadcast_to(np.ones(6), (2**32, 6)), ValueError, "x: .* at most 4294967295 samp"),
    (lambda: np.ones((4, 2, 3)), ValueError, r"x: shape \(4, 2, 3\); .*x.reshape\(len\(x\), -1\)"),
    (lambda: np.ones((4, 6), np.float16), TypeError, "x: dtype float16; expected float32, float64"),
    (lambda: np.ones((4, 6), int), TypeError, r"x: dtype int64; .*; numpy.float32\(x\) makes"),
    (lambda: np.ones((4, 6), bool), TypeError, "x: dtype bool; expected"),
    (lambda: np.ones((4, 6), complex), TypeError, "x: dtype complex128; expected"),
    (lambda: np.ones((4, 6), object), TypeError, "x: dtype object; expected"),
    (lambda: np.ones((4, 6), ">f4"), TypeError, "x: dtype >f4; expected the machine's byte order"),
    (lambda: np.ones((4, 6), ">f8"), TypeError, "x: dtype >f8; expected the machine's byte order"),
    (lambda: "six", TypeError, "x: str; expected an array of"),
    (lambda: None, TypeError, "x: NoneType; expected an array of"),
    (lambda: [[1.0], [1.0, 2.0]], ValueError, "x: no array: "),
    (lambda: np.ma.ones((4, 6)), TypeError, "x: a masked array; expected a plain one"),
    (lambda: np.full((4, 6), np.nan), ValueError, "x: nan in row 0, column 0; expected finite"),
    (lambda: _with(np.ones((4, 6), np.float32), (2, 5), np.inf), ValueError, "x: inf in row 2, co"),
    (lambda: _with(np.ones((4, 6)), (3, 1), -np.inf), ValueError, "x: -inf in row 3, column 1"),
]


def _with(a: Array, index: Any, value: float) -> Array:
    a[index] = value
    return a


@pytest.mark.parametrize(("make", "error", "message"), X_ERRORS)
def test_bad_x(
    net: dw.Network, make: Callable[[], Any], error: type[Exception], message: str
) -> None:
    x = make()
    before = [w.tobytes() for w in net.weights + net.biases]
    calls: list[Callable[[], Any]] = [
        lambda: net.feedforward(x),
        lambda: net.evaluate(x, np.zeros(4, int)),
        lambda: net.fit(x, np.zeros(4, int), verbose=0),
        lambda: net.gradient(x, np.zeros(4, int)),
    ]
    for call in calls:
        with pytest.raises(error, match=message):
            call()
    assert [w.tobytes() for w in net.weights + net.biases] == before


Y_ERRORS: list[tuple[Any, type[Exception], str]] = [
    (np.zeros(3, int), ValueError, r"y: shape \(3,\); expected \(4,\) class indices or \(4, 3\)"),
    (np.zeros((4, 2)), ValueError, r"y: shape \(4, 2\); expected"),
    (np.zeros((3, 3)), ValueError, r"y: shape \(3, 3\); expected"),
    (np.zeros((4, 3, 1)), ValueError, r"y: shape \(4, 3, 1\); expected"),
    (np.zeros(4), TypeError, "y: dtype float64; expected integers"),
    (None, TypeError, "y: None"),
    (np.array([0, 1, 2, 3]), ValueError, "y: class 3 in row 3; expected 0 to 2 .*3 neurons"),
    (np.array([0, -1, 2, 1]), ValueError, "y: class -1 in row 1; expected 0 to 2"),
    (np.array([0, 2**64 - 1, 2, 1], np.uint64), ValueError, "y: class .* in row 1; expected"),
    (np.full((4, 3), np.nan), ValueError, "y: nan in row 0, column 0"),
    (
        np.full((4, 3), 1.5),
        ValueError,
        "y: 1.5 in row 0, column 0; expected .* 0.0 to 1.0",
    ),
    (np.zeros((4, 3), ">f8"), TypeError, "y: dtype >f8; expected the machine's byte order"),
    (np.zeros((4, 3), np.float16), TypeError, "y: dtype float16; expected float32 or float64"),
    (np.zeros((4, 3), complex), TypeError, "y: dtype complex128"),
    (["a", "b", "c", "d"], TypeError, "y: dtype <U1; expected"),
]


@pytest.mark.parametrize(("y", "error", "message"), Y_ERRORS)
def test_bad_y(net: dw.Network, y: Any, error: type[Exception], message: str) -> None:
    x = np.ones((4, 6))
    before = [w.tobytes() for w in net.weights + net.biases]
    for call in (net.evaluate, net.gradient, lambda x, y: net.fit(x, y, verbose=0)):
        with pytest.raises(error, match=message):
            call(x, y)
    assert [w.tobytes() for w in net.weights + net.biases] == before


def test_poisson_counts_are_not_negative() -> None:
    net = dw.Network([6, 3], cost="poisson")
    with pytest.raises(ValueError, match=r"y: -1\.0 in row 0, column 0; expected values from 0"):
        net.evaluate(np.ones((4, 6)), np.full((4, 3), -1.0))


def test_one_sample(net: dw.Network) -> None:
    x = np.linspace(0, 1, 6)
    expected = net.gradient(x[None], np.array([2]))
    for y in (2, np.array(2), np.array([2]), [0.0, 0.0, 1.0]):
        got = net.gradient(x, y)
        assert all((g == e).all() for g, e in zip(got[1], expected[1], strict=True))
    for wrong, shape in (([0.5, 0.5], r"\(2,\)"), ([[0.0, 0.0, 1.0]], r"\(1, 3\)")):
        with pytest.raises(ValueError, match=f"y: shape {shape}; expected a class index or"):
            net.gradient(x, wrong)


def test_numbers_that_a_float32_network_can_not_hold() -> None:
    net = dw.Network([6, 3], cost="quadratic", dtype="float32")
    x, y = np.ones((4, 6)), np.ones((4, 3))
    with pytest.raises(ValueError, match=r"x: 1e\+300 in row 2, column 1; expected values from -3"):
        net.evaluate(_with(x.copy(), (2, 1), 1e300), y)
    with pytest.raises(ValueError, match=r"y: -1e\+300 in row 0, column 2; expected values from"):
        net.evaluate(x, _with(y.copy(), (0, 2), -1e300))
    with pytest.raises(ValueError, match=r"learning_rate: 1e\+39; expected at most 3.4"):
        net.fit(x, y, learning_rate=1e39, verbose=0)
    for weights in ([1e300, 1, 1, 1], [1e-300] * 4):
        assert np.isfinite(net.gradient(x, y, sample_weight=weights)[1][0]).all()
    wide = dw.Network([6, 3], cost="quadratic", dtype="float64")
    assert wide.evaluate(_with(x, (2, 1), 1e100), y)["cost"] > 1e100
