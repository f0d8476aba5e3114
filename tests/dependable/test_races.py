# SPDX-License-Identifier: MIT
"""Threads of the caller's on one network and on many; ``nox -s tsan`` runs it too."""

import threading
from collections.abc import Callable
from typing import Any

import numpy as np

import deltaward as dw
import soak
from test_training import digest
from together import together

X = np.random.default_rng(5).random((64, 50)).astype(np.float32)
Y = np.arange(64) % 10


def _at_once(*works: Callable[[], object]) -> None:
    """Run each in a thread of its own; their errors come back."""
    for error in together(*works):
        if error is not None:
            raise error


def _net(**options: Any) -> dw.Network:
    return dw.Network([50, 70, 60, 10], activation="tanh", seed=1, **options)


def test_many_predict_while_one_fits() -> None:
    """Each prediction is that of the weights between two epochs."""
    epochs = soak.rounds(5, 200)
    options: dict[str, Any] = {"epochs": epochs, "batch_size": 8, "threads": 3, "verbose": 0}
    net, twin = _net(), _net()
    between = {twin.feedforward(X).tobytes()}
    keep = dw.callbacks.LambdaCallback(
        on_epoch_end=lambda *_: between.add(twin.feedforward(X).tobytes())
    )
    twin.fit(X, Y, callbacks=[keep], **options)
    assert len(between) == epochs + 1

    seen: list[set[bytes]] = [set() for _ in range(8)]
    done = threading.Event()

    def fit() -> None:
        try:
            net.fit(X, Y, **options)
        finally:
            done.set()

    def predict(mine: set[bytes]) -> None:
        while not done.is_set():
            mine.add(net.feedforward(X).tobytes())
            assert net.evaluate(X, Y)["cost"] > 0

    _at_once(fit, *(lambda mine=mine: predict(mine) for mine in seen))
    assert set.union(*seen) <= between
    assert digest(net) == digest(twin)


def test_many_networks_share_the_pool() -> None:
    """Each has the bits that it has alone, whether it gets the pool's threads or not."""

    def train(net: dw.Network) -> None:
        for _ in range(soak.rounds(2, 50)):
            net.fit(X, Y, epochs=2, threads=3, optimizer="adam", dropout=0.2, seed=4, verbose=0)
            net.gradient(X, Y)

    alone = _net()
    train(alone)
    nets = [_net() for _ in range(4)]
    _at_once(*(lambda net=net: train(net) for net in nets))
    assert {digest(net) for net in nets} == {digest(alone)}


def test_functions_of_the_caller_s_in_many_threads() -> None:
    """Callbacks and costs take the GIL in the middle of what the core does."""

    class Cost:
        @staticmethod
        def fn(a: Any, y: Any) -> Any:
            return 0.5 * ((a - y) ** 2).sum(axis=1)

        @staticmethod
        def delta(z: Any, a: Any, y: Any) -> Any:
            return a - y

    def train(net: dw.Network) -> None:
        seen: list[int] = []
        watch = dw.callbacks.LambdaCallback(on_train_batch_end=lambda batch, _: seen.append(batch))
        net.fit(X, Y, epochs=2, batch_size=16, callbacks=[watch], threads=2, verbose=0)
        assert seen == [0, 1, 2, 3] * 2

    alone = _net(cost=Cost(), output_activation="identity")
    train(alone)
    nets = [_net(cost=Cost(), output_activation="identity") for _ in range(3)]
    _at_once(*(lambda net=net: train(net) for net in nets))
    assert {digest(net) for net in nets} == {digest(alone)}


def test_all_that_reads_at_once() -> None:
    net = _net()
    expected = (
        net.feedforward(X).tobytes(),
        net.gradient(X, Y)[1][0].tobytes(),
        net.trace(X, Y).cost,
    )

    def read() -> None:
        for _ in range(soak.rounds(3, 300)):
            assert net.feedforward(X).tobytes() == expected[0]
            assert net.gradient(X, Y)[1][0].tobytes() == expected[1]
            assert net.trace(X, Y).cost == expected[2]

    _at_once(*[read] * 4)


def test_a_look_at_the_optimizer_while_another_takes_its_place() -> None:
    net = _net()
    done = threading.Event()

    def fit() -> None:
        try:
            for i in range(soak.rounds(20, 2000)):
                net.fit(X[:8], Y[:8], optimizer=("adam", "momentum")[i % 2], verbose=0)
        finally:
            done.set()

    def look() -> None:
        while not done.is_set():
            assert len(net._core.slots) <= 2

    _at_once(fit, look, look)
    assert len(net._core.slots) == 1
