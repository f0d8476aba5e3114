# SPDX-License-Identifier: MIT
from typing import Any

import pytest

from deltaward.callbacks import CallbackList, LambdaCallback
from fake_run import FakeRun


def test_the_functions_are_called() -> None:
    calls: list[Any] = []
    callback = LambdaCallback(
        on_train_begin=lambda logs: calls.append(("begin", dict(logs))),
        on_epoch_begin=lambda epoch, logs: calls.append(("epoch", epoch, dict(logs))),
        on_epoch_end=lambda e, figures: calls.append(("end of epoch", e, dict(figures))),
        on_train_batch_end=lambda batch, logs: calls.append(("batch", batch, dict(logs))),
        on_train_end=lambda logs: calls.append(("end", dict(logs))),
    )
    FakeRun().drive([callback], [{"cost": 1.0}])
    CallbackList(callback).on_train_batch_end(2, {"cost": 0.5})
    assert calls == [
        ("begin", {}),
        ("epoch", 0, {}),
        ("end of epoch", 0, {"cost": 1.0}),
        ("end", {"cost": 1.0}),
        ("batch", 2, {"cost": 0.5}),
    ]


def test_what_is_not_given_does_nothing() -> None:
    assert FakeRun().drive([LambdaCallback()], [{"cost": 1.0}]) == 1
    assert not CallbackList([LambdaCallback()]).overrides_batch_hook


def test_bad_arguments() -> None:
    wrong: Any = 3
    with pytest.raises(TypeError, match="on_epoch_end: int; expected a function"):
        LambdaCallback(on_epoch_end=wrong)
    unknown: Any = {"on_train_batch_begin": print}
    with pytest.raises(TypeError, match="on_train_batch_begin"):
        LambdaCallback(**unknown)
