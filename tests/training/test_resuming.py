# SPDX-License-Identifier: MIT
"""Going on from a checkpoint gives the bits of a run that nothing stopped."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward import schedules
from deltaward.callbacks import (
    Callback,
    Checkpoint,
    EarlyStopping,
    LambdaCallback,
    LearningRateScheduler,
)
from resumed_run import arguments, digest, images, network, train


class StoppedError(Exception):
    pass


class Raise(Callback):
    """Raises after some steps: what comes after it in the list never hears of that step."""

    def __init__(self, at: int = 0) -> None:
        self.at, self.steps = at, 0

    def on_train_batch_end(self, batch: int, logs: dict[str, float]) -> None:
        self.steps += 1
        if self.steps == self.at:
            raise StoppedError


def small(path: Path, raise_at: int = 0, *, every: int = 1, unit: str = "batches") -> Any:
    """Train for 3 epochs of 4 mini-batches on little."""
    x, y = images(20)
    net = network()
    resume = path if path.exists() else None
    callbacks = [Checkpoint(path, every, unit=unit), Raise(raise_at)]
    history = net.fit(
        x,
        y,
        epochs=3,
        batch_size=6,
        optimizer="adam",
        dropout=0.3,
        callbacks=callbacks,
        resume=resume,
        verbose=0,
    )
    return net, history


@pytest.mark.parametrize(("every", "unit"), [(1, "batches"), (3, "batches"), (1, "epochs")])
def test_stopped_after_any_step(every: int, unit: str, tmp_path: Path) -> None:
    expected = digest(*small(tmp_path / "whole", every=every, unit=unit))
    for at in range(1, 13):
        path = tmp_path / f"{at}"
        with pytest.raises(StoppedError):
            small(path, at, every=every, unit=unit)
        assert digest(*small(path, every=every, unit=unit)) == expected, at


def test_stopped_again_and_again(tmp_path: Path) -> None:
    """Each call gets one step further."""
    path = tmp_path / "a"
    for _ in range(11):
        with pytest.raises(StoppedError):
            small(path, 2)
    assert digest(*small(path)) == digest(*small(tmp_path / "whole"))


def test_a_finished_run_is_not_trained_further(tmp_path: Path) -> None:
    path = tmp_path / "a"
    once = small(path)
    again = small(path, raise_at=1)
    assert digest(*again) == digest(*once)


class Rates(Callback):
    """Sets the rate after every third mini-batch."""

    def on_train_batch_end(self, batch: int, logs: dict[str, float]) -> None:
        if batch % 3 == 1:
            self.run.learning_rate = 0.05 + 0.03 * ((7 * batch) % 5)


class StopInEpoch(Callback):
    def __init__(self, epoch: int) -> None:
        self.epoch = epoch

    def on_train_batch_end(self, batch: int, logs: dict[str, float]) -> None:
        if self.run.history.epochs == self.epoch and batch == 3:
            self.net.stop_training = True


class Mean(Callback):
    """Keeps an average of the weights, in arrays."""

    def on_train_begin(self, logs: dict[str, float]) -> None:
        self.count, self.last = 0, np.zeros(3)
        self.means = [np.zeros_like(w) for w in self.net.weights]

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        self.count += 1
        self.last = self.net.biases[-1].astype(np.float64)
        for mean, w in zip(self.means, self.net.weights, strict=True):
            mean += w / 10
        logs["mean"] = self.means[0][0, 0]  # a NumPy scalar

    def on_train_end(self, logs: dict[str, float]) -> None:
        for mean, w in zip(self.means, self.net.weights, strict=True):
            w[:] = mean
        self.net.biases[-1][:] = self.last * self.count

    def get_state(self) -> dict[str, Any]:
        return {"count": self.count, "last": self.last, "means": self.means}

    def set_state(self, state: dict[str, Any]) -> None:
        self.count, self.last, self.means = state["count"], state["last"], state["means"]


def halving(step: int) -> float:
    return float(0.4 * 0.5 ** (step // 20))


CASES: dict[str, Callable[[], dict[str, Any]]] = {
    "early stopping": lambda: {
        "callbacks": [
            LambdaCallback(on_epoch_end=lambda epoch, logs: logs.update(bent=abs(epoch - 4))),
            EarlyStopping("bent", mode="min", patience=3, restore_best_weights=True),
        ]
    },
    "stopped in an epoch": lambda: {"callbacks": [StopInEpoch(6)]},
    "a figure of its own": lambda: {"callbacks": [Mean()]},
    "rates of each epoch": lambda: {
        "callbacks": [LearningRateScheduler(lambda epoch, rate: (0.3, 0.2, rate)[min(epoch, 2)])]
    },
    "rates within an epoch": lambda: {"callbacks": [Rates()]},
    "plateau": lambda: {
        "learning_rate": schedules.ReduceOnPlateau(2.0, patience=1, factor=0.5),
    },
    "cosine": lambda: {"learning_rate": schedules.Cosine(0.5, warmup=0.2)},
    "one cycle, momentum": lambda: {
        "optimizer": dw.optimizers.Momentum(learning_rate=schedules.OneCycle(0.3))
    },
    "function": lambda: {"learning_rate": halving},
    "given order": lambda: {"shuffle": False},
    "blocks": lambda: {"shuffle": "blocks"},
    "seed": lambda: {"seed": 77},
    "balanced, with weights": lambda: {
        "class_weight": "balanced",
        "sample_weight": np.linspace(0.2, 2, 51),
    },
    "metrics": lambda: {"metrics": ["f1", lambda y, p: float(np.mean(p > y))]},
    "one thread, later two": lambda: {"threads": 1},
    "float64": lambda: {"dtype": "float64"},
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("at", [27, 58])
def test_with(case: str, at: int, tmp_path: Path) -> None:
    def run(path: Path, raise_at: int = 0) -> Any:
        changes = CASES[case]()
        net = network(dtype=changes.pop("dtype", "float32"))
        given = arguments("sgd") | {"learning_rate": 0.4} | changes
        if "optimizer" in changes:
            del given["learning_rate"]
        if given.get("threads") and path.exists():
            given["threads"] = 2
        own = given.pop("callbacks", [])
        given["callbacks"] = [*own, Checkpoint(path, every=7, unit="batches"), Raise(raise_at)]
        return net, net.fit(resume=path if path.exists() else None, **given)

    once = run(tmp_path / "whole")
    with pytest.raises(StoppedError):
        run(tmp_path / "a", at)
    again = run(tmp_path / "a")
    assert digest(*again) == digest(*once)
    if case == "early stopping":
        assert once[1].epochs == 8
    if case == "stopped in an epoch":
        assert once[0]._core.optimizer_steps == 6 * 11 + 4
    if case == "plateau":
        assert len(set(once[1].history["learning_rate"])) > 2
    if case == "a figure of its own":
        assert len(once[1].history["mean"]) == 10


@pytest.mark.parametrize("at", [3, 11, 25])
def test_a_network_that_was_trained_before(at: int, tmp_path: Path) -> None:
    """Without a seed the orders go on with the epochs that the network has behind it."""
    x, y = images()

    def before() -> Any:
        net = network()
        net.fit(x, y, epochs=2, optimizer="adam", verbose=0)
        return net

    def run(net: Any, path: Path, raise_at: int = 0, resume: Path | None = None) -> Any:
        callbacks = [Checkpoint(path, unit="batches"), Raise(raise_at)]
        return net, net.fit(
            x, y, epochs=3, batch_size=7, optimizer="adam", callbacks=callbacks, resume=resume,
            verbose=0,
        )  # fmt: skip

    once = run(before(), tmp_path / "whole")
    with pytest.raises(StoppedError):
        run(before(), tmp_path / "a", at)
    # The network in the file counts, not what the one at hand was trained on.
    for net in (before(), network()):
        again = run(net, tmp_path / "b", resume=tmp_path / "a")
        assert digest(*again) == digest(*once)


def test_checkpoints_change_nothing(tmp_path: Path) -> None:
    net = network()
    history = net.fit(**arguments("momentum"))
    assert digest(net, history) == digest(*train("momentum", tmp_path / "a"))


def test_load_reads_the_network_and_the_optimizer(tmp_path: Path) -> None:
    path = tmp_path / "a"
    net, history = train("adam", path, epochs=7)  # the last mini-batch, the 77th, has a checkpoint
    loaded = dw.load(path)
    assert loaded.sizes == net.sizes
    for own, held in zip(net.weights + net.biases, loaded.weights + loaded.biases, strict=True):
        np.testing.assert_array_equal(own, held)
    assert history.epochs == 7
    assert loaded.epochs_trained == 6  # this one was written before the epoch was at its end
    x, y = images()
    for trained in (net, loaded):
        trained.fit(x, y, optimizer="adam", learning_rate=0.003, seed=1, verbose=0)
    assert digest(net).isalnum()
    for own, held in zip(net.weights, loaded.weights, strict=True):
        np.testing.assert_array_equal(own, held)


@pytest.mark.parametrize("epochs", [2, 5, 10, 12])
def test_more_or_fewer_epochs_at_a_rate_that_does_not_know_them(
    epochs: int, tmp_path: Path
) -> None:
    path = tmp_path / "a"
    train("momentum", path, epochs=5)
    again = train("momentum", path, epochs=epochs)
    expected = train("momentum", tmp_path / "whole", epochs=max(epochs, 5))
    if epochs == 2:  # of 5 that were begun: nothing is left to do, and nothing is taken back
        assert again[1].epochs == 4
    else:
        assert digest(*again) == digest(*expected)
