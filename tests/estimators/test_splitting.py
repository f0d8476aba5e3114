# SPDX-License-Identifier: MIT
from typing import Any

import numpy as np
import pytest

from deltaward.sklearn import MLPClassifier, MLPRegressor

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")

FEW: dict[str, Any] = {"random_state": 0, "max_iter": 4}


def test_given_data_is_scored(iris: Any) -> None:
    x, y = iris
    net = MLPClassifier(**FEW).fit(x[::2], y[::2], X_val=x[1::2], y_val=y[1::2])
    assert len(net.validation_scores_) == 4
    assert net.validation_scores_[-1] == net.score(x[1::2], y[1::2])
    assert net.best_validation_score_ is None
    plain = MLPClassifier(**FEW).fit(x[::2], y[::2])
    np.testing.assert_array_equal(plain.coefs_[0], net.coefs_[0])


def test_weights_of_given_data(iris: Any) -> None:
    x, y = iris
    weight = (y == 0).astype(float)
    net = MLPClassifier(**FEW).fit(x, y, X_val=x, y_val=y, sample_weight_val=weight)
    assert net.validation_scores_[-1] == pytest.approx(net.score(x, y, weight))
    assert net.validation_scores_[-1] != pytest.approx(net.score(x, y))


def test_early_stopping_uses_given_data_and_goes_back(iris: Any) -> None:
    x, y = iris
    net = MLPClassifier(
        random_state=0, early_stopping=True, learning_rate_init=0.3, batch_size=10, alpha=0
    )
    net.fit(x[::2], y[::2], X_val=x[1::2], y_val=y[1::2])
    assert net.n_iter_ < 200
    assert net.t_ == 75 * net.n_iter_
    assert net.best_validation_score_ == max(net.validation_scores_)
    assert net.score(x[1::2], y[1::2]) == pytest.approx(net.best_validation_score_)
    assert net.validation_scores_[-1] < net.best_validation_score_


def test_classes_are_split_in_proportion(rng: np.random.Generator) -> None:
    y = np.repeat([0, 1, 2], [80, 10, 10])
    x = rng.normal(size=(100, 2))
    seen: list[Any] = []

    class Kept(MLPClassifier):
        def _score_of(self, net: Any, samples: Any) -> float:
            seen.append(np.bincount(samples.y))
            return super()._score_of(net, samples)

    Kept(**FEW, early_stopping=True, validation_fraction=0.2).fit(x, y)
    np.testing.assert_array_equal(seen[0], [16, 2, 2])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"X_val": [[0.0] * 4]}, r"^y_val: None; expected X_val and y_val, or neither"),
        ({"y_val": [0.0]}, r"^X_val: None"),
        ({"sample_weight_val": [1.0]}, r"^sample_weight_val: given without"),
        ({"X_val": [[0.0] * 5], "y_val": [0.0]}, "5 features"),
    ],
)
def test_half_of_it_is_refused(iris: Any, given: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        MLPRegressor(**FEW).fit(*iris, **given)


def test_too_little_to_score(iris: Any) -> None:
    with pytest.raises(ValueError, match=r"^validation_fraction: 0\.1 of 9 samples"):
        MLPRegressor(**FEW, early_stopping=True).fit(iris[0][:9], iris[1][:9])
    with pytest.raises(ValueError, match=r"^early_stopping: True with partial_fit"):
        MLPRegressor(early_stopping=True).partial_fit(*iris)
