# SPDX-License-Identifier: MIT
from typing import Any

import pytest

from deltaward.callbacks import (
    Callback,
    CallbackList,
    EarlyStopping,
    LambdaCallback,
    TerminateOnNaN,
)
from fake_run import FakeRun

Logs = dict[str, float]


class Recorder(Callback):
    """Writes down what is called; fails where told to."""

    def __init__(self, calls: list[Any], name: str = "a", fails: str = "") -> None:
        self.calls, self.name, self.fails = calls, name, fails

    def _note(self, hook: str, *what: Any) -> None:
        self.calls.append((self.name, hook, *what))
        if hook == self.fails:
            raise RuntimeError(f"{self.name} in {hook}")

    def on_train_begin(self, logs: Logs) -> None:
        self._note("on_train_begin", dict(logs))

    def on_train_end(self, logs: Logs) -> None:
        self._note("on_train_end", dict(logs))

    def on_epoch_begin(self, epoch: int, logs: Logs) -> None:
        self._note("on_epoch_begin", epoch, dict(logs))

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        self._note("on_epoch_end", epoch, dict(logs))

    def close(self) -> None:
        self._note("close")


class BatchRecorder(Recorder):
    def on_train_batch_end(self, batch: int, logs: Logs) -> None:
        self._note("on_train_batch_end", batch, dict(logs))


def test_all_are_called_in_their_order() -> None:
    calls: list[Any] = []
    run = FakeRun()
    both = [Recorder(calls, "a"), Recorder(calls, "b")]
    assert run.drive(both, [{"cost": 2.0}, {"cost": 1.0}]) == 2
    expected: list[Any] = [("on_train_begin", {})]
    for epoch, cost in enumerate((2.0, 1.0)):
        expected += [("on_epoch_begin", epoch, {}), ("on_epoch_end", epoch, {"cost": cost})]
    expected += [("on_train_end", {"cost": 1.0})]
    opened = [(name, *call) for call in expected for name in "ab"]
    assert calls == [*opened, ("a", "close"), ("b", "close")]
    assert all(callback.run is run for callback in both)


def test_a_training_that_stops_early_ends_as_others_do() -> None:
    calls: list[Any] = []

    def stop(epoch: int, logs: Logs) -> None:
        run.net.stop_training = True

    run = FakeRun()
    assert run.drive([LambdaCallback(on_epoch_end=stop), Recorder(calls)], [{"cost": 1.0}] * 3) == 1
    assert [call[1] for call in calls[-2:]] == ["on_train_end", "close"]


@pytest.mark.parametrize(
    "hook", ["on_train_begin", "on_epoch_begin", "on_epoch_end", "on_train_end"]
)
def test_an_error_passes_and_all_are_closed(hook: str) -> None:
    calls: list[Any] = []
    with pytest.raises(RuntimeError, match=f"^b in {hook}$") as caught:
        FakeRun().drive(
            [Recorder(calls, "a"), Recorder(calls, "b", hook), Recorder(calls, "c")],
            [{"cost": 1.0}],
        )
    assert caught.value.__context__ is None
    assert not hasattr(caught.value, "__notes__")
    assert calls[-3:] == [("a", "close"), ("b", "close"), ("c", "close")]
    assert ("c", hook) not in [call[:2] for call in calls]
    ended = [call[0] for call in calls if call[1] == "on_train_end"]
    assert ended == (["a", "b"] if hook == "on_train_end" else [])


def test_ctrl_c_closes_all() -> None:
    calls: list[Any] = []
    with pytest.raises(KeyboardInterrupt), CallbackList([Recorder(calls)]):
        raise KeyboardInterrupt
    assert calls == [("a", "close")]


def test_an_error_in_closing_leaves_the_others_closed() -> None:
    calls: list[Any] = []
    with (
        pytest.raises(RuntimeError, match=r"^a in close$"),
        CallbackList([Recorder(calls, "a", "close"), Recorder(calls, "b")]),
    ):
        pass
    assert calls == [("a", "close"), ("b", "close")]


def test_an_error_in_closing_does_not_hide_the_first() -> None:
    calls: list[Any] = []
    with (
        pytest.raises(KeyError) as caught,
        CallbackList([Recorder(calls, "a", "close"), Recorder(calls, "b")]),
    ):
        raise KeyError("first")
    assert caught.value.__notes__ == [
        "And closing the callbacks failed: RuntimeError('a in close')"
    ]
    assert len(calls) == 2


def test_the_batch_hook_is_called_on_those_that_override_it() -> None:
    calls: list[Any] = []
    assert not CallbackList().overrides_batch_hook
    assert not CallbackList(
        [Recorder(calls), EarlyStopping(), LambdaCallback(on_epoch_end=print)]
    ).overrides_batch_hook
    hooks = CallbackList(
        [
            Recorder(calls),
            BatchRecorder(calls, "b"),
            LambdaCallback(on_train_batch_end=lambda batch, logs: calls.append((batch, logs))),
        ]
    )
    assert hooks.overrides_batch_hook
    hooks.on_train_batch_end(7, {"cost": 1.0})
    assert calls == [("b", "on_train_batch_end", 7, {"cost": 1.0}), (7, {"cost": 1.0})]


def test_a_hook_that_a_parent_overrides_counts() -> None:
    class Child(BatchRecorder):
        pass

    assert CallbackList([Child([])]).overrides_batch_hook


def test_what_one_adds_the_next_finds() -> None:
    calls: list[Any] = []

    def add(epoch: int, logs: Logs) -> None:
        logs["margin"] = 3.0

    FakeRun().drive([LambdaCallback(on_epoch_end=add), Recorder(calls)], [{"cost": 1.0}])
    assert ("a", "on_epoch_end", 0, {"cost": 1.0, "margin": 3.0}) in calls


def test_divergence_is_for_those_that_take_it() -> None:
    error = FloatingPointError("cost nan in epoch 3")
    assert not CallbackList([Recorder([])]).diverged(error)
    takers = [TerminateOnNaN(), TerminateOnNaN()]
    hooks = CallbackList([takers[0], Recorder([]), takers[1]])
    hooks.set_run(FakeRun())
    assert hooks.diverged(error)
    assert [taker.stopped for taker in takers] == [error, error]
