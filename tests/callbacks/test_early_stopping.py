# SPDX-License-Identifier: MIT
from typing import Any

import numpy as np
import pytest

from deltaward.callbacks import EarlyStopping
from fake_run import FakeRun, network, parameters, same

NAN = float("nan")


def _logs(values: list[float]) -> list[dict[str, float]]:
    return [{"cost": 9.0, "val_cost": value} for value in values]


# The sequence of Keras' own test, and the epoch after which it stops.
KERAS_TEST = [10.0, 9.0, 8.0, 9.0, 8.9, 8.8, 8.7, 8.6, 8.5]


@pytest.mark.parametrize(
    ("arguments", "values", "stopped", "best", "best_epoch"),
    [
        ({"patience": 0}, KERAS_TEST, 3, 8.0, 2),
        ({"patience": 1}, KERAS_TEST, 3, 8.0, 2),
        ({"patience": 2}, KERAS_TEST, 4, 8.0, 2),
        ({"patience": 3}, KERAS_TEST, 5, 8.0, 2),
        ({"patience": 6}, KERAS_TEST, 8, 8.0, 2),
        ({"patience": 7}, KERAS_TEST, 0, 8.0, 2),
        # An improvement of exactly min_delta is none, and its sign does not matter.
        ({"min_delta": 0.5}, [2.0, 1.5, 1.0], 1, 2.0, 0),
        ({"min_delta": -0.5}, [2.0, 1.5, 1.0], 1, 2.0, 0),
        ({"min_delta": 0.5}, [2.0, 1.25, 0.5], 0, 0.5, 2),
        # Equal is not better.
        ({}, [1.0, 1.0], 1, 1.0, 0),
        # More is better.
        ({"mode": "max"}, [1.0, 2.0, 1.5], 2, 2.0, 1),
        ({"mode": "max", "min_delta": 0.25}, [1.0, 1.25], 1, 1.0, 0),
        # Better than before but not than the baseline: kept as the best, and waited on.
        ({"baseline": 0.5, "patience": 2}, [4.0, 3.0, 2.0, 2.5], 3, 2.0, 2),
        ({"baseline": 0.5, "patience": 2}, [4.0, 3.0, 0.25, 0.5], 0, 0.25, 2),
        ({"baseline": 0.5, "patience": 3}, [4.0, 4.0, 0.25, 0.3, 0.3, 0.3], 5, 0.25, 2),
        # What comes before start_from_epoch is neither best nor waited for.
        ({"start_from_epoch": 2}, [1.0, 5.0, 3.0, 2.0, 4.0], 4, 2.0, 3),
        # A first epoch never stops it, as it is the best; nor a NaN there.
        ({}, [NAN], 0, NAN, 0),
        ({"patience": 2}, [NAN, 1.0, 0.5], 2, NAN, 0),
        ({"patience": 2}, [1.0, NAN, 0.5, NAN, NAN], 4, 0.5, 2),
    ],
)
def test_when_it_stops(
    arguments: dict[str, Any], values: list[float], stopped: int, best: float, best_epoch: int
) -> None:
    stopping = EarlyStopping(**arguments)
    done = FakeRun().drive([stopping], _logs(values))
    assert stopping.stopped_epoch == stopped
    assert done == (stopped + 1 if stopped else len(values))
    assert stopping.best == pytest.approx(best, nan_ok=True)
    assert stopping.best_epoch == best_epoch
    assert stopping.best_weights is None


@pytest.mark.parametrize("restore", [True, False])
def test_the_best_weights_come_back(restore: bool) -> None:
    run = FakeRun(epochs=12, learning_rate=4.0)
    after: list[Any] = []
    stopping = EarlyStopping(restore_best_weights=restore, patience=3)

    class Keeper(EarlyStopping):
        def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
            after.append(parameters(run.net))

        def on_train_end(self, logs: dict[str, float]) -> None: ...

    seen = run.train([stopping, Keeper()])
    best = int(np.argmin([figures["val_cost"] for figures in seen]))
    assert best < len(seen) - 1, "the last epoch is the best: this tests nothing"
    assert stopping.best_epoch == best
    assert same(parameters(run.net), after[best if restore else -1])


def test_the_weights_are_copies() -> None:
    run = FakeRun()
    stopping = EarlyStopping(restore_best_weights=True)
    before = parameters(run.net)
    run.drive([stopping], _logs([1.0]))
    run.net.weights[0][:] = 7
    assert stopping.best_weights is not None
    assert same(stopping.best_weights, before)


def test_a_second_training_begins_anew() -> None:
    stopping = EarlyStopping(patience=2, restore_best_weights=True)
    run = FakeRun()
    run.drive([stopping], _logs([0.1, 1.0, 1.0]))
    assert stopping.stopped_epoch == 2
    assert run.drive([stopping], _logs([3.0, 2.0, 1.0])) == 3
    assert (stopping.best, stopping.best_epoch, stopping.stopped_epoch) == (1.0, 2, 0)


def test_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    loud = EarlyStopping(patience=2, restore_best_weights=True, verbose=1)
    FakeRun().drive([loud], _logs([2.0, 1.0, 3.0, 3.0]))
    captured = capsys.readouterr()
    assert captured.err.splitlines() == [
        "epoch 4: stopped, for val_cost has not improved since epoch 2",
        "the weights of epoch 2 are put back",
    ]
    assert captured.out == ""
    FakeRun().drive([EarlyStopping(restore_best_weights=True)], _logs([2.0, 3.0]))
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"monitor": 3}, TypeError, "monitor: 3; expected the name of a figure"),
        ({"mode": "lower"}, ValueError, "mode: 'lower' is not known; expected one of auto, min"),
        ({"mode": 1}, TypeError, "mode: 1; expected a name"),
        ({"patience": -1}, ValueError, "patience: -1; expected at least 0"),
        ({"patience": 1.5}, TypeError, "patience: 1.5 of type float; expected an int"),
        ({"min_delta": "a"}, TypeError, "min_delta: 'a' of type str; expected a number"),
        ({"min_delta": NAN}, ValueError, "min_delta: nan; expected a finite number"),
        ({"baseline": True}, TypeError, "baseline: True of type bool; expected a number"),
        ({"baseline": float("inf")}, ValueError, "baseline: inf; expected a finite number"),
        ({"start_from_epoch": -3}, ValueError, "start_from_epoch: -3; expected at least 0"),
        ({"restore_best_weights": 1}, TypeError, "restore_best_weights: 1 of type int"),
        ({"verbose": 2}, ValueError, "verbose: 2; expected 0 to 1"),
    ],
)
def test_bad_arguments(arguments: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        EarlyStopping(**arguments)


def test_numpy_scalars_as_arguments() -> None:
    scalars: dict[str, Any] = {
        "patience": np.int64(2),
        "min_delta": np.float32(0.5),
        "baseline": np.float64(1),
    }
    stopping = EarlyStopping(**scalars)
    assert (stopping.patience, stopping.min_delta, stopping.baseline) == (2, 0.5, 1.0)


def test_another_network_is_not_overwritten() -> None:
    """The weights go to the network of the run, not to one of an earlier run."""
    stopping = EarlyStopping(restore_best_weights=True)
    first, second = FakeRun(), FakeRun(net=network(seed=9))
    first.drive([stopping], _logs([1.0]))
    before = parameters(second.net)
    second.drive([stopping], _logs([5.0]))
    assert same(parameters(second.net), before)
