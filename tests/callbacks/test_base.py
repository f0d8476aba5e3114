# SPDX-License-Identifier: MIT
import copy
import inspect
import pickle

import pytest

from deltaward import callbacks
from deltaward.callbacks import Callback
from fake_run import FakeRun

HOOKS = ["on_train_begin", "on_train_end", "on_epoch_begin", "on_epoch_end", "on_train_batch_end"]


def test_the_hooks_do_nothing() -> None:
    run = FakeRun()
    callback = Callback()
    callback.run = run
    assert callback.net is run.net
    assert callback.model is run.net
    before = dict(vars(run))
    run.drive([callback], [{"cost": 1.0}])
    callback.on_train_batch_end(0, {"cost": 1.0})
    callback.on_train_tick(0, {"cost": 1.0})
    assert vars(run) == before
    assert callback.get_state() == {}
    callback.set_state({})


def test_a_pickle_has_no_run() -> None:
    stop = callbacks.EarlyStopping(patience=3)
    stop.run, stop.wait = FakeRun(), 2
    for twin in (pickle.loads(pickle.dumps(stop)), copy.deepcopy(stop)):
        assert (twin.patience, twin.wait) == (3, 2)
        assert not hasattr(twin, "run")
    assert hasattr(stop, "run")


def test_a_state_of_another_kind() -> None:
    with pytest.raises(ValueError, match=r"state: keys \['wait'\]; expected \[\]"):
        Callback().set_state({"wait": 1})


def test_all_are_documented_and_derived() -> None:
    for name in callbacks.__all__:
        thing = getattr(callbacks, name)
        assert inspect.getdoc(thing), name
        if name not in ("Run", "CallbackList"):
            assert issubclass(thing, Callback), name


def test_the_hooks_take_what_keras_gives() -> None:
    """Keras hands the logs over by name in some places."""
    for hook in HOOKS:
        names = list(inspect.signature(getattr(Callback, hook)).parameters)[1:]
        assert names[-1] == "logs"
        assert names[:-1] == {"epoch": ["epoch"], "batch": ["batch"]}.get(hook.split("_")[-2], [])
