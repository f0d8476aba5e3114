# SPDX-License-Identifier: MIT
"""``deltaward train --checkpoint`` and ``--resume``."""

import csv
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import deltaward as dw

Run = Callable[..., Any]
Fails = Callable[..., str]
ARGV = ["train", "--optimizer", "adam", "--schedule", "cosine", "--dropout", "0.2", "--seed", "4"]
ARGV += ["--metrics", "f1", "--early-stopping", "3", "--epochs", "30", "--batch-size", "64"]
# Ends the process at the worst moment: the epoch is in the table, and not in the checkpoint.
CUT_OFF = """
import os, sys
from deltaward.cli import main, watching
def say_json(record):
    if record["epoch"] == last:
        os._exit(9)
last = int(sys.argv[-1])
watching.say_json = say_json
main([*sys.argv[1:-1], "--json"])
"""


def _cut_off(epoch: int, *argv: str) -> None:
    """Run as a process that ends in this epoch, counted from 1."""
    result = subprocess.run(
        [sys.executable, "-c", CUT_OFF, *argv, str(epoch)], check=False, timeout=60
    )
    assert result.returncode == 9


def _table(path: str) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_run_that_was_cut_off_goes_on(run: Run) -> None:
    """The same bytes and figures as in one run, also with others of --json, --quiet and --csv."""
    argv = [*ARGV, "--l2", "0.1"]
    assert run(*argv, "--quiet", "--output", "whole.st", "--csv", "whole.csv").status == 0
    _cut_off(4, *argv, "--checkpoint", "run.st", "--csv", "part.csv")
    assert dw.load("run.st").epochs_trained == 3
    _cut_off(6, *argv, "--resume", "run.st", "--csv", "part.csv")
    assert dw.load("run.st").epochs_trained == 5
    result = run(*argv, "--resume", "run.st", "--csv", "part.csv", "--output", "parts.st")
    assert result.status == 0
    assert "going on from run.st" in result.err
    assert Path("parts.st").read_bytes() == Path("whole.st").read_bytes()
    whole, parts = _table("whole.csv"), _table("part.csv")
    # The epochs that were cut off are not there twice.
    for own, row in zip(parts, whole, strict=True):
        for name in ("epoch", "cost", "val_cost", "val_f1", "learning_rate"):
            assert own[name] == row[name]


def test_a_table_that_comes_later(run: Run) -> None:
    """A checkpoint that was written without a table knows no place in it: its end is taken."""
    argv = ["train", "--quiet", "--batch-size", "64", "--checkpoint", "run.st", "--epochs"]
    resume = ("--resume", "run.st", "--csv", "x.csv")
    assert run(*argv, 1).status == 0
    for epochs in (2, 3):
        assert run(*argv, epochs, *resume).status == 0
    assert [row["epoch"] for row in _table("x.csv")] == ["1", "2"]
    Path("x.csv").write_text("epoch,f1\n0,1.0\n")
    result = run(*argv, 4, *resume)
    assert result.status == 1
    assert "--csv: 'x.csv' has other columns than epoch, cost" in result.err


def test_going_on_writes_the_checkpoint_on(run: Run) -> None:
    argv = ["train", "--quiet", "--batch-size", "64", "--epochs"]
    assert run(*argv, 2, "--checkpoint", "run.st").status == 0
    first = Path("run.st").read_bytes()
    assert run(*argv, 3, "--resume", "run.st", "--checkpoint", "other.st").status == 0
    assert Path("run.st").read_bytes() == first
    assert run(*argv, 3, "--resume", "run.st").status == 0
    assert dw.load("run.st").epochs_trained == dw.load("other.st").epochs_trained == 3


def test_the_end_of_a_run(run: Run) -> None:
    argv = ["train", "--batch-size", "64", "--epochs", "2"]
    done = run(*argv, "--checkpoint", "run.st")
    again = run(*argv, "--resume", "run.st")
    assert again.status == 0
    assert "run.st is at the end of its run; there was nothing left to train" in again.err
    assert again.out.split("  in ")[0] == done.out.split("  in ")[0]


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        ("--seed 4", "is of a network with seed 0; this one has 4"),
        ("--sizes 64,10", "is of a network with sizes [64, 100, 10]; this one has [64, 10]"),
        ("--batch-size 65", "was trained with batch_size=64; here it is 65"),
        ("--l2 1", "was trained with l2=0.0; here it is 1.0"),
        ("--optimizer adam", "was trained with optimizer={'name': 'sgd'}; here it is {'name': 'a"),
        ("--schedule cosine", "was trained with learning_rate={'schedule': 'constant'"),
        ("--metrics f1", "was trained with metrics=[]; here it is ['f1']"),
        ("--early-stopping", "was trained without --early-stopping; expected the same"),
    ],
)
def test_other_settings(run: Run, fails: Fails, argv: str, told: str) -> None:
    base = ["train", "--batch-size", "64", "--epochs", "2"]
    assert run(*base, "--checkpoint", "run.st", "--quiet").status == 0
    before = Path("run.st").read_bytes()
    message = fails(2, *base, *argv.split(), "--resume", "run.st", "--output", "x.st")
    assert message.startswith(f"--resume: run.st {told}")
    assert Path("run.st").read_bytes() == before
    assert not Path("x.st").exists()


def test_stopping_is_told_where_it_is_left_out(run: Run, fails: Fails) -> None:
    argv = ["train", "--batch-size", "64", "--epochs", "2"]
    assert run(*argv, "--early-stopping", "--checkpoint", "run.st", "--quiet").status == 0
    told = fails(2, *argv, "--resume", "run.st")
    assert told == "--resume: run.st was trained with --early-stopping; expected the same"


def test_other_data(run: Run, fails: Fails, folder: Path) -> None:
    argv = ["train", "--epochs", "1", "--sizes", "12,10"]
    assert run(*argv, "--data", folder, "--checkpoint", "run.st", "--quiet").status == 0
    for file in folder.iterdir():
        Path(file.name).write_bytes(file.read_bytes())
    images = Path("train-images-idx3-ubyte")
    content = bytearray(images.read_bytes())
    content[-1] ^= 1
    images.write_bytes(content)
    told = fails(2, *argv, "--data", ".", "--resume", "run.st")
    assert told == "--resume: run.st was trained with other data"


def test_files_that_are_no_checkpoints(run: Run, fails: Fails) -> None:
    assert fails(1, "train", "--resume", "x.st") == "x.st: No such file or directory"
    Path("x.st").write_text("junk")
    assert fails(1, "train", "--resume", "x.st").startswith("x.st: not a safetensors file")
    assert Path("x.st").read_text() == "junk"
    assert run("train", "--epochs", 1, "--output", "x.st").status == 0
    told = fails(2, "train", "--epochs", 1, "--resume", "x.st")
    assert told == "--resume: x.st holds a network, and no training to go on with"


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
def test_ctrl_c_tells_how_to_go_on() -> None:
    start = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    start += "from deltaward.cli import main; sys.exit(main())"
    argv = ["train", "--epochs", "100000", "--checkpoint", "run.st"]
    with subprocess.Popen(
        [sys.executable, "-c", start, *argv], stderr=subprocess.PIPE, text=True, env=os.environ
    ) as child:
        assert child.stderr is not None
        for _ in range(5):
            child.stderr.readline()
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=60)
    assert child.returncode == 130
    last = err.splitlines()[-1]
    assert last.endswith(" of 100000 epochs; --resume run.st goes on from there")
    assert dw.load("run.st").epochs_trained > 1
