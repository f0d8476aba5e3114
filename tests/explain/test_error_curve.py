# SPDX-License-Identifier: MIT
"""The V of central differences, and the kinks that spoil it."""

import math
import pickle
import re
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import deltaward as dw
from deltaward.explain.differences import _KINKED
from deltaward.explain.error_curve import ErrorCurve
from wellformed import Reader

Array = npt.NDArray[Any]
SMOOTH = ["sigmoid", "tanh", "gelu", "silu", "softplus", "identity"]


def make(activation: str, cost: Any = "quadratic") -> tuple[dw.Network, Array, Array]:
    rng = np.random.default_rng(4)
    net = dw.Network(
        [4, 6, 5, 3], activation=activation, cost=cost, output_activation="sigmoid", seed=1
    )
    for b in net.biases:
        b[:] = rng.uniform(-0.5, 0.5, b.shape)
    return net, rng.standard_normal((7, 4)), rng.uniform(0.05, 0.95, (7, 3))


def planted(z: float, activation: str = "relu") -> tuple[dw.Network, Array, Array]:
    """Every z is far from 0 but that of neuron 2 of layer 1, in sample 1."""
    net = dw.Network([2, 3, 1], activation=activation, cost="quadratic", dtype="float64")
    net.weights[0][:] = [[1, 1], [1, 2], [1, -1]]
    net.biases[0][:] = 5
    net.weights[1][:] = 1
    x = np.array([[1.0, 2.0], [0.25, 5.25 - z], [2.0, 0.5]])
    return net, x, np.full((3, 1), 30.0)


@pytest.mark.parametrize("cost", ["quadratic", "cross_entropy"])
@pytest.mark.parametrize("activation", SMOOTH)
def test_the_errors_make_a_v(activation: str, cost: str) -> None:
    net, x, y = make(activation, cost)
    curve = net.check_gradients(x, y).curve
    at = {round(2 * math.log10(h)): e for h, e in zip(curve.h, curve.error, strict=True)}
    for power in (-3, -4, -5):  # h² : a half decade of h is a decade of the error
        assert at[power] / at[power - 1] == pytest.approx(10, rel=0.15)
    slope = np.polyfit(np.log10(curve.h[-9:]), np.log10(curve.error[-9:]), 1)[0]
    assert slope == pytest.approx(-1, abs=0.25)  # u/h
    c = net.evaluate(x, y)["cost"]
    length = np.linalg.norm([layer.backprop for layer in net.check_gradients(x, y).layers])
    assert at[-24] < 10 * 2.2e-16 * c / 1e-12 * math.sqrt(sum(curve.entries)) / length
    assert 1e-6 <= curve.best_h <= 1e-3
    assert curve.error.min() < 1e-8


@pytest.mark.parametrize("activation", SMOOTH)
def test_no_kink_is_invented(activation: str) -> None:
    check = make(activation)[0].check_gradients(*make(activation)[1:])
    assert check.kinks == ()
    assert check.curve.kinks == ()


@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "elu"])
def test_a_planted_kink_is_named(activation: str) -> None:
    net, x, y = planted(3e-4, activation)
    check = net.check_gradients(x, y)
    assert check  # 1e-5 does not reach it
    assert check.kinks == ()
    nearest, *others = check.curve.kinks
    assert nearest[:3] == (0, 2, 1)
    # The weight of 5.25 moves z fastest: by 5.25 h max(1, |w|), w = -1. So 3e-4/5.25 = 5.7e-5.
    assert nearest.h == pytest.approx(1e-4)
    assert nearest.of == activation
    assert not others
    assert "kink" in check.curve.table().splitlines()[0]


def test_the_smallest_step_that_crosses() -> None:
    net, x, y = planted(3e-8)
    (kink,) = net.check_gradients(x, y).kinks
    assert kink[:3] == (0, 2, 1)
    assert kink.h == 1e-5
    (far,) = net.check_gradients(x, y).curve.kinks
    assert far.h == pytest.approx(1e-8)


def test_a_kink_lifts_the_error_from_its_step_on() -> None:
    def error(z: float) -> Array:
        net, x, y = planted(z)
        return net.check_gradients(x, y).curve.error

    near, far = error(3e-6), error(-1.0)
    inside = np.logspace(-1, -12, 23) > 1e-5
    assert (near[inside] > 1e-3).all()
    assert (far[inside & (np.logspace(-1, -12, 23) < 0.03)] < 1e-3).all()


def test_where_each_side_of_a_kink_is() -> None:
    """Against the sign of z by NumPy, for every entry and h."""
    net, x, y = make("relu")
    curve = net.check_gradients(x, y, entries=1000).curve
    w = [v.astype(float) for v in net.weights]
    b = [v.astype(float) for v in net.biases]

    def signs() -> list[Array]:
        a, found = x, []
        for i in range(2):
            z = a @ w[i].T + b[i]
            found.append(z > 0)
            a = np.maximum(z, 0)
        return found

    before, expected = signs(), set()
    h = 0.1
    for array in w[:2] + b[:2]:
        for index in np.ndindex(*array.shape):
            kept = float(array[index])
            for side in (h, -h):
                array[index] = kept + side * max(1, abs(kept))
                for layer, (old, new) in enumerate(zip(before, signs(), strict=True)):
                    expected |= {(layer, n, s) for s, n in np.argwhere(old != new).tolist()}
            array[index] = kept
    # The curve probes 30 of each layer at most.
    found = {kink[:3] for kink in curve.kinks}
    assert curve.entries == (30, 30, 18)
    assert expected
    assert found <= expected
    assert len(found) > 0.8 * len(expected)
    assert [k.h for k in curve.kinks] == sorted(k.h for k in curve.kinks)


@pytest.mark.parametrize(("cost", "off"), [("absolute", 0.0), ("huber", 1.0)])
def test_kinks_of_a_cost(cost: str, off: float) -> None:
    net = dw.Network([1, 2], activation="tanh", cost=cost, output_activation="identity")
    net.weights[0][:] = 1
    net.biases[0][:] = 0
    x, y = np.ones((2, 1)), np.array([[5.0, 5.0], [5.0, 1.0 - off + 3e-7]])
    (kink,) = net.check_gradients(x, y).kinks
    assert kink == (0, 1, 1, 1e-5, cost)


def test_a_wrong_gradient_stays_up() -> None:
    class TwiceTooLong:
        @staticmethod
        def fn(a: Array, y: Array) -> Any:
            return 0.5 * np.sum((a - y) ** 2)

        @staticmethod
        def delta(z: Array, a: Array, y: Array) -> Any:
            return np.multiply(2 * (a - y), a * (1 - a))

    net, x, y = make("tanh", TwiceTooLong)
    check = net.check_gradients(x, y)
    assert not check
    for layer in check.layers:
        assert layer.ratio == pytest.approx(2, rel=1e-6)
        assert layer.angle < 1e-3
    middle = (check.curve.h < 1e-3) & (check.curve.h > 1e-9)
    np.testing.assert_allclose(check.curve.error[middle], 0.5, rtol=1e-3)


def test_it_is_of_what_was_checked() -> None:
    net, x, y = make("tanh")
    expected = net.check_gradients(x, y).curve.error
    check = net.check_gradients(x, y)
    x[:] = 0
    net.weights[0][:] = 0
    assert pickle.loads(pickle.dumps(check)).curve.error.tolist() == expected.tolist()
    assert check.curve is check.curve
    assert check.curve.error.tolist() == expected.tolist()


def test_a_gradient_of_zero() -> None:
    net = dw.Network([2, 2], activation="identity", cost="quadratic")
    net.weights[0][:] = 0
    check = net.check_gradients(np.zeros((1, 2)), np.zeros((1, 2)))
    assert check
    assert math.isnan(check.layers[0].angle)
    assert math.isnan(check.layers[0].ratio)
    assert np.isfinite(check.curve.errors).all()


def test_weights_that_are_no_numbers() -> None:
    net, x, y = make("relu")
    net.weights[0][:] = np.nan
    check = net.check_gradients(x, y)
    assert not check
    assert math.isnan(check.best_h)
    assert "best" not in check.curve.table()
    with pytest.raises(ValueError, match="curve: no finite error"):
        check.plot()


def test_one_sample_and_classes() -> None:
    net = dw.Network([4, 6, 3], activation="tanh")
    x = np.linspace(-1, 1, 4)
    assert net.check_gradients(x, 2).curve.error.min() < 1e-8
    assert net.check_gradients(x[None], [2]).curve.error.min() < 1e-8


def test_html() -> None:
    net, x, y = planted(0.0)
    check = net.check_gradients(x, y)
    page = Reader(check._repr_html_())
    assert [row[0] for row in page.rows[1:]] == ["1", "2"]
    assert page.rows[1][-1] == "DISAGREES"
    assert "layer 1, neuron 2, sample 1: relu within ±1.0e-05" in page.text
    curve = Reader(check.curve._repr_html_())
    assert len(curve.rows) == 24
    assert curve.rows[0] == ["h", "in all", "layer 1", "layer 2", "kinks within ±h"]
    assert check.curve.table().split()[:7] == ["h", "in", "all", "layer", "1", "layer", "2"]
    assert f"best h: {check.best_h:.1e}" in curve.text


def test_plot(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    net, x, y = planted(3e-4)
    check = net.check_gradients(x, y)
    figure = check.plot(tmp_path / "v.png")
    assert (tmp_path / "v.png").read_bytes().startswith(b"\x89PNG")
    (axis,) = figure.axes
    assert (axis.get_xscale(), axis.get_yscale()) == ("log", "log")
    lines = {line.get_label(): line for line in axis.get_lines()}
    np.testing.assert_array_equal(lines["in all"].get_ydata(), check.curve.error)
    assert lines[f"best h: {check.best_h:.1e}"].get_xdata()[0] == check.best_h
    told = [text.get_text() for text in axis.get_legend().get_texts()]
    assert "steps across a kink, from h = 1.0e-04" in told
    smooth = make("tanh")[0].check_gradients(*make("tanh")[1:]).plot().axes[0]
    assert "kink" not in " ".join(t.get_text() for t in smooth.get_legend().get_texts())


def test_plot_of_an_error_of_zero() -> None:
    pytest.importorskip("matplotlib")
    zero = np.zeros(3)
    curve = ErrorCurve(np.array([0.1, 0.01, 0.001]), zero[None], zero, (1,), ())
    curve.plot().draw_without_rendering()


def test_another_suffix() -> None:
    net, x, y = make("tanh")
    with pytest.raises(ValueError, match=re.escape("path: 'x.gif'; expected a name that ends")):
        net.check_gradients(x, y).plot("x.gif")


def test_the_activations_are_all_of_the_two_kinds() -> None:
    from deltaward import _core

    assert sorted([*SMOOTH, *_KINKED, "softmax"]) == sorted(_core.activation_names())
