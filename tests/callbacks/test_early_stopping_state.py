# SPDX-License-Identifier: MIT
"""What a training that is resumed takes over."""

import json
from typing import Any

import numpy as np
import pytest

from deltaward.callbacks import EarlyStopping
from fake_run import FakeRun, parameters, same


@pytest.mark.parametrize("cut", range(1, 6))
def test_a_resumed_training_stops_at_the_same_epoch(cut: int) -> None:
    values = [3.0, 2.0, 2.5, 1.0, 1.5, 1.25, 1.5, 0.5]
    arguments: dict[str, Any] = {"patience": 3, "restore_best_weights": True}
    whole = EarlyStopping(**arguments)
    whole_run = FakeRun()

    def figures_of(run: FakeRun) -> Any:
        def figures(epoch: int) -> dict[str, float]:
            run.net.weights[0][:] = epoch
            return {"val_cost": values[epoch]}

        return figures

    assert whole_run.loop([whole], range(8), figures_of(whole_run)) == 7
    first, second = EarlyStopping(**arguments), EarlyStopping(**arguments)
    first_run, second_run = FakeRun(), FakeRun()
    first_run.loop([first], range(cut), figures_of(first_run))
    state = first.get_state()
    arrays = state.pop("best_weights")
    state = json.loads(json.dumps(state)) | {"best_weights": [np.array(a) for a in arrays]}

    class Resuming(EarlyStopping):
        """Sets the state where `fit` does: when all callbacks have begun."""

        def on_train_begin(self, logs: dict[str, float]) -> None:
            second.set_state(state)

        def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None: ...

    done = second_run.loop([second, Resuming()], range(cut, 8), figures_of(second_run))
    assert cut + done == 7
    assert same(parameters(second_run.net), parameters(whole_run.net))
    assert second.get_state().keys() == whole.get_state().keys()
    for name in ("wait", "best", "best_epoch", "stopped_epoch"):
        assert second.get_state()[name] == whole.get_state()[name], name


def test_a_state_without_weights() -> None:
    stopping = EarlyStopping()
    state = json.loads(json.dumps(stopping.get_state()))
    assert state == {
        "wait": 0,
        "best": None,
        "best_epoch": 0,
        "stopped_epoch": 0,
        "best_weights": None,
    }
    stopping.run = FakeRun()
    stopping.set_state(state | {"best": 2, "wait": 1})
    assert (stopping.best, stopping.wait) == (2.0, 1)


def test_a_state_is_a_copy() -> None:
    run = FakeRun()
    stopping = EarlyStopping(restore_best_weights=True)
    run.drive([stopping], [{"val_cost": 1.0}])
    state = stopping.get_state()
    state["best_weights"][0][:] = 7
    assert stopping.best_weights is not None
    assert not (stopping.best_weights[0] == 7).any()
    other = EarlyStopping()
    other.run = run
    other.set_state(state)
    state["best_weights"][0][:] = 8
    assert other.best_weights is not None
    assert (other.best_weights[0] == 7).all()


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"more": 1}, ValueError, r"state: keys \['best', .*'more'"),
        ({"wait": -1}, ValueError, "state: wait: -1; expected at least 0"),
        ({"best_epoch": 0.5}, TypeError, "state: best_epoch: 0.5 of type float"),
        ({"best": "low"}, ValueError, "state: best 'low'; expected a number or None"),
        (
            {"best_weights": [np.zeros(3)]},
            ValueError,
            r"state: best_weights of shapes \[\(3,\)\]; expected \[\(5, 4\), \(3, 5\)",
        ),
    ],
)
def test_states_that_do_not_fit(
    change: dict[str, Any], error: type[Exception], message: str
) -> None:
    stopping = EarlyStopping(restore_best_weights=True)
    stopping.run = FakeRun()
    stopping.run.net.stop_training = False
    stopping.on_train_begin({})
    stopping.on_epoch_end(0, {"val_cost": 1.0})
    before = stopping.get_state()
    with pytest.raises(error, match=message):
        stopping.set_state(before | {"wait": 5} | change)
    after = stopping.get_state()
    assert same(after.pop("best_weights"), before.pop("best_weights"))
    assert after == before
