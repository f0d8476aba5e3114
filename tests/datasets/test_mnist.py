# SPDX-License-Identifier: MIT
"""MNIST itself, where DELTAWARD_DATA names a folder that holds it, and what is known of it."""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np
import pytest

from deltaward.datasets import load_mnist
from deltaward.datasets.folder import FILES
from deltaward.datasets.mnist import MNIST

# Read before any fixture takes it away.
DATA = os.environ.get("DELTAWARD_DATA", "")
HERE = bool(DATA) and Path(DATA).is_dir() and MNIST.locate() is not None

needs_mnist = pytest.mark.skipif(not HERE, reason="DELTAWARD_DATA names no folder with MNIST")


def test_mirrors_and_sums_are_well_formed() -> None:
    assert len(set(MNIST.mirrors)) >= 2
    for mirror in MNIST.mirrors:
        assert mirror.startswith("https://")
        assert mirror.endswith("/")
    assert tuple(MNIST.sha256) == FILES
    for digest in MNIST.sha256.values():
        assert re.fullmatch("[0-9a-f]{64}", digest)


@pytest.mark.usefixtures("cache")
def test_a_folder_without_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"MNIST.*subfolder 'mnist'"):
        load_mnist(tmp_path)


@needs_mnist
@pytest.mark.parametrize("given", ["path", "variable"])
def test_the_published_data(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    if given == "path":
        monkeypatch.delenv("DELTAWARD_DATA")
    (x_train, y_train), (x_test, y_test) = load_mnist(DATA if given == "path" else None)

    assert x_train.shape == (60_000, 784)
    assert y_train.shape == (60_000,)
    assert x_test.shape == (10_000, 784)
    assert y_test.shape == (10_000,)
    for array in (x_train, y_train, x_test, y_test):
        assert array.dtype == np.uint8
        assert array.flags.c_contiguous
        assert array.flags.writeable
    # The digits of the first images and the numbers of each, as the literature gives them.
    assert y_train[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert y_test[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert np.bincount(y_train).tolist() == [
        *(5923, 6742, 5958, 6131, 5842),
        *(5421, 5918, 6265, 5851, 5949),
    ]
    assert np.bincount(y_test).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    # The mean and the standard deviation that everyone normalises with: 0.1307 and 0.3081.
    assert abs(x_train.mean() / 255 - 0.1307) < 5e-5
    assert abs(x_train.std() / 255 - 0.3081) < 5e-5
