# SPDX-License-Identifier: MIT
import csv
import os
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from deltaward.callbacks import Checkpoint, CSVLogger, LambdaCallback
from fake_run import FakeRun
from resumed_run import images, network


def _run(path: Path, *figures: dict[str, Any], **arguments: Any) -> None:
    FakeRun().drive([CSVLogger(path, **arguments)], figures)


def test_the_file(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    _run(path, {"cost": 0.1, "accuracy": 0.5}, {"cost": 1e-20, "accuracy": float("nan")})
    assert path.read_bytes() == b"epoch,cost,accuracy\n0,0.1,0.5\n1,1e-20,nan\n"


def test_the_figures_of_a_training_come_back_bit_for_bit(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    seen = FakeRun().train([CSVLogger(path)])
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["epoch", *seen[0]]
    assert [int(row.pop("epoch")) for row in rows] == [0, 1, 2, 3, 4]
    for row, figures in zip(rows, seen, strict=True):
        for name, value in figures.items():
            assert struct.pack("d", float(row[name])) == struct.pack("d", value)


def test_numpy_figures_are_written_as_numbers(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    _run(path, {"a": np.float64(0.1), "b": np.float32(0.5), "c": 3, "d": "x,y"})
    assert path.read_text("utf-8").splitlines()[1] == '0,0.1,0.5,3,"x,y"'


def test_a_line_is_there_as_soon_as_its_epoch_ends(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    lines: list[int] = []

    def count(epoch: int, logs: dict[str, float]) -> None:
        lines.append(len(path.read_text("utf-8").splitlines()))

    FakeRun().drive([CSVLogger(path), LambdaCallback(on_epoch_end=count)], [{"cost": 1.0}] * 3)
    assert lines == [2, 3, 4]


def test_the_columns_are_those_of_the_first_epoch(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    _run(path, {"b": 1.0, "a": 2.0}, {"a": 3.0, "c": 4.0}, {"a": 5.0, "b": 6.0})
    assert path.read_text("utf-8") == "epoch,b,a\n0,1.0,2.0\n1,,3.0\n2,6.0,5.0\n"


def test_a_separator(tmp_path: Path) -> None:
    path = tmp_path / "log.tsv"
    _run(path, {"a;b": 1.0}, separator="\t")
    assert path.read_text("utf-8") == "epoch\ta;b\n0\t1.0\n"
    _run(path, {"a;b": 1.0}, separator=";")
    assert path.read_text("utf-8") == 'epoch;"a;b"\n0;1.0\n'


@pytest.mark.parametrize("append", [False, True])
def test_a_second_training(append: bool, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    logger = CSVLogger(path, append=append)
    FakeRun().drive([logger], [{"cost": 1.0}])
    FakeRun().drive([logger], [{"cost": 2.0}])
    kept = "0,1.0\n" if append else ""
    assert path.read_text("utf-8") == f"epoch,cost\n{kept}0,2.0\n"
    FakeRun().drive([CSVLogger(path, append=append)], [{"cost": 3.0}])
    kept += "0,2.0\n" if append else ""
    assert path.read_text("utf-8") == f"epoch,cost\n{kept}0,3.0\n"


def test_appending_keeps_to_the_columns_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    _run(path, {"a": 1.0, "b": 2.0, "c": 3.0})
    _run(path, {"c": 4.0, "a": 5.0}, append=True)
    before = path.read_text("utf-8")
    assert before == "epoch,a,b,c\n0,1.0,2.0,3.0\n0,5.0,,4.0\n"
    with pytest.raises(ValueError, match=r"path: .*log\.csv' has no column for d, e; expected"):
        _run(path, {"a": 1.0, "d": 6.0, "e": 7.0}, append=True)
    assert path.read_text("utf-8") == before


def test_appending_to_an_empty_file_begins_it(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.touch()
    _run(path, {"a": 1.0}, append=True)
    assert path.read_text("utf-8") == "epoch,a\n0,1.0\n"


def test_a_line_that_was_cut_off_stays_alone(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(b"epoch,a\n0,1.0\n1,0.")
    _run(path, {"a": 2.0}, append=True)
    assert path.read_bytes() == b"epoch,a\n0,1.0\n1,0.\n0,2.0\n"


@pytest.mark.parametrize(
    "content", [b"hello\n", b"epoch\n", b"cost,epoch\n1,2\n", b"\n", b"\xff\xfe", b"epoch;cost\n"]
)
def test_somebody_else_s_file_is_left_alone(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"path: .*log\.csv' does not begin with names of columns"):
        _run(path, append=True)
    assert path.read_bytes() == content


def test_a_spreadsheet_s_mark_is_no_part_of_a_name(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(b"\xef\xbb\xbfepoch,a\r\n0,1.0\r\n")
    _run(path, {"a": 2.0}, append=True)
    assert path.read_bytes().endswith(b"0,1.0\r\n0,2.0\n")


def _train(path: Path, epochs: int, unit: str = "epochs", **options: Any) -> None:
    """Train, from the checkpoint beside the file if there is one."""
    checkpoint = path.with_suffix(".checkpoint")
    network().fit(
        *images(20),
        epochs=epochs,
        batch_size=5,
        callbacks=[
            CSVLogger(path, **options),
            Checkpoint(checkpoint, every=6 if unit == "batches" else 1, unit=unit),
        ],
        resume=checkpoint if checkpoint.exists() else None,
        verbose=0,
    )


def _epochs(path: Path) -> list[int]:
    with path.open(encoding="utf-8", newline="") as file:
        return [int(row["epoch"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize("append", [False, True])
@pytest.mark.parametrize("unit", ["epochs", "batches"])
def test_a_resumed_training_goes_on_with_the_file(unit: str, append: bool, tmp_path: Path) -> None:
    """The last of 4 mini-batches an epoch has a checkpoint, before the line of its epoch."""
    path = tmp_path / "log.csv"
    if append:
        path.write_text("epoch,cost,accuracy,learning_rate,seconds\n7,1.0,0.5,0.1,2.0\n", "utf-8")
    before = [7] if append else []
    _train(path, 3, unit, append=append)
    assert _epochs(path) == [*before, 0, 1, 2]
    first = path.read_bytes()
    _train(path, 5, unit, append=append)
    assert _epochs(path) == [*before, 0, 1, 2, 3, 4]
    kept = len(b"".join(first.splitlines(keepends=True)[: 4 if unit == "epochs" else 3]))
    assert path.read_bytes()[:kept] == first[:kept]


def test_a_resumed_training_whose_file_is_gone_begins_another(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    _train(path, 2)
    path.unlink()
    _train(path, 4)
    assert _epochs(path) == [2, 3]


def test_a_resumed_training_whose_file_lost_its_end_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    _train(path, 2)
    os.truncate(path, path.stat().st_size - 3)
    lines = path.read_text("utf-8").splitlines()
    _train(path, 3)
    assert path.read_text("utf-8").splitlines()[:3] == lines
    assert _epochs(path) == [0, 1, 2]


@pytest.mark.parametrize("content", ["mine\n", "epoch,f1\n0,0.5\n"])
def test_a_resumed_training_leaves_another_file_alone(content: str, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    _train(path, 2)
    path.write_text(content, "utf-8")
    with pytest.raises(ValueError, match=r"path: .*log\.csv' (has other|does not begin)"):
        _train(path, 3)
    assert path.read_text("utf-8") == content


@pytest.mark.parametrize(
    "state",
    [{}, {"bytes": -1, "columns": []}, {"bytes": "x", "columns": []}, {"bytes": 1, "columns": [2]}],
)
def test_no_state(state: dict[str, Any], tmp_path: Path) -> None:
    logger = CSVLogger(tmp_path / "log.csv")
    with pytest.raises((TypeError, ValueError), match=r"^state: "):
        logger.set_state(state)


def test_what_can_not_be_written_is_known_before_the_first_epoch(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        _run(tmp_path / "nowhere" / "log.csv")
    with pytest.raises((IsADirectoryError, PermissionError)):
        _run(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"path": None}, TypeError, "path: expected str"),
        ({"separator": 3}, TypeError, "separator: 3; expected a str of one"),
        ({"separator": ""}, ValueError, "separator: ''; expected one character"),
        ({"separator": ", "}, ValueError, "separator: ', '; expected one character"),
        ({"separator": "\n"}, ValueError, "separator: '.n'; expected one character"),
        ({"separator": '"'}, ValueError, "separator: '\"'; expected one character"),
        ({"append": "yes"}, TypeError, "append: 'yes' of type str; expected True or False"),
    ],
)
def test_bad_arguments(arguments: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        CSVLogger(**({"path": "log.csv"} | arguments))


def test_a_row_that_does_not_fit_leaves_no_part_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.csv"

    def fails(file: Any, **settings: Any) -> Any:
        file.write("1,0.")
        file.flush()
        raise OSError("no space left")

    full = LambdaCallback(on_epoch_end=lambda *_: monkeypatch.setattr(csv, "writer", fails))
    with pytest.raises(OSError, match="no space left"):
        FakeRun().drive([CSVLogger(path), full], [{"cost": 0.5}, {"cost": 0.25}])
    assert path.read_bytes() == b"epoch,cost\n0,0.5\n"
