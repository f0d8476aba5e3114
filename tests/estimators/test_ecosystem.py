# SPDX-License-Identifier: MIT
"""In the company of scikit-learn's other tools."""

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
import sklearn
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import BaggingRegressor, VotingClassifier
from sklearn.inspection import permutation_importance
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from deltaward.sklearn import MLPClassifier, MLPRegressor

pd = pytest.importorskip("pandas")

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")

GOOD: dict[str, Any] = {"random_state": 0, "learning_rate_init": 0.02, "max_iter": 60}


def test_pipeline_of_frames(iris: Any) -> None:
    x, y = iris
    frame = pd.DataFrame(x, columns=list("abcd"))
    chain = make_pipeline(StandardScaler(), MLPClassifier(**GOOD)).set_output(transform="pandas")
    chain.fit(frame, pd.Series(y).map({0: "x", 1: "y", 2: "z"}))
    assert list(chain[-1].feature_names_in_) == list("abcd")
    assert set(chain.predict(frame)) == {"x", "y", "z"}
    with pytest.raises(ValueError, match="feature names"):
        chain[-1].predict(frame[list("dcba")])


@pytest.mark.filterwarnings("ignore:.*worker.*:UserWarning")
def test_grid_search_in_processes(iris: Any) -> None:
    grid = {"alpha": [1e-4, 100.0], "hidden_layer_sizes": [(5,), (20,)]}
    found = [
        GridSearchCV(MLPClassifier(**GOOD), grid, cv=2, n_jobs=jobs).fit(*iris) for jobs in (1, 2)
    ]
    one, two = (search.cv_results_["mean_test_score"] for search in found)
    np.testing.assert_array_equal(one, two)
    assert found[0].best_params_["alpha"] == 1e-4
    assert found[0].best_score_ > 0.9


def test_validation_data_through_a_pipeline(iris: Any) -> None:
    x, y = iris
    with sklearn.config_context(enable_metadata_routing=True):
        net = MLPClassifier(**GOOD).set_fit_request(X_val=True, y_val=True)
        chain = make_pipeline(StandardScaler(), net, transform_input=["X_val"])
        chain.fit(1000 + x, y, X_val=1000 + x, y_val=y)
    assert chain[-1].validation_scores_[-1] == chain.score(1000 + x, y) > 0.9


def test_calibration(two_classes: Any) -> None:
    net = CalibratedClassifierCV(MLPClassifier(**GOOD), cv=3).fit(*two_classes)
    assert net.score(*two_classes) > 0.9


def test_ensembles(iris: Any, values: Any) -> None:
    pair = [("a", MLPClassifier(**GOOD)), ("b", MLPClassifier(**GOOD, dropout=0.2))]
    assert VotingClassifier(pair, voting="soft").fit(*iris).score(*iris) > 0.9
    bag = BaggingRegressor(MLPRegressor(**GOOD), n_estimators=3, random_state=0).fit(*values)
    assert bag.score(*values) > 0.7


def test_scores_and_importance(values: Any) -> None:
    net = MLPRegressor(**GOOD, alpha=10.0)
    assert cross_val_score(net, *values, cv=3).mean() > 0
    found = permutation_importance(net.fit(*values), *values, n_repeats=2, random_state=0)
    assert found.importances_mean.max() > 0.05


def test_clone_has_parameters_and_nothing_learned(iris: Any) -> None:
    net = MLPClassifier(**GOOD, activation=["tanh"], class_weight={0: 2.0}).fit(*iris)
    twin = clone(net)
    assert twin.get_params() == net.get_params()
    assert not hasattr(twin, "classes_")


def test_without_scikit_learn() -> None:
    code = (
        "import sys; sys.modules['sklearn'] = None; import deltaward\n"
        "try:\n    import deltaward.sklearn\nexcept ImportError as error:\n    print(error)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout.startswith("deltaward.sklearn needs scikit-learn 1.6 or newer")
    assert "pip install 'deltaward[sklearn]'" in run.stdout


def test_import_deltaward_leaves_it_alone() -> None:
    code = "import sys, deltaward; print({'sklearn', 'deltaward.sklearn'} & {*sys.modules})"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout.strip() == "set()"
