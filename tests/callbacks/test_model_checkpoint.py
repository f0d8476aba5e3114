# SPDX-License-Identifier: MIT
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward.callbacks import Callback, ModelCheckpoint
from fake_run import FakeRun, parameters, same

Logs = dict[str, float]
NAN = float("nan")


def _logs(values: list[float]) -> list[Logs]:
    return [{"cost": 9.0, "val_cost": value} for value in values]


def _names(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder).as_posix()) for p in folder.rglob("*") if p.is_file())


def test_what_is_saved_is_the_network_of_that_epoch(tmp_path: Path) -> None:
    run = FakeRun(epochs=3)
    after: list[Any] = []

    class Keeper(Callback):
        def on_epoch_end(self, epoch: int, logs: Logs) -> None:
            after.append(parameters(self.net))

    run.train([Keeper(), ModelCheckpoint(tmp_path / "{epoch}.safetensors")])
    assert _names(tmp_path) == ["1.safetensors", "2.safetensors", "3.safetensors"]
    for epoch in range(3):
        back = dw.load(tmp_path / f"{epoch + 1}.safetensors")
        assert same(parameters(back), after[epoch])
        assert back.epochs_trained == epoch + 1
        assert (back.sizes, back.activations) == (run.net.sizes, run.net.activations)
    assert not same(after[0], after[1])


def test_one_file_holds_the_last(tmp_path: Path) -> None:
    run = FakeRun()
    run.train([ModelCheckpoint(str(tmp_path / "net.safetensors"))])
    assert _names(tmp_path) == ["net.safetensors"]
    assert same(parameters(dw.load(tmp_path / "net.safetensors")), parameters(run.net))


def test_figures_in_the_name(tmp_path: Path) -> None:
    path = tmp_path / "{epoch:03d}-{val_cost:.4f}-{cost:g}{{}}.safetensors"
    FakeRun().drive([ModelCheckpoint(path)], _logs([0.25, 1 / 3]))
    assert _names(tmp_path) == ["001-0.2500-9{}.safetensors", "002-0.3333-9{}.safetensors"]


def test_folders_are_made(tmp_path: Path) -> None:
    FakeRun().drive([ModelCheckpoint(tmp_path / "a" / "{epoch}" / "net")], _logs([1.0, 1.0]))
    assert _names(tmp_path) == ["a/1/net", "a/2/net"]


@pytest.mark.parametrize(
    ("arguments", "values", "saved", "best"),
    [
        ({}, [3.0, 2.0, 2.5, 2.0, 1.0], [1, 2, 5], 1.0),
        ({"mode": "max"}, [3.0, 2.0, 4.0], [1, 3], 4.0),
        ({"every": 2}, [3.0, 2.0, 1.0, 2.0, 0.5, 1.0], [2, 6], 1.0),
        # A NaN is what is saved if there is nothing else, and is beaten by everything.
        ({}, [NAN, NAN, 2.0, NAN, 3.0, 1.0], [1, 2, 3, 6], 1.0),
        ({}, [float("inf"), 2.0], [1, 2], 2.0),
    ],
)
def test_the_best(
    arguments: dict[str, Any], values: list[float], saved: list[int], best: float, tmp_path: Path
) -> None:
    checkpoint = ModelCheckpoint(tmp_path / "{epoch}", save_best_only=True, **arguments)
    FakeRun().drive([checkpoint], _logs(values))
    assert _names(tmp_path) == [str(epoch) for epoch in saved]
    assert checkpoint.best == best


def test_every_few_epochs(tmp_path: Path) -> None:
    checkpoint = ModelCheckpoint(tmp_path / "{epoch}", every=3)
    FakeRun().drive([checkpoint], [{"cost": 1.0}] * 7)
    assert _names(tmp_path) == ["3", "6"]
    assert checkpoint.best is None


def test_the_best_of_real_figures(tmp_path: Path) -> None:
    run = FakeRun(epochs=12, learning_rate=4.0)
    seen = run.train([ModelCheckpoint(tmp_path / "best", "val_cost", save_best_only=True)])
    best = int(np.argmin([figures["val_cost"] for figures in seen]))
    assert best < len(seen) - 1, "the last epoch is the best: this tests nothing"
    assert dw.load(tmp_path / "best").epochs_trained == best + 1


def test_the_best_outlives_a_training(tmp_path: Path) -> None:
    """As in Keras: the file of an earlier training is not overwritten by something worse."""
    checkpoint = ModelCheckpoint(tmp_path / "{val_cost}", save_best_only=True)
    for values in ([2.0], [3.0, 1.0]):
        FakeRun().drive([checkpoint], _logs(values))
    assert _names(tmp_path) == ["1.0", "2.0"]


def test_the_best_outlives_a_process(tmp_path: Path) -> None:
    first = ModelCheckpoint(tmp_path / "{val_cost}", save_best_only=True)
    second = ModelCheckpoint(tmp_path / "{val_cost}", save_best_only=True)
    assert json.loads(json.dumps(first.get_state())) == {"best": None}
    FakeRun().drive([first], _logs([2.0]))
    second.set_state(json.loads(json.dumps(first.get_state())))
    FakeRun().drive([second], _logs([3.0, 1.0]))
    assert _names(tmp_path) == ["1.0", "2.0"]
    with pytest.raises(ValueError, match="state: best '1'; expected a number or None"):
        second.set_state({"best": "1"})
    with pytest.raises(ValueError, match=r"state: keys \[\]; expected \['best'\]"):
        second.set_state({})
    assert second.best == 1.0


def test_what_could_not_be_saved_is_not_the_best(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkpoint = ModelCheckpoint(tmp_path / "net", save_best_only=True)
    run = FakeRun()
    run.drive([checkpoint], _logs([2.0]))
    before = (tmp_path / "net").read_bytes()

    def fail(*_: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", fail)
        with pytest.raises(OSError, match="no space left"):
            run.drive([checkpoint], _logs([1.0]))
    assert checkpoint.best == 2.0
    assert (tmp_path / "net").read_bytes() == before
    assert _names(tmp_path) == ["net"]


def test_an_unknown_figure_does_not_save(tmp_path: Path) -> None:
    with pytest.raises(
        ValueError, match=r"path: .* holds \{val_cost\}; expected figures .*: cost, accuracy, epoch"
    ):
        FakeRun().drive(
            [ModelCheckpoint(tmp_path / "{val_cost}")], [{"cost": 1.0, "accuracy": 0.5}]
        )
    assert _names(tmp_path) == []


def test_a_folder_is_refused_before_the_first_epoch(tmp_path: Path) -> None:
    (tmp_path / "{}").mkdir()
    for path in (tmp_path, tmp_path / "{{}}"):
        with pytest.raises(IsADirectoryError, match=r"path: .* is a folder; expected a file in it"):
            FakeRun().drive([ModelCheckpoint(path)], [])


def test_what_it_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "{epoch}"
    FakeRun().drive([ModelCheckpoint(path, save_best_only=True, verbose=1)], _logs([0.5, 1.0]))
    FakeRun().drive([ModelCheckpoint(path, every=2, verbose=1)], _logs([0.5, 1.0]))
    FakeRun().drive([ModelCheckpoint(path)], _logs([0.5, 1.0]))
    assert capsys.readouterr().err.splitlines() == [
        f"epoch 1: saved to {tmp_path / '1'}, val_cost 0.5000",
        f"epoch 2: saved to {tmp_path / '2'}",
    ]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"path": 3}, TypeError, "path: expected str or os.PathLike"),
        ({"path": "{"}, ValueError, r"path: '\{': .*; expected fields like \{epoch\}"),
        ({"path": "a{}"}, ValueError, r"path: 'a\{\}': .*no name; expected fields like"),
        ({"path": "a{0}"}, ValueError, "path: .*no name"),
        ({"path": "{epoch.real}"}, ValueError, "path: .*no name"),
        ({"path": "{cost[0]}"}, ValueError, "path: .*no name"),
        ({"path": "{epoch:.2q}"}, ValueError, "path: .*expected fields like"),
        ({"path": "{val_cost:03d}"}, ValueError, "path: .*Unknown format code 'd'.*expected"),
        ({"path": "{cost:{width}}"}, ValueError, "path: .*expected fields like"),
        ({"save_best_only": 1}, TypeError, "save_best_only: 1 of type int"),
        ({"every": 0}, ValueError, "every: 0; expected at least 1"),
        ({"every": 0.5}, TypeError, "every: 0.5 of type float"),
        ({"mode": "best"}, ValueError, "mode: 'best' is not known"),
        ({"monitor": None}, TypeError, "monitor: None; expected the name"),
        ({"monitor": "spread", "save_best_only": True}, ValueError, "mode: 'auto'"),
        ({"verbose": -1}, ValueError, "verbose: -1"),
    ],
)
def test_bad_arguments(arguments: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        ModelCheckpoint(**({"path": "net"} | arguments))


def test_a_monitor_that_nobody_asks_for_may_be_anything() -> None:
    assert ModelCheckpoint("net", "spread").mode == "auto"
