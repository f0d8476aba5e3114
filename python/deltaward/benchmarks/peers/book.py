# SPDX-License-Identifier: MIT
"""Backpropagation sample by sample, after chapters 1 and 2 of *Neural Networks and Deep Learning*.

Written anew from the book's description: columns for vectors, float64, the gradients of a
mini-batch added up one sample after the other.
"""

import numpy as np

from deltaward.benchmarks.cases import Array, Case, Data, Parameters, one_hot
from deltaward.benchmarks.trainer import Trainer, one_by_one


def trainer(case: Case, data: Data, start: Parameters, threads: int) -> Trainer:
    """Train with sigmoid neurons and the quadratic cost."""
    weights = [w.astype(np.float64) for w, _ in start]
    biases = [b.astype(np.float64)[:, None] for _, b in start]
    # A list of (x, y) as the book's loader makes it.
    targets = one_hot(data.y, case.sizes[-1])
    samples = [(x[:, None], y[:, None]) for x, y in zip(data.x, targets, strict=True)]

    def update(batch: list[tuple[Array, Array]]) -> None:
        sum_b = [np.zeros(b.shape) for b in biases]
        sum_w = [np.zeros(w.shape) for w in weights]
        for x, y in batch:
            nabla_b, nabla_w = backprop(weights, biases, x, y)
            sum_b = [total + nabla for total, nabla in zip(sum_b, nabla_b, strict=True)]
            sum_w = [total + nabla for total, nabla in zip(sum_w, nabla_w, strict=True)]
        step = case.learning_rate / len(batch)
        weights[:] = [w - step * nabla for w, nabla in zip(weights, sum_w, strict=True)]
        biases[:] = [b - step * nabla for b, nabla in zip(biases, sum_b, strict=True)]

    def epoch() -> None:
        for first in range(0, len(samples), case.batch_size):
            update(samples[first : first + case.batch_size])

    return Trainer(
        one_by_one(epoch), lambda: [(w, b[:, 0]) for w, b in zip(weights, biases, strict=True)]
    )


def backprop(
    weights: list[Array], biases: list[Array], x: Array, y: Array
) -> tuple[list[Array], list[Array]]:
    """Return the gradient of one sample's cost by the biases and by the weights (BP1 to BP4)."""
    activations, zs = [x], []
    for w, b in zip(weights, biases, strict=True):
        zs.append(np.dot(w, activations[-1]) + b)
        activations.append(_sigmoid(zs[-1]))
    delta = (activations[-1] - y) * _sigmoid_prime(zs[-1])  # BP1
    nabla_b, nabla_w = [delta], [np.dot(delta, activations[-2].T)]
    for layer in range(2, len(weights) + 1):
        delta = np.dot(weights[1 - layer].T, delta) * _sigmoid_prime(zs[-layer])  # BP2
        nabla_b.insert(0, delta)  # BP3
        nabla_w.insert(0, np.dot(delta, activations[-layer - 1].T))  # BP4
    return nabla_b, nabla_w


def _sigmoid(z: Array) -> Array:
    return np.asarray(1.0 / (1.0 + np.exp(-z)))


def _sigmoid_prime(z: Array) -> Array:
    return np.asarray(_sigmoid(z) * (1 - _sigmoid(z)))
