# SPDX-License-Identifier: MIT
"""Training in NumPy, from the same random numbers: what the core is compared with."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

import deltaward as dw
import oracle
from deltaward import _core

Array = npt.NDArray[Any]
Memory = dict[str, Array]


def words(n: int) -> list[int]:
    return [n & 0xFFFFFFFF, n >> 32]


def key(seed: int, epoch: int, purpose: bytes) -> list[int]:
    counter = [*words(epoch), int.from_bytes(purpose), 0]
    return list(_core.philox(counter, words(seed))[:2])


def dropout_mask(
    rate: float, shape: tuple[int, int], layer: int, step: int, seed: int, epoch: int
) -> Array:
    """Return 0, or 1 over the share that stays, for what enters a layer."""
    threshold = math.floor(rate * 65536 + 0.5)
    mask = np.empty(shape)
    drawn = key(seed, epoch, b"DROP")
    for row, j in np.ndindex(*shape):
        group, place = divmod(j, 128)
        word, place = divmod(place, 32)
        half, i = divmod(place, 16)
        bits = _core.philox([16 * group + i, row, step, layer], drawn)[word]
        mask[row, j] = (bits >> 16 if half else bits & 0xFFFF) >= threshold
    return mask * 65536 / (65536 - threshold)


def noise(sigma: float, shape: tuple[int, int], first: int, seed: int, epoch: int) -> Array:
    """Return normal numbers for the rows from `first` on in the order of an epoch."""
    drawn = key(seed, epoch, b"NOIS")
    out = np.empty(shape)
    for row, j in np.ndindex(*shape):
        word = _core.philox([j // 4, first + row, 0, 0], drawn)[j % 4]
        out[row, j] = sigma * _core.normal_quantile((word + 0.5) / 2**32)
    return out


# Each rule from its paper: w, g, the learning rate, the step from 1, and what it remembers.
Rule = Callable[[Array, Array, float, int, Memory], Array]


def sgd(w: Array, g: Array, eta: float, t: int, held: Memory) -> Array:
    return w - eta * g


@dataclass
class Recipe:
    """What `fit` is asked for, with a rule in the optimizer's place."""

    rule: Rule = sgd
    rate: Callable[[int], float] = lambda step: 0.1
    l1: float = 0.0
    l2: float = 0.0
    max_norm: float = math.inf
    clip_norm: float = math.inf
    clip_value: float = math.inf
    label_smoothing: float = 0.0
    input_noise: float = 0.0
    dropout: Sequence[float] = ()  # of what enters each layer
    augment: dw.Augment | None = None
    shuffle: bool = True
    seed: int = 0


@dataclass
class Trainer:
    """The weights of a network, trained in float64."""

    net: dw.Network
    recipe: Recipe
    step: int = 0
    epoch: int = 0
    costs: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.weights = [w.astype(np.float64) for w in self.net.weights]
        self.biases = [b.astype(np.float64) for b in self.net.biases]
        self.held: list[Memory] = [{} for _ in self.weights + self.biases]

    def fit(
        self,
        x: Array,
        y: Array,
        *,
        epochs: int,
        batch_size: int,
        sample_weight: Array | None = None,
    ) -> None:
        """Train on values y, (m, n_out)."""
        m, r = len(x), self.recipe
        row_weights = np.ones(m) if sample_weight is None else sample_weight
        for _ in range(epochs):
            order = _core.permutation(m, r.seed, self.epoch) if r.shuffle else np.arange(m)
            costs = 0.0
            for number, first in enumerate(range(0, m, batch_size)):
                rows = order[first : first + batch_size]
                inputs = self._disturbed(x[rows], first)
                masks = self._masks(len(rows), number)
                targets = self._smoothed(y[rows])
                costs += self._step(inputs, targets, row_weights[rows], masks, row_weights.sum())
            self.costs.append(costs / row_weights.sum())
            self.epoch += 1

    def _disturbed(self, x: Array, first: int) -> Array:
        r = self.recipe
        if r.augment is not None:
            x = r.augment(x, seed=r.seed, epoch=self.epoch, first=first)
        if r.input_noise:
            x = x + noise(r.input_noise, x.shape, first, r.seed, self.epoch)
        return x

    def _masks(self, rows: int, number: int) -> list[Array]:
        r = self.recipe
        rates = r.dropout or [0.0] * len(self.weights)
        return [
            dropout_mask(rate, (rows, n), layer, number, r.seed, self.epoch)
            if rate
            else np.ones((rows, n))
            for layer, (rate, n) in enumerate(zip(rates, self.net.sizes, strict=False))
        ]

    def _smoothed(self, y: Array) -> Array:
        s = self.recipe.label_smoothing
        return (1 - s) * y + s / (y.shape[1] if self.net.activations[-1] == "softmax" else 2)

    def _step(self, x: Array, y: Array, row_weights: Array, masks: list[Array], n: float) -> float:
        costs, nabla_w, nabla_b = self._gradients(x, y, row_weights, masks)
        gradients = self._clipped(nabla_w + nabla_b)
        if not row_weights.sum():
            return costs
        self.step += 1
        r, count = self.recipe, len(self.weights)
        for i, w in enumerate(self.weights):
            gradients[i] = gradients[i] + r.l2 / n * w + r.l1 / n * np.sign(w)
        rate = r.rate(self.step - 1)
        both = [
            r.rule(w, g, rate, self.step, held)
            for w, g, held in zip(self.weights + self.biases, gradients, self.held, strict=True)
        ]
        for w in both[:count]:
            lengths = np.linalg.norm(w, axis=1, keepdims=True)  # of the weights into a neuron
            w *= np.where(lengths > r.max_norm, r.max_norm / lengths, 1)
        self.weights, self.biases = both[:count], both[count:]
        return costs

    def _gradients(
        self, x: Array, y: Array, row_weights: Array, masks: list[Array]
    ) -> tuple[float, list[Array], list[Array]]:
        names, last = self.net.activations, len(self.weights) - 1
        cost = str(self.net.cost)
        entering, zs, a = [], [], x
        for w, b, name, mask in zip(self.weights, self.biases, names, masks, strict=True):
            entering.append(a * mask)
            zs.append(entering[-1] @ w.T + b)
            a = oracle.SIGMA[name](zs[-1])
        costs = float(oracle.cost(cost, names[-1], a, y) @ row_weights)
        delta = oracle.output_error(cost, names[-1], zs[-1], a, y) * row_weights[:, None]
        nabla_w: list[Array] = []
        nabla_b: list[Array] = []
        total = row_weights.sum() or 1.0
        for layer in range(last, -1, -1):
            if layer < last:
                delta = delta @ self.weights[layer + 1] * masks[layer + 1]
                delta = delta * oracle.SIGMA_PRIME[names[layer]](zs[layer])
            nabla_w.insert(0, delta.T @ entering[layer] / total)
            nabla_b.insert(0, delta.sum(axis=0) / total)
        return costs, nabla_w, nabla_b

    def _clipped(self, gradients: list[Array]) -> list[Array]:
        r = self.recipe
        length = math.sqrt(sum(float((g**2).sum()) for g in gradients))
        scale = min(1.0, r.clip_norm / length) if length else 1.0
        return [np.clip(g * scale, -r.clip_value, r.clip_value) for g in gradients]


def assert_same(net: dw.Network, trained: Trainer, tolerance: float = 1e-12) -> None:
    """Compare layer by layer: the length of the difference with the length of the weights."""
    for got, expected in zip(
        net.weights + net.biases, trained.weights + trained.biases, strict=True
    ):
        assert np.linalg.norm(got - expected) <= tolerance * np.linalg.norm(expected)
