# SPDX-License-Identifier: MIT
"""What ``deltaward train`` refuses."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import deltaward as dw
from deltaward import _core

Fails = Callable[..., str]


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        ("--sizes 64,x", "--sizes: '64,x'; expected the neurons of each layer"),
        ("--sizes 64", "--sizes: '64'; expected"),
        ("--sizes 64,0,10", "--sizes: '64,0,10'; expected"),
        ("--sizes 64,-3,10", "--sizes: '64,-3,10'; expected"),
        ("--sizes 64,,10", "--sizes: '64,,10'; expected"),
        ("--sizes 64,1_0,10", "--sizes: '64,1_0,10'; expected"),
        ("--sizes 64,٣,10", "--sizes: '64,٣,10'; expected"),
        ("--sizes 784,30,10", "--sizes: 784,30,10 begins with 784; the images have 64 pixels"),
        ("--sizes 64,30,9", "--sizes: 64,30,9 ends with 9; the data has 10 classes"),
        ("--sizes 64,99999999999,10", "sizes[1]: 99999999999; expected"),
        ("--epochs -1", "--epochs: '-1'; expected a whole number of at least 0"),
        ("--epochs 1.5", "--epochs: '1.5'; expected a whole number"),
        ("--epochs ten", "--epochs: 'ten'; expected a whole number"),
        ("--epochs", "--epochs: expected one argument"),
        ("--batch-size 0", "--batch-size: '0'; expected a whole number of at least 1"),
        ("--learning-rate -0.1", "--learning-rate: '-0.1'; expected a finite number"),
        ("--learning-rate nan", "--learning-rate: 'nan'; expected a finite number"),
        ("--learning-rate inf", "--learning-rate: 'inf'; expected a finite number"),
        ("--learning-rate much", "--learning-rate: 'much'; expected a finite number"),
        ("--seed -1", "--seed: '-1'; expected"),
        ("--seed 18446744073709551616", "seed: 18446744073709551616; expected 0 to"),
        ("--seed 999999999999999999999999", "--seed: '999999999999999999999999'; expected"),
        ("--activation relux", "activation: 'relux' is not known; expected one of sigmoid"),
        ("--activation softmax", "activation of layer 1: softmax; expected it in the last"),
        ("--output-activation relux", "'relux' is not known"),
        ("--output-activation relu", "cross_entropy needs sigmoid or softmax outputs"),
        ("--cost squares", "cost: 'squares' is not known; expected one of quadratic"),
        ("--init zeros", "init: 'zeros' is not known; expected one of"),
        ("--dtype float16", "--dtype: 'float16'; expected one of float32, float64"),
    ],
)
def test_wrong_values(fails: Fails, argv: str, told: str) -> None:
    assert told in fails(2, "train", *argv.split(" "))


def test_more_weights_than_memory(fails: Fails) -> None:
    assert "do not fit into memory" in fails(1, "train", "--sizes", "64,2147483647,10")


def test_data_that_is_not_there(fails: Fails) -> None:
    told = fails(1, "train", "--data", "minst")
    assert told == "--data: 'minst' is neither one of digits, mnist, fashion nor a folder"
    Path("empty").mkdir()
    told = fails(1, "train", "--data", "empty")
    assert told.startswith("--data: expected a folder with four IDX files")
    assert "'empty' lacks train-images-idx3-ubyte" in told


@pytest.mark.parametrize("part", ["train", "t10k"])
def test_data_without_images(fails: Fails, part: str) -> None:
    for name, images in (("train", 3), ("t10k", 2)):
        m = 0 if name == part else images
        dw.datasets.write_idx(f"{name}-images-idx3-ubyte", np.zeros((m, 2, 2), np.uint8))
        dw.datasets.write_idx(f"{name}-labels-idx1-ubyte", np.zeros(m, np.uint8))
    kind = {"train": "training", "t10k": "test"}[part]
    assert fails(1, "train", "--data", ".") == f"--data: '.' has no {kind} images"


def test_damaged_data(fails: Fails, folder: Path, tmp_path: Path) -> None:
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes()[:-1])
    assert "train-images-idx3-ubyte" in fails(1, "train", "--data", tmp_path)


def test_a_wrong_variable(fails: Fails, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DELTAWARD_DATA", "nowhere")
    told = fails(1, "train", "--data", "mnist", "--quiet")
    assert told == "DELTAWARD_DATA: expected a folder, got 'nowhere'"


def test_the_help_names_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    from deltaward.cli import main

    main(["train", "--help"])
    text = " ".join(capsys.readouterr().out.split())
    for name in _core.activation_names():
        assert name in text
    for name in _core.cost_names() + _core.init_names():
        assert name in text
