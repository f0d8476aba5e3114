# SPDX-License-Identifier: MIT
from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

if find_spec("sklearn"):
    from sklearn.datasets import load_diabetes, load_iris
    from sklearn.preprocessing import StandardScaler
else:
    collect_ignore_glob = ["*"]

Data = tuple[npt.NDArray[np.float64], npt.NDArray[Any]]


@pytest.fixture
def iris() -> Data:
    """150 samples, 4 features, 3 classes."""
    x, y = load_iris(return_X_y=True)
    return StandardScaler().fit_transform(x), y


@pytest.fixture
def two_classes(iris: Data) -> Data:
    """100 samples that no line parts."""
    x, y = iris
    return x[50:], np.array(["red", "blue"])[y[50:] - 1]


@pytest.fixture
def values() -> Data:
    """150 samples, 10 features, targets with mean 0 and variance 1."""
    x, y = load_diabetes(return_X_y=True)
    return StandardScaler().fit_transform(x[:150]), (y[:150] - y.mean()) / y.std()


@pytest.fixture
def labels(iris: Data) -> Data:
    """Two labels a sample, either of which may be on."""
    x, y = iris
    return x, np.stack([y > 0, x[:, 0] > 0], axis=1).astype(int)
