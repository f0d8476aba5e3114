# SPDX-License-Identifier: MIT
"""The four equations, costs and activations in NumPy: what the core is compared with."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

_erf = np.vectorize(math.erf, otypes=[float])


def _cdf(z: Array) -> Array:
    return 0.5 * np.vectorize(math.erfc, otypes=[float])(-z / math.sqrt(2))


def _pdf(z: Array) -> Array:
    return np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)


def sigmoid(z: Array) -> Array:
    return 1 / (1 + np.exp(-z))


def softmax(z: Array) -> Array:
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


SIGMA: dict[str, Callable[[Array], Array]] = {
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0),
    "leaky_relu": lambda z: np.where(z > 0, z, 0.01 * z),
    "elu": lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))),
    "gelu": lambda z: z * _cdf(z),
    "silu": lambda z: z * sigmoid(z),
    "softplus": lambda z: np.logaddexp(0, z),
    "identity": lambda z: z.copy(),
    "softmax": softmax,
}

SIGMA_PRIME: dict[str, Callable[[Array], Array]] = {
    "sigmoid": lambda z: sigmoid(z) * (1 - sigmoid(z)),
    "tanh": lambda z: 1 - np.tanh(z) ** 2,
    "relu": lambda z: np.where(z > 0, 1.0, 0.0),
    "leaky_relu": lambda z: np.where(z > 0, 1.0, 0.01),
    "elu": lambda z: np.where(z > 0, 1.0, np.exp(np.minimum(z, 0))),
    "gelu": lambda z: _cdf(z) + z * _pdf(z),
    "silu": lambda z: sigmoid(z) * (1 + z * (1 - sigmoid(z))),
    "softplus": sigmoid,
    "identity": np.ones_like,
}

ELEMENTWISE = list(SIGMA_PRIME)

_COST: dict[str, Callable[[Array, Array], Array]] = {
    "quadratic": lambda a, y: (a - y) ** 2 / 2,
    "absolute": lambda a, y: np.abs(a - y),
    "huber": lambda a, y: np.where(np.abs(a - y) <= 1, (a - y) ** 2 / 2, np.abs(a - y) - 0.5),
    "log_cosh": lambda a, y: np.log(np.cosh(a - y)),
    "poisson": lambda a, y: a - y * np.log(a),
}

_SLOPE: dict[str, Callable[[Array, Array], Array]] = {
    "quadratic": lambda a, y: a - y,
    "absolute": lambda a, y: np.sign(a - y),
    "huber": lambda a, y: np.clip(a - y, -1, 1),
    "log_cosh": lambda a, y: np.tanh(a - y),
    "poisson": lambda a, y: 1 - y / a,
}

COSTS = ["cross_entropy", *_COST]

# The output activations of the costs that are not defined on all.
OUTPUTS = {"cross_entropy": ["sigmoid", "softmax"], "poisson": ["softplus", "sigmoid", "softmax"]}


def cost(name: str, output: str, a: Array, y: Array) -> Array:
    """C of each row."""
    if name != "cross_entropy":
        return np.asarray(_COST[name](a, y).sum(axis=1))
    if output == "softmax":
        return np.asarray(-(y * np.log(a)).sum(axis=1))
    return np.asarray(-(y * np.log(a) + (1 - y) * np.log(1 - a)).sum(axis=1))


def output_error(name: str, output: str, z: Array, a: Array, y: Array) -> Array:
    if name == "cross_entropy":
        return a - y
    slope = _SLOPE[name](a, y)
    if output == "softmax":
        jacobians = [np.diag(row) - np.outer(row, row) for row in a]
        return np.stack([s @ j for s, j in zip(slope, jacobians, strict=True)])
    return slope * SIGMA_PRIME[output](z)


def forward(
    weights: Sequence[Array], biases: Sequence[Array], activations: Sequence[str], x: Array
) -> tuple[list[Array], list[Array]]:
    zs, activated = [], [x]
    for w, b, name in zip(weights, biases, activations, strict=True):
        zs.append(activated[-1] @ w.T + b)
        activated.append(SIGMA[name](zs[-1]))
    return zs, activated


def gradient(
    weights: Sequence[Array],
    biases: Sequence[Array],
    activations: Sequence[str],
    cost_name: str,
    x: Array,
    y: Array,
    sample_weight: Array | None = None,
) -> tuple[list[Array], list[Array]]:
    """(nabla_b, nabla_w), means over the rows."""
    zs, a = forward(weights, biases, activations, x)
    row = np.ones(len(x)) if sample_weight is None else sample_weight
    delta = output_error(cost_name, activations[-1], zs[-1], a[-1], y) * row[:, None]
    nabla_b: list[Array] = []
    nabla_w: list[Array] = []
    for layer in range(len(weights) - 1, -1, -1):
        if layer < len(weights) - 1:
            delta = (delta @ weights[layer + 1]) * SIGMA_PRIME[activations[layer]](zs[layer])
        nabla_b.insert(0, delta.sum(axis=0) / row.sum())
        nabla_w.insert(0, delta.T @ a[layer] / row.sum())
    return nabla_b, nabla_w


def one_hot(classes: Array, n: int) -> Array:
    return np.eye(n)[classes]
