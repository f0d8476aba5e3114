# SPDX-License-Identifier: MIT
"""What hooks of callbacks may do with the network and the learning rate meanwhile."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward import schedules
from deltaward.callbacks import Callback, LambdaCallback, LearningRateScheduler
from resumed_run import arguments, digest, images, network

Logs = dict[str, float]

X, Y = images()
HOOKS = (
    *("on_train_begin", "on_epoch_begin", "on_train_batch_end"),
    *("on_epoch_end", "on_train_end", "close"),
)


def observe(net: Any, path: Path) -> None:
    net.predict(X)
    net.evaluate(X[:50], Y[:50])
    net.predict_proba(X[0])
    net.gradient(X[:3], Y[:3])
    net.save(path / "a", optimizer=True)
    dw.load(path / "a").fit(X, Y, verbose=0)
    net.copy().fit(X, Y, optimizer="adam", verbose=0)


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize("sizes", ["small", "wide"])
def test_looking_at_the_network_changes_nothing(hook: str, sizes: str, tmp_path: Path) -> None:
    """Predictions, evaluation, gradients, files and trainings of copies, dropout being on."""

    def make() -> Any:
        return network() if sizes == "small" else dw.Network([36, 200, 3], seed=2)

    options = arguments("momentum") | {"epochs": 2, "dropout": 0.3}
    net, expected = make(), make()
    history = expected.fit(**options)
    callback: Any = Callback()
    called = []

    def look(*given: Any) -> None:
        called.append(given)
        observe(net, tmp_path)

    if hook == "close":
        callback.close = look
    else:
        callback = LambdaCallback(**{hook: look})
    assert digest(net, net.fit(callbacks=callback, **options)) == digest(expected, history)
    assert called


@pytest.mark.parametrize("hook", ["on_train_begin", "on_epoch_begin", "on_train_batch_end"])
def test_weights_set_in_a_hook_are_used_from_then_on(hook: str) -> None:
    """Also where they were 0 or transposed for speed: the result is a function of them alone."""
    rng = np.random.default_rng(3)
    news = [rng.standard_normal(w.shape).astype("f4") for w in network().weights]
    net, steps = network(), network()

    def exchange(*given: Any) -> None:
        if not given[:-1] or given[0] == 1:
            for w, new in zip(net.weights, news, strict=True):
                w[:] = new

    hooks: dict[str, Any] = {hook: exchange}
    net.fit(
        X, Y, epochs=2, batch_size=20, shuffle=False, callbacks=LambdaCallback(**hooks), verbose=0
    )
    for epoch in range(2):
        for batch, first in enumerate(range(0, 61, 20)):
            begin = not batch and (
                (hook == "on_train_begin" and not epoch) or (hook == "on_epoch_begin" and epoch)
            )
            if begin or (hook == "on_train_batch_end" and batch == 2):
                for w, new in zip(steps.weights, news, strict=True):
                    w[:] = new
            steps.partial_fit(X[first : first + 20], Y[first : first + 20])
    for own, expected in zip(net.weights + net.biases, steps.weights + steps.biases, strict=True):
        np.testing.assert_array_equal(own, expected)


def stepwise(rates: list[float], batch_size: int = 20) -> Any:
    """Make one step after the other with rates of their own."""
    net = network()
    firsts = list(range(0, 61, batch_size)) * len(rates)
    for first, rate in zip(firsts, rates, strict=False):
        rows = slice(first, first + batch_size)
        net.partial_fit(X[rows], Y[rows], learning_rate=rate)
    return net


def same_weights(net: Any, other: Any) -> None:
    for own, expected in zip(net.weights + net.biases, other.weights + other.biases, strict=True):
        np.testing.assert_array_equal(own, expected)


def test_learning_rate_scheduler_changes_the_steps() -> None:
    rates = [0.5, 0.5, 0.125]
    net = network()
    history = net.fit(
        X,
        Y,
        epochs=3,
        batch_size=20,
        shuffle=False,
        learning_rate=0.5,
        callbacks=LearningRateScheduler(lambda epoch, rate: 0.125 if epoch == 2 else rate),
        verbose=0,
    )
    assert history.history["learning_rate"] == rates
    same_weights(net, stepwise([0.5] * 8 + [0.125] * 4))


@pytest.mark.parametrize("stream", [False, True])
def test_a_rate_set_after_a_mini_batch_holds_from_the_next_on(stream: bool) -> None:
    seen = []

    class Set(Callback):
        def on_train_batch_end(self, batch: int, logs: Logs) -> None:
            seen.append(self.run.learning_rate)
            if len(seen) == 2:
                self.run.learning_rate = 0.0625
                assert self.run.learning_rate == 0.0625

    net = network()
    batches = [(X[i : i + 20], Y[i : i + 20]) for i in range(0, 61, 20)]
    data: dict[str, Any] = {"x": batches} if stream else {"x": X, "y": Y, "batch_size": 20}
    schedule = schedules.Exponential(0.5, factor=0.5, steps_per_epoch=1)
    history = net.fit(
        **data, epochs=2, shuffle=False, learning_rate=schedule, callbacks=Set(), verbose=0
    )
    same_weights(net, stepwise([0.5, 0.25, *[0.0625] * 6]))
    assert seen == [0.25, 0.125, *[0.0625] * 6]
    assert history.history["learning_rate"] == [0.0625, 0.0625]
    assert schedule.rates(0, 2, schedules.Span(8, 4)).tolist() == [0.5, 0.25]


@pytest.mark.parametrize("bad", [-1.0, float("nan"), float("inf"), 1e39, "fast", None])
def test_a_bad_rate_is_refused_in_the_hook(bad: Any) -> None:
    class Set(Callback):
        def on_train_batch_end(self, batch: int, logs: Logs) -> None:
            with pytest.raises((ValueError, TypeError), match=r"^learning_rate: "):
                self.run.learning_rate = bad

    net, expected = network(), network()
    net.fit(X, Y, callbacks=Set(), verbose=0)
    expected.fit(X, Y, verbose=0)
    assert digest(net) == digest(expected)
