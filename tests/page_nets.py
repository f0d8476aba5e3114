# SPDX-License-Identifier: MIT
"""Networks and samples whose pages are tested."""

from typing import Any

import numpy as np
import numpy.typing as npt

import deltaward as dw

Array = npt.NDArray[Any]


def make(name: str) -> tuple[dw.Network, Array, Array]:
    """Return a network by name, x (m, n_in), and y."""
    return {"small": _small, "book": _book, "relu": _relu, "jacobian": _jacobian}[name]()


def _small() -> tuple[dw.Network, Array, Array]:
    """3-4-2, sigmoid and quadratic, so that every layer has a gate; two samples."""
    net = dw.Network([3, 4, 2], activation="sigmoid", cost="quadratic", seed=3)
    _shift(net)
    return net, np.array([[0.8, 0.1, 0.5], [-0.2, 0.9, 0.4]]), np.array([0, 1])


def _book() -> tuple[dw.Network, Array, Array]:
    """784-30-10, with a picture of strokes."""
    net = dw.Network(
        [784, 30, 10], activation="sigmoid", cost="quadratic", init="scaled_normal", seed=1
    )
    picture = np.zeros((28, 28), np.uint8)
    picture[5:8, 6:22] = 255
    picture[8:24, 14:17] = np.arange(100, 260, 10, dtype=np.uint8)[:, None]
    return net, picture.reshape(1, -1), np.array([7])


def _relu() -> tuple[dw.Network, Array, Array]:
    """Dead gates, two hidden layers, softmax with cross-entropy."""
    net = dw.Network([5, 7, 6, 3], seed=2)
    _shift(net)
    net.biases[0][2] = -100
    return net, np.array([[0.3, -0.7, 0.2, 0.9, -0.4]]), np.array([1])


def _jacobian() -> tuple[dw.Network, Array, Array]:
    """Softmax under a cost that needs its Jacobian, in float64, with target values."""
    net = dw.Network(
        [4, 3, 3],
        activation="tanh",
        output_activation="softmax",
        cost="quadratic",
        dtype="float64",
        seed=4,
    )
    return net, np.array([[0.3, -0.7, 0.2, 0.9]]), np.array([[0.2, 0.5, 0.3]])


def _shift(net: dw.Network) -> None:
    rng = np.random.default_rng(0)
    for b in net.biases:
        b[:] = rng.uniform(-0.4, 0.4, b.shape)
