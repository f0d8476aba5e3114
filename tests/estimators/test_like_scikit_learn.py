# SPDX-License-Identifier: MIT
"""Where a mini-batch is all samples nothing is drawn but the first weights: the same numbers."""

from typing import Any

import numpy as np
import pytest
import sklearn.neural_network as theirs

import deltaward.sklearn as ours

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")

SGD = {"solver": "sgd", "learning_rate_init": 0.1}
SETTINGS: dict[str, dict[str, Any]] = {
    "adam": {},
    "alpha": {"alpha": 3.0},
    "logistic": {"activation": "logistic", "hidden_layer_sizes": (20, 10)},
    "tanh": {"activation": "tanh", "hidden_layer_sizes": 30},
    "identity": {"activation": "identity"},
    "no hidden layer": {"hidden_layer_sizes": ()},
    "betas": {"beta_1": 0.5, "beta_2": 0.9, "learning_rate_init": 0.01},
    "nesterov": SGD,
    "momentum": SGD | {"nesterovs_momentum": False, "momentum": 0.5},
    "plain sgd": SGD | {"momentum": 0.0},
    "invscaling": SGD | {"momentum": 0.0, "learning_rate": "invscaling", "power_t": 0.3},
    "adaptive": SGD
    | {"momentum": 0.0, "learning_rate": "adaptive", "tol": 0.02, "n_iter_no_change": 1},
    "ends": {"tol": 0.02, "n_iter_no_change": 3},
    "early stopping": {"early_stopping": True, "learning_rate_init": 0.05, "n_iter_no_change": 4},
    "a large part": {"early_stopping": True, "validation_fraction": 0.4, "tol": 0.0},
}


def _pair(kind: str, **settings: Any) -> tuple[Any, Any]:
    # Adam's ε is the paper's here and scikit-learn's stands elsewhere: let it not count.
    settings = {"random_state": 3, "max_iter": 60, "epsilon": 1e-30} | settings
    return getattr(ours, kind)(**settings), getattr(theirs, kind)(**settings)


def _assert_same(own: Any, other: Any) -> None:
    assert own.n_iter_ == other.n_iter_
    assert own.t_ == other.t_
    assert own.n_layers_ == other.n_layers_
    assert own.n_outputs_ == other.n_outputs_
    assert own.out_activation_ == other.out_activation_
    # The α term in it is of the weights after the epoch, scikit-learn's before each step.
    np.testing.assert_allclose(own.loss_curve_, other.loss_curve_, rtol=3e-3)
    np.testing.assert_allclose(own.loss_, other.loss_, rtol=3e-3)
    for name in ("best_loss_", "validation_scores_", "best_validation_score_"):
        value = getattr(other, name)
        assert (getattr(own, name) is None) == (value is None), name
        if value is not None:
            np.testing.assert_allclose(getattr(own, name), value, rtol=3e-3, err_msg=name)
    for mine, its in zip(
        own.coefs_ + own.intercepts_, other.coefs_ + other.intercepts_, strict=True
    ):
        np.testing.assert_allclose(mine, its, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize(
    ("kind", "data"),
    [("MLPClassifier", "two_classes"), ("MLPClassifier", "labels"), ("MLPRegressor", "values")],
)
def test_same_training(kind: str, data: str, setting: str, request: pytest.FixtureRequest) -> None:
    x, y = request.getfixturevalue(data)
    own, other = (e.fit(x, y) for e in _pair(kind, **SETTINGS[setting]))
    _assert_same(own, other)
    np.testing.assert_allclose(own.score(x, y), other.score(x, y), atol=1e-6)
    if kind == "MLPClassifier":
        np.testing.assert_array_equal(own.classes_, other.classes_)
        np.testing.assert_allclose(own.predict_proba(x), other.predict_proba(x), atol=1e-5)
        np.testing.assert_array_equal(own.predict(x), other.predict(x))
    else:
        np.testing.assert_allclose(own.predict(x), other.predict(x), atol=1e-5)


def test_three_classes(iris: Any) -> None:
    own, other = (e.fit(*iris) for e in _pair("MLPClassifier", max_iter=150))
    _assert_same(own, other)
    assert own.out_activation_ == "softmax"
    np.testing.assert_allclose(
        own.predict_log_proba(iris[0]), other.predict_log_proba(iris[0]), atol=1e-3
    )


def test_several_values(values: Any) -> None:
    x, y = values
    own, other = (e.fit(x, np.stack([y, x[:, 0]], axis=1)) for e in _pair("MLPRegressor"))
    _assert_same(own, other)
    np.testing.assert_allclose(own.predict(x), other.predict(x), atol=1e-5)


@pytest.mark.parametrize(
    ("kind", "data"), [("MLPClassifier", "two_classes"), ("MLPRegressor", "values")]
)
@pytest.mark.parametrize("settings", [{}, {"early_stopping": True}], ids=["", "early stopping"])
def test_weights_of_samples(
    kind: str, data: str, settings: Any, request: pytest.FixtureRequest, rng: np.random.Generator
) -> None:
    x, y = request.getfixturevalue(data)
    weight = rng.integers(0, 4, len(x))
    own, other = (e.fit(x, y, sample_weight=weight) for e in _pair(kind, **settings))
    _assert_same(own, other)


@pytest.mark.parametrize("setting", ["adam", "nesterov", "invscaling"])
def test_partial_fit(two_classes: Any, setting: str) -> None:
    x, y = two_classes
    classes = np.unique(y)
    own, other = _pair("MLPClassifier", **SETTINGS[setting])
    own.set_params(dtype="float64")
    for first in (0, 30, 60, 0):
        for estimator in (own, other):
            part = slice(first, first + 40)
            estimator.partial_fit(x[part], y[part], classes=classes)
    _assert_same(own, other)


def test_partial_fit_of_values(values: Any) -> None:
    x, y = values
    own, other = _pair("MLPRegressor")
    own.set_params(dtype="float64")
    for first in (0, 50, 100):
        for estimator in (own, other):
            estimator.partial_fit(x[first : first + 50], y[first : first + 50])
    _assert_same(own, other)


def test_warm_start(two_classes: Any) -> None:
    x, y = two_classes
    own, other = _pair("MLPClassifier", warm_start=True, max_iter=5)
    for _ in range(3):
        for estimator in (own, other):
            estimator.fit(x, y)
    _assert_same(own, other)
    assert len(own.loss_curve_) == 15


def test_parameters_are_a_superset() -> None:
    for kind in ("MLPClassifier", "MLPRegressor"):
        own, other = _pair(kind)
        assert own.get_params().items() >= other.get_params().items()
        assert type(own)().get_params().items() >= type(other)().get_params().items()
