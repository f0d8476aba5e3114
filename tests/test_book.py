# SPDX-License-Identifier: MIT
"""The book's algorithm, and its experiments on the real MNIST."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import deltaward as dw
from conftest import Split

Array = npt.NDArray[Any]


def _sigmoid(z: Array) -> Array:
    return 1.0 / (1.0 + np.exp(-z))


class BookNetwork:
    """The algorithm of the book's chapters 1 and 2: one sample at a time, column vectors, sums
    over the mini-batch, and a step of η/m.
    """

    def __init__(self, weights: list[Array], biases: list[Array]) -> None:
        self.weights, self.biases = weights, biases

    def update(self, batch: list[tuple[Array, Array]], eta: float) -> None:
        sum_b = [np.zeros_like(b) for b in self.biases]
        sum_w = [np.zeros_like(w) for w in self.weights]
        for x, y in batch:
            nabla_b, nabla_w = self.backprop(x, y)
            sum_b = [s + n for s, n in zip(sum_b, nabla_b, strict=True)]
            sum_w = [s + n for s, n in zip(sum_w, nabla_w, strict=True)]
        factor = eta / len(batch)
        self.weights = [w - factor * s for w, s in zip(self.weights, sum_w, strict=True)]
        self.biases = [b - factor * s for b, s in zip(self.biases, sum_b, strict=True)]

    def backprop(self, x: Array, y: Array) -> tuple[list[Array], list[Array]]:
        activations, zs = [x], []
        for w, b in zip(self.weights, self.biases, strict=True):
            zs.append(w @ activations[-1] + b)
            activations.append(_sigmoid(zs[-1]))
        slope = [_sigmoid(z) * (1 - _sigmoid(z)) for z in zs]
        delta = (activations[-1] - y) * slope[-1]
        nabla_b, nabla_w = [delta], [delta @ activations[-2].T]
        for layer in range(2, len(zs) + 1):
            delta = (self.weights[-layer + 1].T @ delta) * slope[-layer]
            nabla_b.insert(0, delta)
            nabla_w.insert(0, delta @ activations[-layer - 1].T)
        return nabla_b, nabla_w


def test_500_steps_of_the_book(digits: tuple[Split, Split]) -> None:
    (pixels, classes), _ = digits
    net = dw.Network(
        [64, 30, 10],
        activation="sigmoid",
        cost="quadratic",
        init="standard_normal",
        dtype="float64",
        seed=1,
    )
    book = BookNetwork([w.copy() for w in net.weights], [b[:, None].copy() for b in net.biases])
    x, targets = pixels / 255, np.eye(10)
    for step in range(500):
        rows = range(step * 10 % 1500, step * 10 % 1500 + 10)
        book.update([(x[i][:, None], targets[classes[i]][:, None]) for i in rows], 3.0)
    chosen = np.arange(5000) % 1500
    net.fit(
        pixels[chosen],
        classes[chosen],
        epochs=1,
        batch_size=10,
        learning_rate=3.0,
        shuffle=False,
        verbose=0,
    )
    for w, expected in zip(net.weights, book.weights, strict=True):
        assert np.abs(w - expected).max() <= 1e-10
    for b, expected in zip(net.biases, book.biases, strict=True):
        assert np.abs(b - expected[:, 0]).max() <= 1e-10


class Until(dw.callbacks.Callback):
    """Ends the training at an accuracy: the best of all epochs is no worse."""

    def __init__(self, accuracy: float) -> None:
        self.accuracy = accuracy

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any]) -> None:
        self.net.stop_training = logs["val_accuracy"] >= self.accuracy


def _best(net: dw.Network, data: tuple[Split, Split], rate: float, enough: float) -> float:
    (x, y), test = data
    history = net.fit(
        x[:50_000],
        y[:50_000],
        epochs=30,
        batch_size=10,
        learning_rate=rate,
        validation_data=test,
        callbacks=[Until(enough)],
        verbose=0,
    )
    return max(history.history["val_accuracy"])


@pytest.mark.timeout(600)
def test_chapter_1_on_mnist(mnist: tuple[Split, Split]) -> None:
    """The book: 95.42 % at the best of 30 epochs."""
    net = dw.Network([784, 30, 10], activation="sigmoid", cost="quadratic", init="standard_normal")
    assert _best(net, mnist, rate=3.0, enough=0.95) >= 0.95


@pytest.mark.timeout(600)
def test_chapter_3_on_mnist(mnist: tuple[Split, Split]) -> None:
    net = dw.Network(
        [784, 100, 10],
        activation="sigmoid",
        output_activation="sigmoid",
        cost="cross_entropy",
        init="scaled_normal",
    )
    assert _best(net, mnist, rate=0.5, enough=0.975) >= 0.975
