# SPDX-License-Identifier: MIT
"""Fashion-MNIST itself, where DELTAWARD_DATA has it, and what is known of it."""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np
import pytest

from deltaward.datasets import load_fashion_mnist
from deltaward.datasets.fashion_mnist import FASHION_MNIST
from deltaward.datasets.folder import FILES, find_files
from deltaward.datasets.mnist import MNIST

# Read before any fixture takes it away. A folder that holds only MNIST's four files is not it.
DATA = os.environ.get("DELTAWARD_DATA", "")
HERE = bool(DATA) and len(find_files(Path(DATA) / "fashion-mnist")) == len(FILES)

needs_fashion = pytest.mark.skipif(
    not HERE, reason="DELTAWARD_DATA names no folder with Fashion-MNIST"
)


def test_mirrors_and_sums_are_well_formed() -> None:
    assert len(set(FASHION_MNIST.mirrors)) >= 2
    for mirror in FASHION_MNIST.mirrors:
        assert mirror.startswith("https://")
        assert mirror.endswith("/")
    assert tuple(FASHION_MNIST.sha256) == FILES
    for digest in FASHION_MNIST.sha256.values():
        assert re.fullmatch("[0-9a-f]{64}", digest)
    assert not set(FASHION_MNIST.sha256.values()) & set(MNIST.sha256.values())


@pytest.mark.usefixtures("cache")
def test_a_folder_without_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"Fashion-MNIST.*subfolder 'fashion-mnist'"):
        load_fashion_mnist(tmp_path)


@needs_fashion
def test_the_published_data() -> None:
    (x_train, y_train), (x_test, y_test) = load_fashion_mnist(DATA)
    assert x_train.shape == (60_000, 784)
    assert x_test.shape == (10_000, 784)
    assert np.bincount(y_train).tolist() == [6000] * 10
    assert np.bincount(y_test).tolist() == [1000] * 10
    assert y_train[:5].tolist() == [9, 0, 0, 3, 0]
