# SPDX-License-Identifier: MIT
"""The training runs that are measured: networks, data, mini-batches."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Case:
    """One epoch of plain SGD; ``sigmoid`` means quadratic cost, ``relu`` softmax cross-entropy."""

    name: str
    sizes: list[int]
    activation: str
    batch_size: int
    samples: int
    learning_rate: float = 0.01

    @property
    def operations(self) -> float:
        """Multiplications and additions of an epoch: forward, weights' gradient, deltas."""
        products = [a * b for a, b in zip(self.sizes, self.sizes[1:], strict=False)]
        return 2.0 * self.samples * (2 * sum(products) + sum(products[1:]))

    def data(self) -> tuple[Array, Array]:
        """Return x (samples, n_in) float32 and y (samples,) int64: MNIST where the sizes fit."""
        if self.sizes[0] == 784:
            import deltaward as dw

            (pixels, labels), _ = dw.datasets.load_mnist()
            chosen = slice(0, self.samples)
            return pixels[chosen].astype(np.float32) / 255, labels[chosen].astype(np.int64)
        rng = np.random.default_rng(0)
        x = rng.standard_normal((self.samples, self.sizes[0]), dtype=np.float32)
        return x, rng.integers(0, self.sizes[-1], self.samples)


CASES = {
    case.name: case
    for case in (
        Case("A", [784, 30, 10], "sigmoid", 10, 10_000),
        Case("B", [784, 128, 10], "relu", 32, 20_000),
        Case("C", [784, 512, 512, 10], "relu", 128, 20_000),
        Case("D", [1024, 1024, 1024, 1024, 10], "relu", 256, 10_240),
        Case("E", [3, 4, 2], "sigmoid", 1, 2_000),
        Case("F", [32, *[64] * 8, 10], "relu", 32, 20_000),
    )
}
