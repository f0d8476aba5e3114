# SPDX-License-Identifier: MIT
"""Each equation alone against its NumPy one-liner."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import oracle
from deltaward import equations

Array = npt.NDArray[Any]


@pytest.fixture(params=[1, 2, 7, 33])
def m(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def _tolerance(dtype: np.dtype[Any]) -> Any:
    return {"rtol": 1e-12, "atol": 1e-13} if dtype == np.float64 else {"rtol": 1e-5, "atol": 1e-6}


def _normal(rng: np.random.Generator, dtype: np.dtype[Any], *shape: int) -> Array:
    return rng.standard_normal(shape).astype(dtype)


@pytest.mark.parametrize("activation", oracle.SIGMA)
def test_feedforward(
    activation: str, m: int, dtype: np.dtype[Any], rng: np.random.Generator
) -> None:
    w, b, a_prev = _normal(rng, dtype, 5, 19), _normal(rng, dtype, 5), _normal(rng, dtype, m, 19)
    z, a = equations.feedforward(w, b, a_prev, activation)
    assert z.dtype == a.dtype == dtype
    expected = a_prev.astype(float) @ w.T + b
    np.testing.assert_allclose(z, expected, **_tolerance(dtype))
    np.testing.assert_allclose(a, oracle.SIGMA[activation](expected), **_tolerance(dtype))


@pytest.mark.parametrize(
    ("activation", "cost"),
    [(a, c) for c in oracle.COSTS for a in oracle.OUTPUTS.get(c, oracle.SIGMA)],
)
def test_bp1(
    activation: str, cost: str, m: int, dtype: np.dtype[Any], rng: np.random.Generator
) -> None:
    z = _normal(rng, dtype, m, 6)
    a = oracle.SIGMA[activation](z.astype(float)).astype(dtype)
    y = rng.uniform(0, 1, (m, 6)).astype(dtype)
    delta = equations.output_error(z, a, y, activation, cost)
    expected = oracle.output_error(cost, activation, z.astype(float), a.astype(float), y)
    np.testing.assert_allclose(delta, expected, **_tolerance(dtype))


def test_bp1_takes_classes(m: int, dtype: np.dtype[Any], rng: np.random.Generator) -> None:
    z = _normal(rng, dtype, m, 4)
    a = oracle.softmax(z)
    classes = rng.integers(0, 4, m)
    one_hot = oracle.one_hot(classes, 4).astype(dtype)
    got = equations.output_error(z, a, classes, "softmax", "cross_entropy")
    assert got.tobytes() == (a - one_hot).tobytes()


@pytest.mark.parametrize("activation", oracle.ELEMENTWISE)
def test_bp2(activation: str, m: int, dtype: np.dtype[Any], rng: np.random.Generator) -> None:
    w_next, delta_next = _normal(rng, dtype, 5, 21), _normal(rng, dtype, m, 5)
    z = _normal(rng, dtype, m, 21)
    delta = equations.propagate_delta(w_next, delta_next, z, activation)
    expected = (delta_next.astype(float) @ w_next) * oracle.SIGMA_PRIME[activation](z.astype(float))
    np.testing.assert_allclose(delta, expected, **_tolerance(dtype))


def test_bp3_and_bp4(m: int, dtype: np.dtype[Any], rng: np.random.Generator) -> None:
    delta, a_prev = _normal(rng, dtype, m, 5), _normal(rng, dtype, m, 21)
    wide = delta.astype(float)
    np.testing.assert_allclose(
        equations.bias_gradient(delta), wide.sum(axis=0), **_tolerance(dtype)
    )
    np.testing.assert_allclose(
        equations.weight_gradient(delta, a_prev), wide.T @ a_prev, **_tolerance(dtype)
    )


def test_one_sample_comes_and_goes_without_its_dimension(rng: np.random.Generator) -> None:
    w, b, x = rng.standard_normal((3, 4)), rng.standard_normal(3), rng.standard_normal(4)
    z, a = equations.feedforward(w, b, x, "tanh")
    np.testing.assert_allclose(a, np.tanh(w @ x + b), rtol=1e-14)
    delta = equations.output_error(z, a, np.ones(3), "tanh", "quadratic")
    assert delta.shape == (3,)
    assert equations.propagate_delta(w, delta, x, "identity").shape == (4,)
    np.testing.assert_allclose(equations.weight_gradient(delta, x), np.outer(delta, x), rtol=1e-14)


def test_the_transpose_moves_the_error_backward(rng: np.random.Generator) -> None:
    # ⟨W a, δ⟩ = ⟨a, Wᵀ δ⟩ is what makes it the transpose and not an inverse.
    w, a, delta = rng.standard_normal((5, 8)), rng.standard_normal(8), rng.standard_normal(5)
    back = equations.propagate_delta(w, delta, np.zeros(8), "identity")
    assert np.isclose((w @ a) @ delta, a @ back, rtol=1e-13)


@pytest.mark.parametrize(
    "layout", ["fortran", "reversed", "sliced", "misaligned", "records", "readonly"]
)
def test_layouts(layout: str, rng: np.random.Generator) -> None:
    w, b, x = rng.standard_normal((5, 6)), rng.standard_normal(5), rng.standard_normal((7, 6))
    expected, _ = equations.feedforward(w, b, x, "relu")
    changed = relayout(w, layout)
    got, _ = equations.feedforward(changed, b, relayout(x, layout), "relu")
    assert got.tobytes() == expected.tobytes()
    assert (changed == w).all()


def relayout(a: Array, layout: str) -> Array:
    """The same values in another place."""
    if layout == "fortran":
        return np.asfortranarray(a)
    if layout == "reversed":
        return np.ascontiguousarray(a[::-1, ::-1])[::-1, ::-1]
    if layout == "sliced":
        wide = np.full((2 * a.shape[0], 3 * a.shape[1]), 99, a.dtype)
        wide[::2, ::3] = a
        return wide[::2, ::3]
    if layout == "misaligned":
        raw = np.zeros(a.nbytes + 1, np.uint8)
        view = raw[1:].view(a.dtype).reshape(a.shape)
        view[:] = a
        return view
    if layout == "records":  # whole elements, and rows that are not: a byte follows each of them
        record = np.dtype([("row", a.dtype, a.shape[1:]), ("byte", np.uint8)])
        rows = np.zeros(a.shape[0], record)
        rows["row"] = a
        field: Array = rows["row"]
        return field
    copy = a.copy()
    copy.flags.writeable = False
    return copy


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"w": np.ones((2, 3), np.float16)}, TypeError, "w: dtype float16"),
        ({"b": np.ones(3)}, ValueError, r"b: shape \(3,\); expected \(2,\)"),
        ({"a_prev": np.ones((4, 2))}, ValueError, r"a_prev: shape \(4, 2\); expected \(4, 3\)"),
        ({"a_prev": np.ones((4, 3, 1))}, ValueError, "a_prev: 3 dimensions"),
        ({"a_prev": np.ones((0, 3))}, ValueError, "a_prev: empty"),
        ({"b": np.ones(2, np.int64)}, TypeError, "b: dtype int64; expected float32 or float64"),
        ({"w": np.ones((2, 3), ">f8")}, TypeError, "w: dtype >f8"),
        ({"activation": "sigmoidal"}, ValueError, "activation: 'sigmoidal' is not known"),
    ],
)
def test_bad_input(
    arguments: dict[str, Any], error: type[Exception], message: str, dtype: np.dtype[Any]
) -> None:
    given = _good(np.dtype("float64")) | arguments
    for name, value in given.items():
        if name != "activation" and value.dtype == np.float64:
            given[name] = value.astype(dtype)
    with pytest.raises(error, match=message):
        equations.feedforward(**given)


def _good(dtype: np.dtype[Any]) -> dict[str, Any]:
    arrays = {"w": np.ones((2, 3), dtype), "b": np.ones(2, dtype), "a_prev": np.ones((4, 3), dtype)}
    return {**arrays, "activation": "relu"}


def test_all_arrays_have_one_dtype(dtype: np.dtype[Any]) -> None:
    other = np.dtype("float32" if dtype == np.float64 else "float64")
    message = f"^b: dtype {other}; expected {dtype}, as the first array"
    with pytest.raises(TypeError, match=message):
        equations.feedforward(**(_good(dtype) | {"b": np.ones(2, other)}))
