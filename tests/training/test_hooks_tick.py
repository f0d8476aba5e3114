# SPDX-License-Identifier: MIT
"""The hook that comes now and then, when the core looks up in any case."""

import itertools
import time
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward.callbacks import Callback, CallbackList, LambdaCallback

Logs = dict[str, float]

# An epoch in mini-batches of 2 takes several times 20 ms on the fastest machine.
X = np.random.default_rng(0).random((100_000, 64), np.float32)
Y = np.arange(100_000) % 10


class Ticks(Callback):
    """Writes ticks down and ends the run at the third."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, int, Logs]] = []
        self.times: list[float] = []

    def on_train_tick(self, batch: int, logs: Logs) -> None:
        self.times.append(time.perf_counter())
        self.seen.append((self.run.epoch, batch, dict(logs)))
        assert self.run.step == self.run.epoch * self.run.steps_per_epoch + batch + 1
        self.net.stop_training = len(self.seen) >= 3


def _net() -> dw.Network:
    return dw.Network([64, 100, 10], seed=1)


@pytest.mark.parametrize("verbose", [0, 1])
def test_ticks_lie_apart_and_between_mini_batches(verbose: int) -> None:
    ticks = Ticks()
    history = _net().fit(X, Y, epochs=100, batch_size=2, callbacks=ticks, verbose=verbose)
    assert len(ticks.seen) >= 3
    assert history.epochs == ticks.seen[2][0] + 1
    assert ticks.seen == sorted(ticks.seen, key=lambda seen: seen[:2])
    assert all(later - sooner >= 0.015 for sooner, later in itertools.pairwise(ticks.times))
    for _, _, logs in ticks.seen:
        assert set(logs) == {"cost", "accuracy"}
        assert np.isfinite(logs["cost"])


def test_ticks_of_a_stream() -> None:
    ticks = Ticks()
    pairs = [(X[i : i + 10], Y[i : i + 10]) for i in range(0, 100_000, 10)]

    def check(batch: int, logs: Logs) -> None:
        assert 0 <= batch < 10_000
        ticks.seen.append((ticks.run.epoch, batch, logs))
        ticks.net.stop_training = len(ticks.seen) >= 3

    ticks.on_train_tick = check  # type: ignore[method-assign]
    _net().fit(pairs, epochs=100, callbacks=ticks, verbose=0)
    assert len(ticks.seen) == 3


def test_looking_at_the_network_in_a_tick_changes_no_bit() -> None:
    nets: list[Any] = [_net(), _net()]
    seen: list[float] = []

    def look(batch: int, logs: Logs) -> None:
        if nets[0].stop_training:  # the epoch goes on to its end, with many a tick where it is slow
            return
        seen.append(nets[0].trace(X[:2], Y[:2]).cost)
        nets[0].compare_backprop(X[:2], Y[:2])
        nets[0].stop_training = len(seen) >= 3

    options: dict[str, Any] = {"batch_size": 2, "dropout": 0.2, "verbose": 0}
    look_on = LambdaCallback(on_train_tick=look)
    epochs = nets[0].fit(X, Y, epochs=100, callbacks=look_on, **options).epochs
    nets[1].fit(X, Y, epochs=epochs, **options)
    assert len(seen) >= 3
    np.testing.assert_array_equal(nets[0].weights[0], nets[1].weights[0])


def test_an_error_in_a_tick_reaches_the_caller() -> None:
    def fail(batch: int, logs: Logs) -> None:
        raise KeyError("in a tick")

    net = _net()
    with pytest.raises(KeyError, match="in a tick"):
        net.fit(
            X, Y, epochs=100, batch_size=2, callbacks=LambdaCallback(on_train_tick=fail), verbose=0
        )
    net.fit(X[:100], Y[:100], verbose=0)  # it may be trained again


def test_only_those_that_override_it_are_called() -> None:
    calls: list[int] = []
    assert not CallbackList([Callback(), LambdaCallback()]).overrides_tick_hook
    hooks = CallbackList([Callback(), LambdaCallback(on_train_tick=lambda b, _: calls.append(b))])
    assert hooks.overrides_tick_hook
    assert not hooks.overrides_batch_hook
    hooks.on_train_tick(7, {})
    assert calls == [7]
