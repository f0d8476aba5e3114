# SPDX-License-Identifier: MIT
from typing import Any

import numpy as np
import pytest

from deltaward.sklearn import MLPClassifier, MLPRegressor, architecture

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


def test_an_activation_for_each_layer(iris: Any) -> None:
    net = MLPClassifier(
        hidden_layer_sizes=[8, 6], activation=["gelu", "logistic"], max_iter=2, random_state=0
    ).fit(*iris)
    assert net.network_.activations == ["gelu", "sigmoid", "softmax"]
    assert net.network_.sizes == [4, 8, 6, 3]
    assert net.n_layers_ == 4


def test_the_second_bound_is_of_logistic_layers() -> None:
    random = np.random.RandomState(0)
    drawn = architecture.first_weights([500, 300, 200, 4], ["tanh", "sigmoid"], random)
    for (weights, biases), bound in zip(
        drawn, [(6 / 800) ** 0.5, (2 / 500) ** 0.5, (2 / 204) ** 0.5], strict=True
    ):
        assert 0.97 * bound < np.abs(weights).max() <= bound
        assert np.abs(biases).max() <= bound
    assert [w.shape for w, _ in drawn] == [(300, 500), (200, 300), (4, 200)]


@pytest.mark.parametrize("dropout", [0.5, [0.2, 0.5]])
def test_dropout_is_only_for_training(iris: Any, dropout: Any) -> None:
    few: dict[str, Any] = {"max_iter": 5, "random_state": 0}
    dropped = MLPClassifier(**few, dropout=dropout).fit(*iris)
    assert (dropped.coefs_[0] != MLPClassifier(**few).fit(*iris).coefs_[0]).any()
    again = MLPClassifier(**few, dropout=dropout).fit(*iris)
    np.testing.assert_array_equal(dropped.predict_proba(iris[0]), again.predict_proba(iris[0]))


@pytest.mark.parametrize("solver", ["rmsprop", "adagrad", "adamw", "lion", "rprop"])
def test_more_solvers(iris: Any, solver: str) -> None:
    rate = 0.001 if solver == "lion" else 0.01
    net = MLPClassifier(solver=solver, learning_rate_init=rate, random_state=0).fit(*iris)
    assert net.score(*iris) > 0.94


def test_a_loss_of_the_book(iris: Any) -> None:
    net = MLPClassifier(loss="squared_error", learning_rate_init=0.01, random_state=0).fit(*iris)
    assert net.network_.cost == "quadratic"
    assert net.score(*iris) > 0.94


def test_random_state_is_all_that_is_drawn(values: Any) -> None:
    settings: dict[str, Any] = {"max_iter": 3, "batch_size": 20, "dropout": 0.2}
    a, b, c = (
        MLPRegressor(**settings, random_state=seed, threads=threads).fit(*values).predict(values[0])
        for seed, threads in ((1, 1), (1, 2), (2, 1))
    )
    np.testing.assert_array_equal(a, b)
    assert (a != c).any()
