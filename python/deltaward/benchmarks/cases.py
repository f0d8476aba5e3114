# SPDX-License-Identifier: MIT
"""The training runs that are measured: networks, data, mini-batches."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from deltaward.network import Network

Array = npt.NDArray[Any]
# Weights (n_out, n_in) and biases (n_out,) of each layer.
Parameters = list[tuple[Array, Array]]

PIXELS = 784


@dataclass(frozen=True, slots=True)
class Data:
    """The samples of a case."""

    x: Array  # (samples, n_in) float32
    y: Array  # (samples,) int64
    pixels: Array | None  # (samples, n_in) uint8, what x was before it was scaled; MNIST only


@dataclass(frozen=True, slots=True)
class Case:
    """One epoch of plain SGD; ``sigmoid`` means quadratic cost, ``relu`` softmax cross-entropy."""

    name: str
    sizes: tuple[int, ...]
    activation: str
    batch_size: int
    samples: int
    learning_rate: float = 0.01

    @property
    def is_mnist(self) -> bool:
        """Whether the samples are images of MNIST; otherwise they are random."""
        return self.sizes[0] == PIXELS

    @property
    def cost(self) -> str:
        """The cost by deltaward's name."""
        return "quadratic" if self.activation == "sigmoid" else "cross_entropy"

    @property
    def operations(self) -> float:
        """Multiplications and additions of an epoch: forward, weights' gradient, deltas."""
        products = [a * b for a, b in zip(self.sizes, self.sizes[1:], strict=False)]
        return 2.0 * self.samples * (2 * sum(products) + sum(products[1:]))

    @property
    def epochs(self) -> int:
        """How many epochs are timed at once: in small ones a call costs more than an epoch."""
        return 1 if self.operations > 1e7 else 10

    @property
    def title(self) -> str:
        """One line for a person."""
        kind = "sigmoid, quadratic" if self.activation == "sigmoid" else "relu, softmax"
        return (
            f"{describe_sizes(self.sizes)} {kind}, mini-batches of {self.batch_size}, "
            f"{self.samples:,} samples"
        )

    def load(self) -> Data:
        """Return the samples: the first images of MNIST, or random numbers.

        Raises
        ------
        OSError, ValueError
            If MNIST is needed and not to be had, as of `deltaward.datasets.load_mnist`.
        """
        if self.is_mnist:
            from deltaward.datasets.mnist import load_mnist

            (pixels, labels), _ = load_mnist()
            pixels = pixels[: self.samples]
            x = pixels.astype(np.float32) / np.float32(255)
            return Data(x, labels[: self.samples].astype(np.int64), pixels)
        rng = np.random.default_rng(0)
        x = rng.standard_normal((self.samples, self.sizes[0]), dtype=np.float32)
        return Data(x, rng.integers(0, self.sizes[-1], self.samples), None)

    def network(self) -> Network:
        """Return the network that every library starts from."""
        return Network(list(self.sizes), activation=self.activation, cost=self.cost, seed=0)


def parameters_of(net: Network) -> Parameters:
    """Return copies of a network's weights and biases."""
    return [(w.copy(), b.copy()) for w, b in zip(net.weights, net.biases, strict=True)]


def one_hot(y: Array, n: int) -> Array:
    """Return the targets (m, n) float32 that class indices stand for."""
    return np.eye(n, dtype=np.float32)[y]


def describe_sizes(sizes: tuple[int, ...]) -> str:
    """Return ``32-64×8-10`` for a run of equal layers, the input no part of it."""
    parts: list[list[int]] = []
    for layer, size in enumerate(sizes):
        if layer > 1 and parts[-1][0] == size:
            parts[-1][1] += 1
        else:
            parts.append([size, 1])
    return "-".join(f"{size}×{count}" if count > 1 else str(size) for size, count in parts)


CASES = {
    case.name: case
    for case in (
        Case("A", (784, 30, 10), "sigmoid", 10, 10_000),
        Case("B", (784, 128, 10), "relu", 32, 20_000),
        Case("C", (784, 512, 512, 10), "relu", 128, 20_000),
        Case("D", (1024, 1024, 1024, 1024, 10), "relu", 256, 10_240),
        Case("E", (3, 4, 2), "sigmoid", 1, 2_000),
        Case("F", (32, *[64] * 8, 10), "relu", 32, 20_000),
    )
}
