# SPDX-License-Identifier: MIT
"""``deltaward evaluate``."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import deltaward as dw

Fails = Callable[..., str]


def test_the_figures(run: Callable[..., Any], model: Path) -> None:
    expected = dw.load(model).evaluate(*dw.datasets.load_digits()[1])
    result = run("evaluate", model)
    correct = round(256 * expected["accuracy"])
    assert (result.status, result.err) == (0, "")
    assert result.out == (
        f"test accuracy {100 * correct / 256:.2f} %  ({correct} of 256)  "
        f"cost {expected['cost']:.4f}\n"
    )
    (record,) = run("evaluate", model, "--json").records
    assert record == expected | {
        "event": "result",
        "data": "digits",
        "correct": correct,
        "images": 256,
    }


def test_a_folder(run: Callable[..., Any], folder: Path) -> None:
    assert run("train", "--data", folder, "--quiet", "--output", "x").status == 0
    assert run("evaluate", "x", "--data", folder, "--json").records[0]["accuracy"] == 1


def test_values_as_outputs(run: Callable[..., Any]) -> None:
    """A network with identity outputs is one that `train` makes; its largest output counts."""
    argv = ["--cost", "quadratic", "--epochs", "3", "--learning-rate", "0.01"]
    trained = run("train", *argv, "--output", "x", "--json").records[-1]
    assert trained["activations"] == ["relu", "identity"]
    assert run("evaluate", "x", "--json").records[0]["accuracy"] == trained["accuracy"] > 0.5


@pytest.mark.parametrize(
    ("sizes", "told"),
    [
        ([784, 10], "the network takes 784 pixels; the images of --data digits have 64"),
        ([64, 9], "the network has 9 outputs; --data digits has 10 classes"),
        ([64, 5], "the network has 5 outputs; --data digits has 10 classes"),
        ([64, 1], "the network has 1 outputs; --data digits has 10 classes"),
    ],
)
def test_another_network(fails: Fails, sizes: list[int], told: str) -> None:
    dw.Network(sizes, cost="quadratic").save("x.safetensors")
    assert fails(1, "evaluate", "x.safetensors") == told


def test_no_network(fails: Fails) -> None:
    told = fails(1, "evaluate", "missing.safetensors")
    assert told == "missing.safetensors: No such file or directory"
    Path("junk").write_bytes(b"junk that is no network")
    assert fails(1, "evaluate", "junk").startswith("junk: not a safetensors file")
    assert fails(1, "evaluate", ".").startswith(".: ")
