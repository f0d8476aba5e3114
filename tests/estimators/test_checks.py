# SPDX-License-Identifier: MIT
import re
from typing import Any

import numpy as np
import pytest
from sklearn.utils.validation import check_is_fitted

from deltaward.sklearn import MLPClassifier, MLPRegressor

BAD: dict[str, list[Any]] = {
    "hidden_layer_sizes": [0, (5, 0), "5", (5, 2.5), 1.5],
    "activation": ["softmax", "Relu", ["relu", "tanh"], [], 3],
    "solver": ["lbfgs", "newton", "momentum", 3],
    "alpha": [-1e-9, "1", np.nan, np.inf, True, None],
    "dropout": [1.0, [0.1, 0.2, 0.3]],
    "batch_size": [0, "all", 2.5, None],
    "learning_rate": ["cosine", 0.1],
    "learning_rate_init": [0.0, -1.0, np.inf, "0.1"],
    "power_t": [-0.5],
    "max_iter": [0, 1.5, True],
    "shuffle": [1, "yes"],
    "random_state": ["0", -1],
    "tol": [-1.0],
    "verbose": [-1, "yes"],
    "warm_start": [1],
    "momentum": [1.0, -0.1],
    "nesterovs_momentum": [0],
    "early_stopping": ["loss"],
    "validation_fraction": [0.0, 1.0],
    "beta_1": [1.0, -0.1],
    "beta_2": [1.0],
    "epsilon": [0.0],
    "n_iter_no_change": [0, 2.5],
    "max_fun": [0],
    "callbacks": [[3]],
    "threads": [0, 2.5],
    "dtype": ["float16"],
    "loss": ["quadratic", "poisson?", 3],
}
CASES = [(name, value) for name, values in BAD.items() for value in values]


@pytest.mark.parametrize(("name", "value"), CASES, ids=lambda v: repr(v))
@pytest.mark.parametrize("kind", [MLPClassifier, MLPRegressor])
def test_wrong_parameters_are_named(iris: Any, kind: Any, name: str, value: Any) -> None:
    net = kind(**{name: value})
    with pytest.raises((TypeError, ValueError)) as told:
        net.fit(*iris)
    if name != "random_state":  # scikit-learn's own message
        assert re.match(rf"{name}\b", str(told.value)), told.value


@pytest.mark.parametrize("kind", [MLPClassifier, MLPRegressor])
def test_numbers_of_numpy_are_numbers(iris: Any, kind: Any) -> None:
    net = kind(
        hidden_layer_sizes=np.array([3, 2]),
        alpha=np.float32(0.1),
        batch_size=np.int64(10),
        max_iter=np.int32(1),
        shuffle=np.True_,
        n_iter_no_change=np.inf,
        random_state=np.random.RandomState(0),
    )
    with pytest.warns(UserWarning, match=r"^max_iter: all 1 epochs"):
        net.fit(*iris)
    check_is_fitted(net)


def test_a_missing_solver_is_told_what_there_is(iris: Any) -> None:
    with pytest.raises(ValueError, match=r"^solver: 'lbfgs'; expected adam, sgd, rmsprop, .*rprop"):
        MLPClassifier(solver="lbfgs").fit(*iris)


def test_only_keywords() -> None:
    with pytest.raises(TypeError):
        MLPClassifier((10,))  # type: ignore[call-arg]
