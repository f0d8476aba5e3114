# SPDX-License-Identifier: MIT
"""A run of ``deltaward train``: what it measures, stops at and writes."""

import csv
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward.callbacks import EarlyStopping
from deltaward.cli import recipe

Run = Callable[..., Any]
Fails = Callable[..., str]


@pytest.mark.parametrize(
    ("argv", "folder"),
    [(["--checkpoint", "no/x.st"], "no"), (["--csv", "no/x.csv"], "no/x.csv")],
)
def test_files_that_cannot_be_written(fails: Fails, argv: list[str], folder: str) -> None:
    told = fails(1, "train", *argv)
    assert told.startswith(f"{folder}: No such f")


def test_early_stopping(run: Run) -> None:
    argv = ["train", "--optimizer", "adam", "--learning-rate", "0.01", "--epochs", "100"]
    result = run(*argv, "--early-stopping", "2", "--output", "x.st", "--json")
    assert result.status == 0
    *epochs, last = result.records
    costs = [record["val_cost"] for record in epochs]
    best = int(np.argmin(costs))
    assert len(costs) == best + 3 == last["epochs_trained"] < last["epochs"] == 100
    assert last["best_epoch"] == best + 1
    assert last["cost"] == costs[best]
    _, test = dw.datasets.load_digits()
    assert dw.load("x.st").evaluate(*test)["cost"] == costs[best]
    told = run(*argv, "--early-stopping", "2")
    assert f"the weights of epoch {best + 1} are put back" in told.err
    quiet = run(*argv, "--early-stopping", "2", "--quiet")
    assert (quiet.status, quiet.err) == (0, "")


def test_the_patience_that_is_not_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[Any] = []

    def fit(*args: object, callbacks: list[object], **kwargs: object) -> None:
        found.extend(c.patience for c in callbacks if isinstance(c, EarlyStopping))
        raise KeyboardInterrupt

    monkeypatch.setattr(dw.Network, "fit", fit)
    for argv in ([], ["--early-stopping"], ["--early-stopping", "0"]):
        run("train", *argv)
    assert found == [5, 0]


def test_metrics(run: Run) -> None:
    argv = ["train", "--epochs", "3", "--metrics", "f1,top_3"]
    result = run(*argv, "--json", "--output", "x.st")
    *epochs, last = result.records
    assert last["f1"] == epochs[-1]["val_f1"]
    _, (x, y) = dw.datasets.load_digits()
    net = dw.load("x.st")
    top = np.argsort(net.feedforward(x), axis=1)[:, -3:]
    assert last["top_3"] == np.mean((top == y[:, None]).any(axis=1))
    line = run(*argv, "--quiet").out.splitlines()[1]
    assert line == f"f1 {last['f1']:.4f}  top_3 {last['top_3']:.4f}"


def _table(path: str) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_csv(run: Run) -> None:
    result = run("train", "--epochs", 2, "--csv", "x.csv", "--json")
    rows = _table("x.csv")
    assert [row["epoch"] for row in rows] == ["0", "1"]
    for row, record in zip(rows, result.records[:2], strict=True):
        assert float(row["val_cost"]) == record["val_cost"]
        assert float(row["learning_rate"]) == recipe.LEARNING_RATE


def test_a_table_that_does_not_fit(run: Run, fails: Fails) -> None:
    argv = ["train", "--epochs", "1", "--batch-size", "64"]
    assert run(*argv, "--checkpoint", "run.st").status == 0
    Path("x.csv").write_text("no table\n")
    told = fails(1, *argv, "--resume", "run.st", "--csv", "x.csv")
    assert told.startswith("--csv: 'x.csv' does not begin with names of columns")
    # Which figures an epoch has is known at its end.
    Path("x.csv").write_text("epoch,cost\n0,1.0\n")
    argv[2] = "2"
    result = run(*argv, "--resume", "run.st", "--csv", "x.csv", "--quiet")
    assert result.status == 1
    assert "--csv: 'x.csv' has no column for accuracy, " in result.err
    assert Path("x.csv").read_text() == "epoch,cost\n0,1.0\n"


def test_tensorboard(run: Run) -> None:
    pytest.importorskip("tensorboardX")
    assert run("train", "--epochs", 1, "--tensorboard", "logs").status == 0
    assert {path.parent.name for path in Path("logs").rglob("events*")} == {"train", "validation"}


def test_plot(run: Run) -> None:
    pytest.importorskip("matplotlib")
    assert run("train", "--epochs", 2, "--plot", "x.png", "--quiet").status == 0
    assert Path("x.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("argv", "missing", "told"),
    [
        ("--plot x.png", ["matplotlib"], "--plot: a plot needs matplotlib"),
        ("--tensorboard x", ["tensorboardX", "tensorboard"], "--tensorboard: TensorBoard: neither"),
    ],
)
def test_what_is_not_installed(
    fails: Fails, monkeypatch: pytest.MonkeyPatch, argv: str, missing: list[str], told: str
) -> None:
    for name in list(sys.modules):
        if name.split(".")[0] in missing or name == "deltaward.plots.figure":
            monkeypatch.delitem(sys.modules, name)
    for name in missing:
        monkeypatch.setitem(sys.modules, name, None)
    message = fails(1, "train", *argv.split())
    assert message.startswith(told)
    assert "pip install 'deltaward[" in message
