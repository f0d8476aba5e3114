# SPDX-License-Identifier: MIT
import pytest

from deltaward.callbacks import TerminateOnNaN
from fake_run import FakeRun


@pytest.mark.parametrize("verbose", [0, 1])
def test_it_takes_the_error(verbose: int, capsys: pytest.CaptureFixture[str]) -> None:
    run = FakeRun()
    callback = TerminateOnNaN(verbose)
    run.drive([callback], [{"cost": 1.0}])
    assert callback.stopped is None
    assert not run.net.stop_training
    try:
        raise FloatingPointError("cost: nan in epoch 3")
    except FloatingPointError as error:
        callback.diverged(error)
    assert str(callback.stopped) == "cost: nan in epoch 3"
    assert callback.stopped is not None
    assert callback.stopped.__traceback__ is None
    assert run.net.stop_training
    told = "the training ended: cost: nan in epoch 3\n"
    assert capsys.readouterr() == ("", told if verbose else "")


def test_a_second_training_begins_anew() -> None:
    run, callback = FakeRun(), TerminateOnNaN()
    run.drive([callback], [{"cost": 1.0}])
    callback.diverged(FloatingPointError("cost"))
    run.drive([callback], [{"cost": 1.0}])
    assert callback.stopped is None


def test_bad_arguments() -> None:
    with pytest.raises(ValueError, match="verbose: 2; expected 0 to 1"):
        TerminateOnNaN(2)
