# SPDX-License-Identifier: MIT
"""Threads train the first layer in memory of their own; whoever may look finds the weights whole.

A layer is cut for 16 steps or more, where each thread gets 64 neurons of float32 or 32 of float64;
where mini-batches overlap (test_overlap.py), a quarter of that.
"""

import functools
import itertools
import signal
import zlib
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward import tensors
from deltaward.callbacks import LambdaCallback
from own_costs import QuadraticCost

OPTIMIZERS = ["sgd", "momentum", "nesterov", "rmsprop", "adagrad", "adam", "lion"]
RECIPES: dict[str, dict[str, Any]] = {
    "plain": {},
    "l2": {"l2": 0.5},
    "l1": {"l1": 0.1},
    "max_norm": {"max_norm": 0.5},
    "clip_value": {"clip_value": 1e-3},
    "clip_norm": {"clip_norm": 1e-2},
    "dropout": {"dropout": [0.1, 0.3]},
    "noise": {"input_noise": 0.1},
}
# An epoch takes more than the 20 ms between two ticks, of few mini-batches: where
# other tests keep the CPUs busy, threads wait long for each other.
SAMPLES = 51_200
LONG: dict[str, Any] = {
    "batch_size": 256,
    "learning_rate": 1e-2,
    "input_noise": 0.1,
    "dropout": 0.3,
}
Logs = dict[str, float]


def _net(hidden: int = 200, **options: Any) -> dw.Network:
    return dw.Network([100, hidden, 10], seed=1, **options)


def _data(m: int) -> tuple[Any, Any]:
    """Some inputs are 0 in whole mini-batches, so that they are left out."""
    rng = np.random.default_rng(3)
    x = rng.random((m, 100), np.float32) * (rng.random((m, 100)) < 0.02)
    return x, np.arange(m) % 10


def digest(net: dw.Network) -> int:
    """Of the weights and what the optimizer remembers."""
    found = 0
    for array in tensors.arrays_of(net).values():
        found = zlib.crc32(array.tobytes(), found)
    return found


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_same_bits(optimizer: str, recipe: dict[str, Any], dtype: np.dtype[Any]) -> None:
    x, y = _data(70)
    digests = set()
    for threads, repeat in ((1, 1), (2, 1), (3, 2)):
        net = _net(dtype=dtype)
        for _ in range(repeat):
            epochs = 2 // repeat
            options = {"optimizer": optimizer, "learning_rate": 1e-2, "threads": threads, **recipe}
            net.fit(x, y, epochs=epochs, batch_size=4, verbose=0, **options)
        digests.add(digest(net))
    assert len(digests) == 1


@pytest.mark.parametrize("hidden", [32, 63, 64, 65, 127, 128, 129, 191, 192, 193, 320, 333])
def test_widths(hidden: int, dtype: np.dtype[Any]) -> None:
    x, y = _data(40)
    digests = set()
    for threads in (1, 2, 3, 5, 100):
        net = _net(hidden, dtype=dtype)
        net.fit(x, y, batch_size=2, optimizer="adam", threads=threads, verbose=0)
        digests.add(digest(net))
    assert len(digests) == 1


@pytest.mark.parametrize("sizes", [[100, 130], [100, 70, 150]])
def test_a_wide_last_layer(sizes: list[int]) -> None:
    """Softmax's neurons mix, so that its rows are shared out and nothing of it is cut."""
    x, y = _data(40)
    digests = set()
    for threads, activation in itertools.product((1, 2), ("softmax", "sigmoid")):
        net = dw.Network(sizes, output_activation=activation, cost="quadratic", seed=1)
        net.fit(x, y, batch_size=2, threads=threads, verbose=0)
        digests.add((activation, digest(net)))
    assert len(digests) == 2


@functools.cache
def _after_each_batch(optimizer: str) -> list[int]:
    net, digests = _net(), []
    look = LambdaCallback(on_train_batch_end=lambda batch, logs: digests.append(digest(net)))
    net.fit(*_data(SAMPLES), optimizer=optimizer, callbacks=look, threads=1, verbose=0, **LONG)
    return digests


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_who_looks_within_an_epoch(optimizer: str) -> None:
    data = _data(SAMPLES)
    options: dict[str, Any] = {"optimizer": optimizer} | LONG
    expected = _after_each_batch(optimizer)
    net, seen = _net(), dict[int, int]()

    def look(batch: int, logs: Logs) -> None:
        if net.epochs_trained == 0:
            seen[batch] = digest(net)

    net.fit(*data, callbacks=LambdaCallback(on_train_tick=look), threads=2, verbose=0, **options)
    assert seen
    assert all(found == expected[batch] for batch, found in seen.items())
    assert digest(net) == expected[-1]


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_who_changes_weights_within_an_epoch(optimizer: str) -> None:
    x, y = _data(SAMPLES)
    net = _net()
    zeros = []

    def change(batch: int, logs: Logs) -> None:
        net.weights[0][:] = 0
        net.weights[1][:] = 0
        zeros.append(batch)

    options: dict[str, Any] = {"optimizer": optimizer} | LONG | {"learning_rate": 0.0}
    hooks = LambdaCallback(on_train_tick=change)
    net.fit(x, y, threads=2, callbacks=hooks, verbose=0, **options)
    assert zeros
    assert not net.weights[0].any()


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timer that interrupts")
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_the_handler_of_a_signal(optimizer: str) -> None:
    """It runs between two mini-batches, also where nobody asked to be called."""
    x, y = _data(SAMPLES)
    net = _net()
    expected = net.predict(x[:50]).copy(), net.gradient(x[:50], y[:50]), net.evaluate(x, y)
    seen = []

    def look(*_: object) -> None:
        found = net.predict(x[:50]), net.gradient(x[:50], y[:50]), net.evaluate(x, y)
        seen.append(found)
        net.biases[1][0] = len(seen)

    options: dict[str, Any] = {"optimizer": optimizer} | LONG | {"learning_rate": 0.0}
    before = signal.signal(signal.SIGALRM, look)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.02)
        net.fit(x, y, threads=2, epochs=3, verbose=0, **options)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    (outputs, gradient, score), *_ = seen
    np.testing.assert_array_equal(outputs, expected[0])
    np.testing.assert_array_equal(gradient[0][0], expected[1][0][0])
    assert score == expected[2]
    assert net.biases[1][0] == len(seen)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_an_epoch_that_is_broken_off(optimizer: str) -> None:
    """The weights, and what the optimizer remembers, are those of the last whole mini-batch."""
    data = _data(SAMPLES)
    options: dict[str, Any] = {"optimizer": optimizer} | LONG
    expected = _after_each_batch(optimizer)
    net, last = _net(), []

    def stop(batch: int, logs: Logs) -> None:
        last.append(batch)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        net.fit(
            *data, callbacks=LambdaCallback(on_train_tick=stop), threads=2, verbose=0, **options
        )
    assert digest(net) == expected[last[0]]


@pytest.mark.parametrize(
    ("where", "optimizer"),
    [
        ("cost", "sgd"),
        ("cost", "adam"),
        ("weights", "sgd"),
        ("weights", "momentum"),
    ],
)
def test_going_back_when_it_diverges(where: str, optimizer: str) -> None:
    x, y = _data(64)
    x = x * 1e6
    step = {"cost": 20, "weights": 31}[where]  # it shows in the next one, or at the end
    nets = [_net(cost="quadratic", output_activation="identity") for _ in range(2)]

    def rate(at: int) -> float:
        return 3e38 if at == step else 1e-20

    options: dict[str, Any] = {"optimizer": optimizer, "batch_size": 4, "verbose": 0}
    with pytest.raises(FloatingPointError):
        nets[0].fit(x, y, epochs=3, learning_rate=rate, threads=2, **options)
    nets[1].fit(x, y, epochs=1, learning_rate=rate, threads=1, **options)
    assert digest(nets[0]) == digest(nets[1])


class Looking:
    """Writes down what the weights are whenever it is asked."""

    weights: Any
    seen: list[int]
    fn = staticmethod(QuadraticCost.fn)

    def delta(self, z: Any, a: Any, y: Any) -> Any:
        self.seen.append(zlib.crc32(self.weights.tobytes()))
        return QuadraticCost.delta(z, a, y)


def test_a_cost_of_one_s_own_sees_the_weights() -> None:
    x, y = _data(48)
    seen: list[list[int]] = []
    for threads in (1, 2):
        cost = Looking()
        cost.seen = []
        net = _net(cost=cost, output_activation="sigmoid")
        cost.weights = net.weights[0]
        net.fit(x, y, batch_size=2, threads=threads, verbose=0)
        seen.append(cost.seen)
    assert len(set(seen[0])) >= 3
    assert seen[0] == seen[1]
