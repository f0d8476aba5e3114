# SPDX-License-Identifier: MIT
"""What a check tells of each layer."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import deltaward as dw

Array = npt.NDArray[Any]


class OneEntryOff:
    """Quadratic, but for one thing: the δ of output 1 is too long by half."""

    @staticmethod
    def fn(a: Array, y: Array) -> Any:
        return 0.5 * np.sum((a - y) ** 2)

    @staticmethod
    def delta(z: Array, a: Array, y: Array) -> Any:
        return np.multiply(a - y, [1, 1.5, 1])


def test_angle_ratio_and_the_worst_entry() -> None:
    net = dw.Network([2, 3], activation="identity", cost=OneEntryOff(), dtype="float64")
    net.weights[0][:] = 0
    x, y = np.array([[1.0, 4.0]]), np.array([[3.0, 4.0, 12.0]])
    # δ = -y: ∂C/∂W[k] = -y[k] (1, 4), ∂C/∂b[k] = -y[k].
    (layer,) = net.check_gradients(x, y).layers
    right, wrong = np.array([3, 4, 12]), np.array([3, 6, 12])
    lengths = np.linalg.norm(wrong), np.linalg.norm(right)
    assert layer.ratio == pytest.approx(lengths[0] / lengths[1], rel=1e-8)
    angle = np.degrees(np.arccos(right @ wrong / lengths[0] / lengths[1]))
    assert layer.angle == pytest.approx(angle, rel=1e-6)
    assert (layer.worst, layer.worst_in, layer.worst_index) == ("w[1, 1]", "weights", (1, 1))
    assert layer.backprop == -24
    assert layer.numeric == pytest.approx(-16)
    net.weights[0][:] = 0
    (layer,) = net.check_gradients(x / 8, y).layers  # now the biases are the larger ones
    assert (layer.worst, layer.worst_in, layer.worst_index) == ("b[1]", "biases", (1,))


def test_a_cost_of_ones_own_that_is_right() -> None:
    class Cubic:
        def fn(self, a: Array, y: Array) -> Any:
            return np.abs(a - y) ** 3 / 3

        def delta(self, z: Array, a: Array, y: Array) -> Any:
            return np.multiply(np.abs(a - y) * (a - y), 1 - a**2)

    net = dw.Network([4, 5, 3], activation="tanh", cost=Cubic(), output_activation="tanh")
    rng = np.random.default_rng(0)
    check = net.check_gradients(rng.standard_normal((6, 4)), rng.standard_normal((6, 3)))
    assert check
    assert max(layer.angle for layer in check.layers) < 1e-6
    assert check.curve.error.min() < 1e-8


def test_the_network_is_left_as_it_was() -> None:
    net = dw.Network([4, 5, 3])
    before = [v.tobytes() for v in net.weights + net.biases]
    check = net.check_gradients(np.ones((2, 4)), [0, 2])
    assert check.curve.kinks is not None
    assert [v.tobytes() for v in net.weights + net.biases] == before


def test_a_gradient_that_has_all_but_vanished() -> None:
    net = dw.Network([8, *[8] * 10, 3], activation="sigmoid", cost="quadratic", dtype="float64")
    rng = np.random.default_rng(0)
    x, y = rng.random((40, 8)), rng.integers(0, 3, 40)
    check = net.check_gradients(x, y)
    assert check.layers[0].error > 1e-6  # The rounding of a cost near 1, over 2h.
    assert check
    assert "DISAGREES" not in str(check)
    assert "layers 1, 2" in str(check)
    assert "rounding of the differences" in check._repr_html_()


def test_rounding_excuses_no_gradient_of_some_length() -> None:
    class Off:
        @staticmethod
        def fn(a: Array, y: Array) -> Any:
            return 0.5 * np.sum((a - y) ** 2)

        @staticmethod
        def delta(z: Array, a: Array, y: Array) -> Any:
            return np.multiply((a - y) * (1 - a**2), 1 + 1e-5)

    net = dw.Network([4, 5, 3], activation="tanh", cost=Off(), output_activation="tanh")
    check = net.check_gradients(np.eye(4), np.zeros((4, 3)))
    assert not any(layer.ok for layer in check.layers)
    assert "rounding" not in str(check)


def test_a_gradient_of_length_zero_has_no_angle() -> None:
    net = dw.Network([4, 3, 2])
    net.biases[0][:] = -100
    check = net.check_gradients(np.eye(4), [0, 1, 0, 1])
    assert check
    for text in (str(check), check._repr_html_()):
        assert "–" in text
        assert "nan" not in text
