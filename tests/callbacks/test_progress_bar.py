# SPDX-License-Identifier: MIT
import gc

import pytest
from tqdm import tqdm

from deltaward.callbacks import LambdaCallback, ProgressBar
from fake_run import FakeRun


def _bars() -> int:
    gc.collect()
    return len(getattr(tqdm, "_instances", ()))


def test_the_bar(capsys: pytest.CaptureFixture[str]) -> None:
    logs = {"cost": 0.5, "accuracy": 0.75, "learning_rate": 1e-5, "seconds": 0.1}
    FakeRun(epochs=2).drive([ProgressBar()], [logs, logs])
    captured = capsys.readouterr()
    assert captured.out == ""
    last = captured.err.rstrip().split("\r")[-1]
    for part in ("epoch 2/2", "100%", "cost 0.5000", "accuracy 75.00 %"):
        assert part in last
    assert "learning_rate" not in captured.err


def test_it_shows_how_far_a_training_came(capsys: pytest.CaptureFixture[str]) -> None:
    FakeRun(epochs=4).drive([ProgressBar()], [{"cost": 0.5, "seconds": 0.1}])
    last = capsys.readouterr().err.rstrip().split("\r")[-1]
    assert "epoch 1/4  25%" in last.replace("   ", "  ")


@pytest.mark.parametrize(("verbose", "shown"), [(0, True), (1, False), (2, True)])
def test_there_are_never_two(verbose: int, shown: bool, capsys: pytest.CaptureFixture[str]) -> None:
    run = FakeRun(epochs=1, verbose=verbose)
    run.drive([ProgressBar()], [{"cost": 0.5, "seconds": 0.1}])
    assert ("epoch 1/1" in capsys.readouterr().err) == shown


def test_it_goes_when_a_hook_fails(capsys: pytest.CaptureFixture[str]) -> None:
    before = _bars()
    during: list[int] = []
    held: list[object] = []  # or the garbage collector would close it

    def fail(epoch: int, logs: dict[str, float]) -> None:
        during.append(_bars())
        held.extend(getattr(tqdm, "_instances", ()))
        raise RuntimeError("here")

    bar = ProgressBar()
    with pytest.raises(RuntimeError, match="here"):
        FakeRun().drive([bar, LambdaCallback(on_epoch_end=fail)], [{"cost": 0.5, "seconds": 1.0}])
    assert during == [before + 1]
    assert _bars() == before
    assert capsys.readouterr().err.endswith("\n")
    bar.close()
