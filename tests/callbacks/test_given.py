# SPDX-License-Identifier: MIT
from typing import Any

import pytest

from deltaward.callbacks import Callback, CallbackList, EarlyStopping

Logs = dict[str, float]


def test_what_may_be_given() -> None:
    one, other = Callback(), Callback()
    assert list(CallbackList(one)) == [one]
    assert list(CallbackList(None)) == []
    assert list(CallbackList(c for c in (one, other))) == [one, other]
    assert len(CallbackList((one, other))) == 2


class Foreign:
    """As Keras' own classes: the same hooks, not our class."""

    def on_epoch_end(self, epoch: int, logs: Logs) -> None: ...


class PerBatch(Callback):
    def on_train_batch_begin(self, batch: int, logs: Logs) -> None: ...


class Testing(Callback):
    __test__ = False

    def on_test_batch_end(self, batch: int, logs: Logs) -> None: ...


@pytest.mark.parametrize(
    ("callbacks", "message"),
    [
        (3, "callbacks: int; expected a list of callbacks"),
        ("early", "callbacks: str; expected a list of callbacks"),
        (EarlyStopping, "callbacks: the class deltaward.*EarlyStopping; expected a list"),
        (
            [Callback(), EarlyStopping],
            r"callbacks\[1\]: the class EarlyStopping; expected an object of it, as in Early.*\(",
        ),
        ([None], r"callbacks\[0\]: NoneType; expected a deltaward.callbacks.Callback"),
        ([Foreign()], r"callbacks\[0\]: .*test_given.Foreign; expected a deltaward"),
        ([PerBatch()], "PerBatch has on_train_batch_begin, which is never called"),
        ([Testing()], "Testing has on_test_batch_end, which is never called"),
    ],
)
def test_what_is_no_callback(callbacks: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        CallbackList(callbacks)


def test_the_same_object_twice() -> None:
    one = Callback()
    with pytest.raises(ValueError, match=r"callbacks\[2\]: the same Callback as callbacks\[0\]"):
        CallbackList([one, Callback(), one])
