# SPDX-License-Identifier: MIT
"""As good as scikit-learn's on its data sets, where mini-batches come in another order."""

from typing import Any

import numpy as np
import pytest
import sklearn.datasets
import sklearn.neural_network as theirs
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

import deltaward.sklearn as ours

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")

HALF_A_POINT = 0.005


def _scores(kind: str, data: str, seed: int, **settings: Any) -> tuple[float, float]:
    x, y = getattr(sklearn.datasets, f"load_{data}")(return_X_y=True)
    classes = y if kind == "MLPClassifier" else None
    x, x_test, y, y_test = train_test_split(x, y, random_state=seed, stratify=classes)
    scaler = StandardScaler().fit(x)
    with threadpool_limits(1):  # else BLAS' threads wait for one another on a busy machine
        own, other = (
            getattr(library, kind)(random_state=seed, **settings)
            .fit(scaler.transform(x), y)
            .score(scaler.transform(x_test), y_test)
            for library in (ours, theirs)
        )
    return own, other


@pytest.mark.parametrize(
    ("data", "seeds", "least"),
    [("iris", 6, 0.92), ("wine", 6, 0.96), ("breast_cancer", 6, 0.95), ("digits", 4, 0.97)],
)
def test_same_accuracy(data: str, seeds: int, least: float) -> None:
    scores = [_scores("MLPClassifier", data, seed) for seed in range(seeds)]
    own, other = np.mean(scores, axis=0)
    assert own >= least
    assert abs(own - other) <= HALF_A_POINT


def test_same_r2() -> None:
    settings: dict[str, Any] = {"learning_rate_init": 0.01, "alpha": 1.0}
    scores = [_scores("MLPRegressor", "diabetes", seed, **settings) for seed in range(10)]
    own, other = np.mean(scores, axis=0)
    assert own >= 0.4
    assert abs(own - other) <= HALF_A_POINT
