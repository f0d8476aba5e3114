# SPDX-License-Identifier: MIT
"""``deltaward train --config``."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward.cli.train import OPTIONS

Run = Callable[..., Any]
Fails = Callable[..., str]

TOML = """\
epochs = 2
batch-size = 32  # either way
learning_rate = 0.01
optimizer = "adam:beta1=0.8"
schedule = "cosine:warmup=0.1"
sizes = [64, 20, 10, 10]
dropout = [0.1, 0.2]
augment = "shift=0.5,rotate=5"
metrics = ["f1", "recall"]
early-stopping = true
l2 = 1
quiet = true
seed = 3
"""
LINE = "--epochs 2 --batch-size 32 --learning-rate 0.01 --optimizer adam:beta1=0.8 "
LINE += "--schedule cosine:warmup=0.1 --sizes 64,20,10,10 --dropout 0.1,0.2 --metrics f1,recall "
LINE += "--augment shift=0.5,rotate=5 --early-stopping --l2 1 --quiet --seed 3"


def _weights(path: Path) -> list[Any]:
    return list(dw.load(path).weights)


def _same(one: str, other: str) -> bool:
    pairs = zip(_weights(Path(one)), _weights(Path(other)), strict=True)
    return all(np.array_equal(a, b) for a, b in pairs)


@pytest.mark.parametrize("kind", ["toml", "json", "conf"])
def test_it_is_the_command_line(run: Run, kind: str) -> None:
    import tomllib

    text = json.dumps(tomllib.loads(TOML)) if kind == "json" else TOML
    Path(f"x.{kind}").write_text(text)
    assert run("train", *LINE.split(), "--output", "a.st").status == 0
    result = run("train", "--config", f"x.{kind}", "--output", "b.st")
    assert (result.status, result.err) == (0, "")
    assert _same("a.st", "b.st")
    assert "f1 " in result.out


@pytest.mark.parametrize("order", [1, -1])
def test_the_command_line_wins(run: Run, order: int) -> None:
    """Wherever --config stands, and also with a value that is the default."""
    Path("x.toml").write_text("epochs = 3\nbatch_size = 50\nseed = 5\njson = true\n")
    parts = [["--config", "x.toml"], ["--batch-size", "12", "--epochs", "1", "--seed", "0"]]
    argv = [part for group in parts[::order] for part in group]
    result = run("train", *argv, "--output", "a.st")
    assert result.status == 0
    last = result.records[-1]
    assert (last["epochs"], last["seed"]) == (1, 0)
    assert run("train", "--epochs", "1", "--quiet", "--output", "b.st").status == 0
    assert _same("a.st", "b.st")


def test_flags_and_stopping_that_are_off(run: Run) -> None:
    Path("x.toml").write_text("quiet = false\njson = false\nearly-stopping = false\nepochs = 1")
    result = run("train", "--config", "x.toml")
    assert result.status == 0
    assert "epoch 1/1" in result.err
    assert result.out.startswith("test accuracy")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("epoch = 3", "'epoch' is no option; expected one of data, sizes, "),
        ("[train]\nepochs = 3", "'train' is no option; expected one of data"),
        ('config = "y.toml"', "'config' is no option; expected one of data"),
        ("epochs = '3'", "epochs: '3' of type str; expected a whole number"),
        ("epochs = 3.0", "epochs: 3.0 of type float; expected a whole number"),
        ("epochs = -3", "epochs: '-3'; expected a whole number of at least 0"),
        ("l2 = true", "l2: True of type bool; expected a number"),
        ("l2 = nan", "l2: 'nan'; expected a finite number of at least 0"),
        ("quiet = 1", "quiet: 1 of type int; expected true or false"),
        ("early-stopping = '3'", "early-stopping: '3' of type str; expected a whole number"),
        ("metrics = [1]", "metrics: [1] of type list; expected a string or a list of strings"),
        ("augment = {shift = 1}", "augment: {'shift': 1} of type dict; expected a string"),
        ("schedule = 'cosinus'", "schedule: 'cosinus'; expected one of constant"),
        ("optimizer = 'adam:beta1'", "optimizer: 'beta1'; expected settings like"),
        ("data = 2020-01-01", "data: datetime.date(2020, 1, 1) of type date; expected a string"),
        ("batch-size = 3\nbatch_size = 3", "'batch_size' is there twice"),
        ("epochs = ", "not TOML: Invalid value"),
        ("epochs = 1\nepochs = 2", "not TOML: Cannot overwrite a value"),
    ],
)
def test_what_is_refused(fails: Fails, text: str, told: str) -> None:
    Path("x.toml").write_text(text)
    assert fails(2, "train", "--config", "x.toml").startswith(f"--config: x.toml: {told}")


def test_all_options_are_told(fails: Fails) -> None:
    Path("x.toml").write_text("nonsense = 3")
    told = fails(2, "train", "--config", "x.toml").split("expected one of ")[1].split(", ")
    assert told == [option.name for option in OPTIONS if option.name != "config"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"epochs": 1, "epochs": 2}', "'epochs' is there twice"),
        ('{"epochs": null}', "epochs: None of type NoneType; expected a whole number"),
        ("[1]", "list; expected a JSON object"),
        ("{epochs}", "not JSON: Expecting property name"),
        ("[" * 100_000, "not JSON: "),
    ],
)
def test_json_that_is_refused(fails: Fails, text: str, told: str) -> None:
    Path("x.JSON").write_text(text)
    assert fails(2, "train", "--config", "x.JSON").startswith(f"--config: x.JSON: {told}")


def test_files_that_are_none(fails: Fails) -> None:
    assert fails(1, "train", "--config", "x.toml") == "x.toml: No such file or directory"
    Path("x.toml").write_bytes(b"\xff\xfe\x00")
    assert fails(2, "train", "--config", "x.toml").startswith("--config: x.toml: not TOML: ")
    assert "--config: ''; expected a text" in fails(2, "train", "--config", "")
