# SPDX-License-Identifier: MIT
"""The four equations on whole mini-batches, in NumPy."""

import numpy as np

from deltaward.benchmarks.cases import Array, Case, Data, Parameters, one_hot
from deltaward.benchmarks.trainer import Predictor, Trainer, one_by_one


def _sigmoid(z: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-z)))


def _softmax(z: Array) -> Array:
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


def trainer(case: Case, data: Data, start: Parameters, threads: int) -> Trainer:
    """Train in place; NumPy's BLAS has taken its threads from the environment."""
    w = [layer[0].copy() for layer in start]
    b = [layer[1].copy() for layer in start]
    targets = one_hot(data.y, case.sizes[-1])
    smooth = case.activation == "sigmoid"
    last = len(w) - 1

    def sigma(z: Array, layer: int) -> Array:
        if smooth:
            return _sigmoid(z)
        return _softmax(z) if layer == last else np.maximum(z, 0)

    def epoch() -> None:
        for first in range(0, len(data.x), case.batch_size):
            rows = slice(first, first + case.batch_size)
            a = [data.x[rows]]
            for layer in range(len(w)):
                a.append(sigma(a[-1] @ w[layer].T + b[layer], layer))
            delta = a[-1] - targets[rows]
            if smooth:
                delta *= a[-1] * (1 - a[-1])
            rate = np.float32(case.learning_rate / len(a[0]))
            for layer in range(last, -1, -1):
                back = delta @ w[layer] if layer else None
                w[layer] -= rate * (delta.T @ a[layer])
                b[layer] -= rate * delta.sum(axis=0)
                if back is not None:
                    delta = back * (a[layer] * (1 - a[layer]) if smooth else a[layer] > 0)

    return Trainer(one_by_one(epoch), lambda: list(zip(w, b, strict=True)))


def predictor(parameters: Parameters, threads: int) -> Predictor:
    """Two products, relu and softmax."""
    (w1, b1), (w2, b2) = parameters

    def predict(x: Array) -> Array:
        hidden = np.maximum(x @ w1.T + b1, 0)
        return np.asarray(_softmax(hidden @ w2.T + b2).argmax(axis=-1))

    return predict
