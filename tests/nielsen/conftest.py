# SPDX-License-Identifier: MIT
"""The digits as the book has samples: lists of column vectors."""

import random
from typing import Any

import numpy as np
import pytest

from conftest import Split
from deltaward.nielsen import vectorized_result
from nielsen_book import Data


@pytest.fixture(autouse=True)
def _seeds() -> None:
    np.random.seed(1)  # noqa: NPY002
    random.seed(1)


@pytest.fixture
def classed(digits: tuple[Split, Split]) -> Data:
    """200 samples (x, y) with y the digit."""
    (x, y), _ = digits
    return [(x[i][:, None] / 255, int(y[i])) for i in range(200)]


@pytest.fixture
def vectors(digits: tuple[Split, Split]) -> Data:
    """205 other samples (x, y) with y a vector: the last mini-batch of 10 is of 5."""
    (x, y), _ = digits
    found: list[Any] = [(x[i][:, None] / 255, vectorized_result(y[i])) for i in range(200, 405)]
    return found
