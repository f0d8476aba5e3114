# SPDX-License-Identifier: MIT
"""Networks for the tests of wrong backward passes."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import deltaward as dw
from deltaward.explain.lab import BackpropComparison

Array = npt.NDArray[Any]
SIZES = [4, 6, 5, 3]
M = 7


def make(
    activation: Any = "tanh", cost: Any = "quadratic", output: str | None = None, sizes: Any = SIZES
) -> tuple[dw.Network, Array, Array]:
    rng = np.random.default_rng(3)
    net = dw.Network(
        sizes, activation=activation, cost=cost, output_activation=output, dtype="float64", seed=5
    )
    for b in net.biases:
        b[:] = rng.uniform(-0.5, 0.5, b.shape)
    y = rng.uniform(0.05, 0.95, (M, sizes[-1]))
    return net, rng.standard_normal((M, sizes[0])), y / y.sum(axis=1, keepdims=True)


def agreeing(found: BackpropComparison, name: str) -> list[bool]:
    return [layer.agrees for layer in found.variants[name].layers]


def assert_is(layer: Any, cosine: float, ratio: float) -> None:
    assert layer.cosine == pytest.approx(cosine, abs=1e-10)
    assert layer.ratio == pytest.approx(ratio, rel=1e-6)
