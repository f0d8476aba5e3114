# SPDX-License-Identifier: MIT
"""Steps of differences, and angles between vectors."""

import math
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward.explain import differences


@pytest.mark.parametrize("value", [0.5, -300.0])
def test_the_step_grows_with_the_value(value: float) -> None:
    """C = ½w²·w²: (C(w + h) − C(w − h)) / 2h = 2w³ + 2wh², so the second term tells h."""

    class Fourth:
        def fn(self, a: Any, y: Any) -> Any:
            return np.asarray(a) ** 4 / 2

        def delta(self, z: Any, a: Any, y: Any) -> Any:
            return 2 * np.asarray(a) ** 3

    net = dw.Network([1, 1], activation="identity", cost=Fourth(), dtype="float64")
    net.weights[0][:], net.biases[0][:] = value, 0
    data = net._core.dataset(np.ones((1, 1)), np.zeros((1, 1)))
    found = differences.central_difference(net, data, net.weights[0], (0, 0), 0.01)
    h = 0.01 * max(1, abs(value))
    assert found == pytest.approx(2 * value**3 + 2 * value * h**2, rel=1e-9)
    assert net.weights[0][0, 0] == value


def test_small_angles() -> None:
    u = np.array([1.0, 0.0])
    for degrees in (1e-9, 1e-3, 60.0, 90.0, 180.0):
        t = math.radians(degrees)
        v = 3 * np.array([math.cos(t), math.sin(t)])
        assert differences.angle(u, v) == pytest.approx(degrees, rel=1e-6)
        assert differences.cosine(u, v) == pytest.approx(math.cos(t), abs=1e-15)
        assert differences.ratio(v, u) == pytest.approx(3)
