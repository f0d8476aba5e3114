# SPDX-License-Identifier: MIT
"""What ``deltaward train`` reaches when it is not told how."""

import os
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from deltaward.cli import recipe

# Read before any fixture takes it away.
DATA = os.environ.get("DELTAWARD_DATA")


@pytest.mark.parametrize("seed", range(10))
def test_the_digits(run: Callable[..., Any], seed: int) -> None:
    result = run("train", "--seed", seed, "--json").records[-1]
    assert result["accuracy"] >= 0.96


@pytest.mark.skipif(not DATA, reason="MNIST: set DELTAWARD_DATA to a folder with the four files")
def test_mnist(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    assert DATA is not None
    monkeypatch.setenv("DELTAWARD_DATA", DATA)
    result = run("train", "--data", "mnist", "--json", "--output", "m.safetensors")
    assert result.err == ""
    assert result.records[-1]["sizes"] == [784, 100, 10]
    assert result.records[-1]["accuracy"] >= 0.97
    told = run("evaluate", "m.safetensors", "--data", "mnist").out
    assert told.startswith("test accuracy 97.")


@pytest.mark.parametrize(
    ("images", "epochs"), [(1, 60), (1541, 60), (60_000, 10), (200_000, 5), (10**9, 5)]
)
def test_epochs(images: int, epochs: int) -> None:
    assert recipe.default_epochs(images) == epochs


def test_sizes() -> None:
    x = np.zeros((2, 6), np.uint8)
    for labels, classes in (([0, 0], 2), ([0, 1], 2), ([3, 7], 8), ([255, 0], 256)):
        y = np.array(labels, np.uint8)
        assert recipe.default_sizes(((x, y), (x, y[:1]))) == [6, recipe.HIDDEN, classes]
        assert recipe.default_sizes(((x, y[1:]), (x, y)))[2] == classes
