# SPDX-License-Identifier: MIT
from typing import Any

import numpy as np
import pytest

from deltaward import schedules
from deltaward.callbacks import LambdaCallback, LearningRateScheduler
from fake_run import FakeRun, network, parameters, same


def test_it_is_asked_at_the_begin_of_each_epoch() -> None:
    asked: list[tuple[int, float]] = []

    def halve(epoch: int, learning_rate: float) -> float:
        asked.append((epoch, learning_rate))
        return learning_rate / 2

    run = FakeRun(learning_rate=1.0, epochs=3)
    seen = run.train([LearningRateScheduler(halve)])
    assert asked == [(0, 1.0), (1, 0.5), (2, 0.25)]
    assert [figures["learning_rate"] for figures in seen] == [0.5, 0.25, 0.125]
    assert type(asked[1][1]) is float


def test_the_epochs_are_trained_with_it() -> None:
    scheduled, still = FakeRun(), FakeRun()
    scheduled.train([LearningRateScheduler(lambda epoch, _: 0.5 if epoch == 0 else 0.0)])
    still.learning_rate = 0.5
    still.epochs = 1
    still.train([])
    assert same(parameters(scheduled.net), parameters(still.net))


@pytest.mark.parametrize("value", [0.25, np.float64(0.25), np.float32(0.25), 0, np.int64(1)])
def test_numbers_of_all_kinds(value: Any) -> None:
    run = FakeRun()
    run.drive([LearningRateScheduler(lambda *_: value)], [{}])
    assert run.learning_rate == value
    assert type(run.learning_rate) is float


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        (None, TypeError, "function: at epoch 1 its return value: None of type NoneType; expected"),
        ("0.1", TypeError, "function: at epoch 1 its return value: '0.1' of type str"),
        (True, TypeError, "function: at epoch 1 its return value: True of type bool"),
        (float("nan"), ValueError, "function: at epoch 1 .* nan; expected a finite number"),
        (float("inf"), ValueError, "function: at epoch 1 .* inf; expected a finite number"),
        (-0.5, ValueError, "function: at epoch 1 its return value: -0.5; expected at least 0"),
    ],
)
def test_what_is_no_learning_rate(value: Any, error: type[Exception], message: str) -> None:
    run = FakeRun()
    callback = LearningRateScheduler(lambda epoch, _: value if epoch else 0.125)
    with pytest.raises(error, match=message):
        run.drive([callback], [{}, {}])
    assert run.learning_rate == 0.125


def test_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    FakeRun().drive([LearningRateScheduler(lambda *_: 0.03125, verbose=1)], [{}, {}])
    assert capsys.readouterr().err.splitlines() == [
        "epoch 1: learning rate 0.03125",
        "epoch 2: learning rate 0.03125",
    ]
    FakeRun().drive([LearningRateScheduler(lambda *_: 0.5)], [{}])
    assert capsys.readouterr().err == ""


def test_bad_arguments() -> None:
    rate: Any = 0.1
    with pytest.raises(TypeError, match="function: float; expected a function"):
        LearningRateScheduler(rate)
    with pytest.raises(TypeError, match="verbose: True of type bool; expected an int"):
        LearningRateScheduler(lambda *_: 0.1, verbose=True)


def test_a_schedule_is_no_learning_rate_of_a_running_training() -> None:
    def replace(epoch: int, logs: dict[str, float]) -> None:
        change.run.learning_rate = schedules.Cosine(0.1)  # type: ignore[assignment]

    change = LambdaCallback(on_epoch_begin=replace)
    with pytest.raises(TypeError, match=r"^learning_rate: Cosine\(.*; expected a number$"):
        network().fit(np.zeros((3, 4)), [0, 1, 2], callbacks=[change], verbose=0)
