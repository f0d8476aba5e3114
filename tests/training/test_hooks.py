# SPDX-License-Identifier: MIT
"""When fit calls the hooks of callbacks, with what, and what they may do meanwhile."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from deltaward.callbacks import Callback, Checkpoint, LambdaCallback
from resumed_run import digest, images, network

Logs = dict[str, float]
Call = tuple[Any, ...]

X, Y = images()
HOOKS = (
    *("on_train_begin", "on_epoch_begin", "on_train_batch_end"),
    *("on_epoch_end", "on_train_end", "close"),
)


class Recorder(Callback):
    def __init__(self, name: str, calls: list[Call]) -> None:
        self.name, self.calls = name, calls

    def on_train_begin(self, logs: Logs) -> None:
        assert logs == {}
        self.calls.append((self.name, "train begin"))

    def on_train_end(self, logs: Logs) -> None:
        self.calls.append((self.name, "train end", tuple(logs)))

    def on_epoch_begin(self, epoch: int, logs: Logs) -> None:
        assert logs == {}
        self.calls.append((self.name, "epoch begin", epoch))

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        self.calls.append((self.name, "epoch end", epoch, tuple(logs)))

    def on_train_batch_end(self, batch: int, logs: Logs) -> None:
        self.calls.append((self.name, "batch end", batch, tuple(logs)))

    def close(self) -> None:
        self.calls.append((self.name, "close"))


@pytest.mark.parametrize("validated", [False, True])
@pytest.mark.parametrize("stream", [False, True])
def test_order_and_keys(stream: bool, validated: bool) -> None:
    calls: list[Call] = []
    callbacks = [Recorder("a", calls), Recorder("b", calls)]
    options: dict[str, Any] = {"epochs": 2, "callbacks": callbacks, "verbose": 0}
    keys = ["cost", "accuracy"]
    if validated:
        options |= {
            "validation_data": (X[:9], Y[:9]),
            "metrics": ["f1", "top_2", lambda y, p: 1.0],
        }
        keys += ["val_cost", "val_accuracy", "val_f1", "val_top_2", "val_<lambda>"]
    keys += ["learning_rate", "seconds"]
    if stream:
        history = network().fit([(X[:20], Y[:20]), (X[20:40], Y[20:40])], **options)
    else:
        history = network().fit(X[:40], Y[:40], batch_size=20, **options)

    def both(*call: Any) -> list[Call]:
        return [("a", *call), ("b", *call)]

    expected = both("train begin")
    for epoch in range(2):
        expected += both("epoch begin", epoch)
        for batch in range(2):
            expected += both("batch end", batch, ("cost", "accuracy"))
        expected += both("epoch end", epoch, tuple(keys))
    expected += [*both("train end", tuple(keys)), *both("close")]
    assert calls == expected
    assert list(history.history) == keys


def test_figures_of_mini_batches_are_means_of_the_epoch_so_far() -> None:
    figures: list[Logs] = []
    keep = LambdaCallback(on_train_batch_end=lambda batch, logs: figures.append(dict(logs)))
    history = network().fit(X, Y, batch_size=8, shuffle=False, callbacks=keep, verbose=0)
    steps, cost, right = network(), 0.0, 0.0
    for i, first in enumerate(range(0, 61, 8)):
        x, y = X[first : first + 8], Y[first : first + 8]
        one = steps.partial_fit(x, y)
        cost += one["cost"] * len(y)
        right += one["accuracy"] * len(y)
        assert figures[i]["cost"] == pytest.approx(cost / (first + len(y)))
        assert figures[i]["accuracy"] == pytest.approx(right / (first + len(y)))
    assert figures[-1] == {k: history.history[k][0] for k in ("cost", "accuracy")}


def test_what_callbacks_know_of_the_run() -> None:
    seen: list[Any] = []

    class Look(Callback):
        def on_train_begin(self, logs: Logs) -> None:
            run = self.run
            seen.extend([run.epochs, run.samples, run.batch_size, run.steps_per_epoch])
            seen.extend([run.verbose, run.learning_rate, run.history.epochs])
            assert self.net is self.model is net

        def on_epoch_end(self, epoch: int, logs: Logs) -> None:
            history = self.run.history
            assert history.epochs == epoch + 1  # this one too
            assert {name: history.history[name][-1] for name in logs} == logs
            logs["cost"] = -1.0
            if epoch:
                logs["twice"] = 2 * epoch

    net = network()
    history = net.fit(
        X, Y, epochs=3, batch_size=8, learning_rate=0.25, validation_split=0.5, callbacks=Look(),
        verbose=0,
    ).history  # fmt: skip
    assert seen == [3, 30, 8, 4, 0, 0.25, 0]
    # What a hook adds or changes is in the history.
    assert history["cost"] == [-1, -1, -1]
    assert history["twice"] == [2, 4]


@pytest.mark.parametrize("batches", [False, True])
def test_the_core_is_called_once_an_epoch(batches: bool, tmp_path: Path) -> None:
    """And comes back after each mini-batch only if somebody listens."""
    calls: list[dict[str, Any]] = []

    class Counting:
        def __init__(self, core: Any) -> None:
            self.core = core

        def __getattr__(self, name: str) -> Any:
            return getattr(self.core, name)

        def train_epoch(self, *args: Any, **options: Any) -> Any:
            calls.append(options)
            return self.core.train_epoch(*args, **options)

    class Epochs(Callback):
        def on_epoch_begin(self, epoch: int, logs: Logs) -> None:
            pass

        def on_epoch_end(self, epoch: int, logs: Logs) -> None:
            pass

    net, expected = network(), network()
    expected.fit(X, Y, epochs=3, batch_size=4, verbose=0)
    net._core = Counting(net._core)
    unit = "batches" if batches else "epochs"
    callbacks = [Epochs(), Checkpoint(tmp_path / "a", every=2, unit=unit)]
    net.fit(X, Y, epochs=3, batch_size=4, callbacks=callbacks, verbose=0)
    assert len(calls) == 3
    assert [options["after_batch"] is not None for options in calls] == [batches] * 3
    assert all(options["tick"] is None for options in calls)
    assert digest(net) == digest(expected)


@pytest.mark.parametrize("hook", HOOKS[:-1])
def test_stop_training(hook: str) -> None:
    """After the present mini-batch, else after the present epoch."""
    net = network()
    number = {"on_epoch_begin": 1, "on_epoch_end": 1, "on_train_batch_end": 2}.get(hook)

    def stop(*given: Any) -> None:
        if number is None or given[0] == number:
            net.stop_training = True

    hooks: dict[str, Any] = {hook: stop}
    history = net.fit(X, Y, epochs=4, batch_size=8, callbacks=LambdaCallback(**hooks), verbose=0)
    steps = {
        "on_train_begin": 8, "on_epoch_begin": 16, "on_train_batch_end": 3, "on_epoch_end": 16,
        "on_train_end": 32,
    }  # fmt: skip
    assert net._core.optimizer_steps == steps[hook]
    assert history.epochs == net.epochs_trained == -(-steps[hook] // 8)
    net.fit(X, Y, epochs=2, verbose=0)
    assert net.epochs_trained == history.epochs + 2  # forgotten by the next training


def test_a_stopped_epoch_s_figures_are_of_what_it_trained_on() -> None:
    net, once = network(), network()
    stop = LambdaCallback(
        on_train_batch_end=lambda batch, logs: setattr(net, "stop_training", batch == 2)
    )
    figures = net.fit(X, Y, batch_size=8, shuffle=False, callbacks=stop, verbose=0).history
    expected = once.fit(X[:24], Y[:24], batch_size=8, shuffle=False, verbose=0).history
    assert figures["cost"] == expected["cost"]
    assert figures["accuracy"] == expected["accuracy"]
    assert digest(net) == digest(once)


def test_metrics_are_of_the_validation_data() -> None:
    net = network()
    history = net.fit(
        X[:40],
        Y[:40],
        epochs=2,
        validation_data=(X[40:], Y[40:]),
        metrics=["f1", "top_2", share_of_ones],
        verbose=0,
    ).history
    predicted = net.predict(X[40:])
    outputs = net.predict_proba(X[40:])
    assert history["val_share_of_ones"][-1] == np.mean(predicted == 1)
    best = np.argsort(outputs, axis=1)[:, -2:]
    assert history["val_top_2"][-1] == np.mean(
        [y in row for y, row in zip(Y[40:], best, strict=True)]
    )
    assert history["val_accuracy"][-1] == np.mean(predicted == Y[40:])


def share_of_ones(y_true: Any, y_pred: Any) -> float:
    return float(np.mean(y_pred == 1))
