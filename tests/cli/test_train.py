# SPDX-License-Identifier: MIT
"""``deltaward train``."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import deltaward as dw

Run = Callable[..., Any]
Fails = Callable[..., str]
LINE = r"test accuracy (\d+\.\d\d) %  \((\d+) of (\d+)\)  cost (\d+\.\d{4})  in \d+\.\d\d s"


def test_the_result_is_one_line(run: Run) -> None:
    result = run("train", "--epochs", 2, "--quiet")
    assert (result.status, result.err) == (0, "")
    found = re.fullmatch(LINE + "\n", result.out)
    assert found
    percent, correct, images = found.group(1, 2, 3)
    assert images == "256"
    assert f"{100 * int(correct) / 256:.2f}" == percent


def test_progress_where_there_is_no_terminal(run: Run) -> None:
    result = run("train", "--epochs", 2)
    lines = result.err.splitlines()
    assert lines[0] == "digits: 1,541 images to train with, 256 to test with"
    assert lines[1] == "network 64-100-10, relu and softmax, cross_entropy, float32"
    assert [line.split()[1] for line in lines[2:]] == ["1/2", "2/2"]
    assert all("val_accuracy" in line for line in lines[2:])


def test_it_is_what_fit_does(run: Run, tmp_path: Path) -> None:
    argv = ["train", "--sizes", "64,20,12,10", "--activation", "tanh", "--cost", "quadratic"]
    argv += ["--output-activation", "sigmoid", "--init", "scaled_normal", "--dtype", "float64"]
    argv += ["--epochs", "3", "--batch-size", "7", "--learning-rate", "0.5", "--seed", "9"]
    assert run(*argv, "--output", "a.safetensors").status == 0
    assert run(*argv, "--output", "b.safetensors", "--json").status == 0
    net = dw.Network(
        [64, 20, 12, 10],
        activation="tanh",
        output_activation="sigmoid",
        cost="quadratic",
        init="scaled_normal",
        dtype="float64",
        seed=9,
    )
    (x, y), _ = dw.datasets.load_digits()
    net.fit(x, y, epochs=3, batch_size=7, learning_rate=0.5, verbose=0)
    for name in ("a", "b"):
        saved = dw.load(tmp_path / f"{name}.safetensors")
        assert saved.activations == net.activations
        assert (saved.cost, saved.dtype.name, saved.epochs_trained) == ("quadratic", "float64", 3)
        for one, other in zip(saved.weights + saved.biases, net.weights + net.biases, strict=True):
            assert np.array_equal(one, other)


def test_json(run: Run) -> None:
    result = run("train", "--epochs", 3, "--json", "--output", "x.safetensors")
    assert (result.status, result.err) == (0, "")
    *epochs, last = result.records
    assert [record["epoch"] for record in epochs] == [1, 2, 3]
    names = {"event", "epoch", "cost", "accuracy", "val_cost", "val_accuracy"}
    names |= {"learning_rate", "seconds"}
    assert all(set(r) == names and r["event"] == "epoch" for r in epochs)
    assert last["event"] == "result"
    assert last["accuracy"] == epochs[-1]["val_accuracy"] == last["correct"] / last["images"]
    assert last["cost"] == epochs[-1]["val_cost"]
    assert (last["sizes"], last["epochs"], last["seed"]) == ([64, 100, 10], 3, 0)
    assert (last["epochs_trained"], last["optimizer"]) == (3, "sgd")
    assert last["output"] == "x.safetensors"


def test_no_epochs(run: Run) -> None:
    result = run("train", "--epochs", 0)
    assert result.status == 0
    assert re.fullmatch(LINE + "\n", result.out)


def test_a_folder(run: Run, folder: Path) -> None:
    result = run("train", "--data", folder, "--json")
    assert result.status == 0
    assert result.records[-1]["sizes"] == [12, 100, 3]
    assert result.records[-1]["accuracy"] == 1


def test_more_outputs_than_classes(run: Run, folder: Path) -> None:
    result = run("train", "--data", folder, "--sizes", "12,5", "--quiet")
    assert result.status == 0


@pytest.mark.parametrize("how", [["--json"], ["--quiet"], []])
def test_a_run_that_diverges(run: Run, how: list[str]) -> None:
    Path("old.safetensors").write_text("kept")
    argv = ["train", "--epochs", "2", "--learning-rate", "1e30", "--output", "old.safetensors"]
    result = run(*argv, *how)
    assert result.status == 1
    error = result.err.splitlines()[-1]
    assert error == (
        "deltaward: error: training diverged: NaN or infinity in the cost in epoch 1, step 2, at "
        "learning rate 1e+30, first in layer 2; old.safetensors was not written; a smaller "
        "--learning-rate than 1e+30 may help"
    )
    assert result.out == ""  # no result of a run that has none, also with --json
    assert Path("old.safetensors").read_text() == "kept"


def test_a_run_that_diverges_later(run: Run) -> None:
    argv = ["train", "--epochs", 4, "--schedule", "step:every=2,factor=1e30"]
    result = run(*argv, "--json", "--csv", "x.csv")
    assert result.status == 1
    assert re.search(r"in epoch 3, step 2[56]\d, at", result.err)  # 129 steps an epoch
    assert "a smaller --learning-rate may help" in result.err
    # The epochs that were good are told, and nothing after them.
    assert [(r["event"], r["epoch"]) for r in result.records] == [("epoch", 1), ("epoch", 2)]
    assert all(np.isfinite(record["val_cost"]) for record in result.records)
    assert len(Path("x.csv").read_text().splitlines()) == 3


@pytest.mark.parametrize(
    ("output", "told"), [("none/x.safetensors", "No such folder"), (".", "Is a directory")]
)
def test_an_output_that_cannot_be_is_told_at_once(
    fails: Fails, monkeypatch: pytest.MonkeyPatch, output: str, told: str
) -> None:
    def fit(*args: object, **kwargs: object) -> None:
        raise AssertionError("trained before it looked")

    monkeypatch.setattr(dw.Network, "fit", fit)
    assert told in fails(1, "train", "--output", output)


def test_the_trial_of_the_output_leaves_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    Path("old.safetensors").write_text("kept")

    def fit(*args: object, **kwargs: object) -> None:
        assert [path.name for path in tmp_path.iterdir()] == ["old.safetensors"]
        raise KeyboardInterrupt

    monkeypatch.setattr(dw.Network, "fit", fit)
    result = run("train", "--quiet", "--output", "old.safetensors", "--epochs", 4)
    assert result.status == 130
    assert result.err == (
        "deltaward: error: interrupted after 0 of 4 epochs; old.safetensors was not written\n"
    )
    assert Path("old.safetensors").read_text() == "kept"
