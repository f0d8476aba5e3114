# SPDX-License-Identifier: MIT
"""fit on an iterable of mini-batches, against fit on the same samples in arrays."""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward import schedules
from deltaward.callbacks import Callback, LambdaCallback, TerminateOnNaN
from mini_batches import FORMS, WEIGHTS, Loader, X, Y, in_batches
from resumed_run import digest, network


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "lion"])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("hook", [False, True])
def test_the_same_bits_as_arrays(optimizer: str, form: str, hook: bool) -> None:
    callbacks = [LambdaCallback(on_train_batch_end=lambda batch, logs: None)] if hook else []
    options: dict[str, Any] = {
        "epochs": 3,
        "optimizer": optimizer,
        "max_norm": 1.5,
        "clip_norm": 0.5,
        "label_smoothing": 0.1,
        "validation_data": (X[:9], Y[:9]),
        "verbose": 0,
    }
    arrays, stream = network(), network()
    expected = arrays.fit(X, Y, batch_size=8, shuffle=False, **options)
    history = stream.fit(FORMS[form](in_batches(X, Y)), callbacks=callbacks, **options)
    assert digest(stream, history) == digest(arrays, expected)


def test_a_loader_is_begun_once_an_epoch() -> None:
    loader = Loader(in_batches(X, Y))
    network().fit(loader, epochs=4, verbose=0)
    assert loader.begun == 4


def test_a_generator_lasts_for_one_epoch() -> None:
    arrays, stream = network(), network()
    expected = arrays.fit(X, Y, batch_size=8, shuffle=False, verbose=0)
    history = stream.fit((batch for batch in in_batches(X, Y)), verbose=0)
    assert digest(stream, history) == digest(arrays, expected)
    with pytest.raises(ValueError, match=r"^x: generator, which can be read once, for 2 epochs"):
        stream.fit((batch for batch in in_batches(X, Y)), epochs=2, verbose=0)
    with pytest.raises(ValueError, match=r"^x: list_iterator, which can be read once"):
        stream.fit(iter(in_batches(X, Y)), epochs=2, verbose=0)
    assert digest(stream, history) == digest(arrays, expected)


def test_weights_come_third() -> None:
    arrays, stream = network(), network()
    expected = arrays.fit(
        X, Y, epochs=2, batch_size=8, shuffle=False, sample_weight=WEIGHTS, verbose=0
    )
    history = stream.fit(in_batches(X, Y, WEIGHTS), epochs=2, verbose=0)
    assert digest(stream, history) == digest(arrays, expected)
    plain = network()
    plain.fit([(x, y, None) for x, y in in_batches(X, Y)], epochs=2, verbose=0)
    unweighted = network()
    unweighted.fit(in_batches(X, Y), epochs=2, verbose=0)
    assert digest(plain) == digest(unweighted) != digest(stream)


def test_mini_batches_of_any_size() -> None:
    """Each is one step, and the figures are means over the samples."""
    cuts = [0, 1, 30, 32, 61]
    stream, steps = network(), network()
    history = stream.fit(
        [(X[a:b], Y[a:b]) for a, b in itertools.pairwise(cuts)],
        optimizer="momentum",
        verbose=0,
    )
    cost = accuracy = 0.0
    for a, b in itertools.pairwise(cuts):
        figures = steps.partial_fit(X[a:b], Y[a:b], optimizer="momentum")
        cost += (b - a) * figures["cost"]
        accuracy += (b - a) * figures["accuracy"]
    for own, expected in zip(stream.weights, steps.weights, strict=True):
        np.testing.assert_array_equal(own, expected)
    assert history.history["cost"] == pytest.approx([cost / 61])
    assert history.history["accuracy"] == pytest.approx([accuracy / 61])


def test_regression_has_no_accuracy() -> None:
    net = dw.Network([36, 5, 2], cost="quadratic")
    values = np.random.default_rng(0).standard_normal((61, 2))
    history = net.fit(in_batches(X, values), verbose=0)
    assert np.isnan(history.history["accuracy"]).all()


@pytest.mark.parametrize("schedule", [schedules.Cosine, schedules.OneCycle])
def test_a_schedule_that_is_told_the_steps(schedule: Callable[..., Any]) -> None:
    """Of 3 epochs of 8 mini-batches: the rates of a run on arrays."""
    arrays, stream = network(), network()
    options = {"epochs": 3, "optimizer": "momentum", "verbose": 0}
    rate = dw.optimizers.Momentum(learning_rate=schedule(0.3))
    expected = arrays.fit(X, Y, batch_size=8, shuffle=False, **(options | {"optimizer": rate}))
    rate = dw.optimizers.Momentum(learning_rate=schedule(0.3, steps=24))
    history = stream.fit(in_batches(X, Y), **(options | {"optimizer": rate}))
    assert digest(stream, history) == digest(arrays, expected)
    assert len(set(history.history["learning_rate"])) == 3


def test_dropout_and_noise_are_drawn_anew_for_each_mini_batch_and_epoch() -> None:
    """At a rate of 0 the same samples cost something else each time, but by the same seed."""

    def costs(**options: Any) -> list[float]:
        found: list[float] = []

        class Keep(Callback):
            def on_epoch_begin(self, epoch: int, logs: dict[str, float]) -> None:
                self.samples, self.sum = 0, 0.0

            def on_train_batch_end(self, batch: int, logs: dict[str, float]) -> None:
                total = logs["cost"] * 8 * (batch + 1)
                found.append(round(total - self.sum, 9))
                self.sum = total

        network(dtype="float64").fit(
            [(X[:8], Y[:8])] * 5,
            epochs=4,
            learning_rate=0.0,
            callbacks=Keep(),
            verbose=0,
            **options,
        )
        return found

    assert len(set(costs())) == 1
    for options in ({"dropout": 0.4}, {"input_noise": 0.3}, {"augment": dw.Augment(rotate=30)}):
        drawn = costs(**options)
        assert len(set(drawn)) == 20, options
        assert costs(**options) == drawn
        assert costs(seed=12, **options) != drawn


@pytest.mark.parametrize("hook", ["on_train_batch_end", "on_epoch_end"])
def test_stopping(hook: str) -> None:
    net = network()
    seen = []

    def stop(number: int, logs: dict[str, float]) -> None:
        seen.append(number)
        net.stop_training = number == 1

    batches = Loader(in_batches(X, Y))
    hooks: dict[str, Any] = {hook: stop}
    history = net.fit(batches, epochs=5, callbacks=LambdaCallback(**hooks), verbose=0)
    assert seen == [0, 1]
    assert history.epochs == batches.begun == (1 if hook == "on_train_batch_end" else 2)


def test_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Lines count the samples; the bar has its length once an epoch told it."""
    network().fit(in_batches(X, Y), epochs=2, verbose=2)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert all(int(line.split()[-2].replace(",", "")) > 0 for line in lines)
    network().fit(in_batches(X, Y), epochs=2, verbose=1)
    assert "epoch 2/2 100%" in capsys.readouterr().err


@pytest.mark.parametrize("quietly", [False, True])
def test_a_divergence_takes_back_the_epoch(quietly: bool) -> None:
    """Also the mini-batches before the one that shows it, as of arrays."""
    net, once = network(activation="relu"), network(activation="relu")
    options: dict[str, Any] = {"optimizer": "adam", "verbose": 0}
    expected = once.fit(in_batches(X, Y), learning_rate=0.001, **options)

    def explode(step: int) -> float:
        return 1e30 if step == 10 else 0.001

    options |= {"epochs": 3, "learning_rate": explode}
    if quietly:
        ended = TerminateOnNaN()
        history = net.fit(in_batches(X, Y), callbacks=ended, **options)
        error = ended.stopped
    else:
        with pytest.raises(FloatingPointError) as caught:
            net.fit(in_batches(X, Y), **options)
        error = caught.value
        history = error.history  # type: ignore[attr-defined]
    assert "in epoch 2, step 12" in str(error)
    assert "weights from before that epoch" in str(error)
    assert digest(net, history) == digest(once, expected)


def test_the_copy_to_go_back_to_is_one_of_an_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of each mini-batch took Adam as long as its steps."""
    asked: list[bool] = []

    class Listening:
        def __init__(self, core: Any) -> None:
            self.core = core

        def __getattr__(self, name: str) -> Any:
            return getattr(self.core, name)

        def train_epoch(self, *args: Any, rollback: bool = True, **options: Any) -> Any:
            asked.append(rollback)
            return self.core.train_epoch(*args, rollback=rollback, **options)

    net = network()
    monkeypatch.setattr(net, "_core", Listening(net._core))
    net.fit(in_batches(X, Y), verbose=0)
    net.fit(X, Y, epochs=2, verbose=0)
    net.partial_fit(X, Y)
    assert asked == [False] * 8 + [True] * 3


def test_a_divergence_in_a_hook_is_the_hook_s() -> None:
    """TerminateOnNaN does not take another network's for this one's."""

    class Other(Callback):
        def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
            network(activation="relu").fit(X, Y, epochs=9, learning_rate=1e30, verbose=0)

    net, once = network(), network()
    with pytest.raises(FloatingPointError, match="training diverged"):
        net.fit(in_batches(X, Y), callbacks=[Other(), TerminateOnNaN()], verbose=0)
    once.fit(in_batches(X, Y), verbose=0)
    assert digest(net) == digest(once)
