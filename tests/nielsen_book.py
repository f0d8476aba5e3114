# SPDX-License-Identifier: MIT
"""The book's algorithms from its equations: column vectors, one sample at a time, plain NumPy."""

import random
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Data = list[tuple[Array, Any]]


def _sigma(z: Array) -> Array:
    return 1 / (1 + np.exp(-z))


class Book:
    """Stochastic gradient descent on given arrays, for either of the two costs."""

    def __init__(self, weights: list[Array], biases: list[Array], cost: str) -> None:
        self.w = [np.array(w) for w in weights]
        self.b = [np.array(b) for b in biases]
        self.cost = cost

    def outputs(self, x: Array) -> list[Array]:
        """Activations of all layers, the inputs first."""
        found = [x]
        for w, b in zip(self.w, self.b, strict=True):
            found.append(_sigma(w @ found[-1] + b))
        return found

    def gradient(self, x: Array, y: Array) -> tuple[list[Array], list[Array]]:
        """BP1 to BP4 (chapter 2), with BP1 of the cross-entropy as in chapter 3."""
        a = self.outputs(x)
        last = len(self.w) - 1
        delta: list[Array] = [np.empty(0)] * len(self.w)
        delta[last] = a[-1] - y
        if self.cost == "quadratic":
            delta[last] = delta[last] * a[-1] * (1 - a[-1])
        for k in range(last - 1, -1, -1):
            delta[k] = (self.w[k + 1].T @ delta[k + 1]) * a[k + 1] * (1 - a[k + 1])
        return delta, [d @ before.T for d, before in zip(delta, a[:-1], strict=True)]

    def step(self, batch: Data, eta: float, lmbda: float, n: int) -> None:
        """w → (1 − ηλ/n) w − η/m Σ ∂C/∂w, b → b − η/m Σ ∂C/∂b (chapter 3, equation 93)."""
        gradients = [self.gradient(x, y) for x, y in batch]
        for k in range(len(self.w)):
            self.b[k] = self.b[k] - eta * np.mean([g[0][k] for g in gradients], axis=0)
            nabla_w = np.mean([g[1][k] for g in gradients], axis=0)
            self.w[k] = (1 - eta * lmbda / n) * self.w[k] - eta * nabla_w

    def train(self, data: Data, epochs: int, size: int, eta: float, lmbda: float = 0.0) -> None:
        for _ in range(epochs):
            random.shuffle(data)
            for first in range(0, len(data), size):
                self.step(data[first : first + size], eta, lmbda, len(data))

    def right(self, data: Data) -> int:
        """Samples that are classified right, y a class or a vector."""
        return sum(
            int(np.argmax(self.outputs(x)[-1])) == (int(np.argmax(y)) if np.ndim(y) else int(y))
            for x, y in data
        )

    def mean_cost(self, data: Data, lmbda: float) -> float:
        """C of the samples, and λ/(2n) Σw² (chapter 3, equation 87), y as vectors."""
        total = 0.0
        for x, y in data:
            a = self.outputs(x)[-1]
            if self.cost == "quadratic":
                total += 0.5 * float(((a - y) ** 2).sum())
            else:
                total -= float((y * np.log(a) + (1 - y) * np.log(1 - a)).sum())
        squares = sum(float((w**2).sum()) for w in self.w)
        return (total + 0.5 * lmbda * squares) / len(data)


def farthest(ours: list[Array], expected: list[Array]) -> float:
    """The largest difference, with shapes that have to agree exactly."""
    assert [w.shape for w in ours] == [w.shape for w in expected]
    return max(float(np.abs(a - b).max()) for a, b in zip(ours, expected, strict=True))
