# SPDX-License-Identifier: MIT
"""Estimators side by side: what is fitted and told, not how long it takes."""

import pytest

pytest.importorskip("sklearn")

from deltaward.benchmarks import estimators
from deltaward.benchmarks.estimators import OTHER, OWN, TASKS, Task

FEW = (("max_iter", 30), ("hidden_layer_sizes", (10,)), ("learning_rate_init", 0.05))
SMALL = (Task("iris", "MLPClassifier", FEW), Task("diabetes", "MLPRegressor", FEW))


def test_estimators() -> None:
    record = estimators.measure(3, 1, SMALL)
    iris, diabetes = record["rows"]
    assert (iris["samples"], diabetes["samples"]) == (112, 331)
    for name in (OWN, OTHER):
        assert iris["scores"][name] > 0.85
        assert 0 < diabetes["scores"][name] < 1
        assert iris["times"][name]["median"] > 0
    text = estimators.report(record)
    assert "iris" in text
    assert f"{100 * iris['scores'][OTHER]:.2f}" in text
    assert "GridSearchCV" not in text
    ratio = {"median": 1.8}
    found = {"data": "iris", "times": {"1": {"median": 3.0}, "2": {"median": 1.7}}, "ratio": ratio}
    text = estimators.report(record | {"search": found})
    assert "3.00 s with `n_jobs=1`, 1.70 s with `n_jobs=2`, × 1.80" in text


def test_search() -> None:
    """Of few epochs: how long it takes is not looked at."""
    found = estimators.search(1, "iris", max_iter=2)
    assert found["data"] == "iris"
    one, two = (found["times"][jobs]["median"] for jobs in ("1", "2"))
    assert min(one, two) > 0
    assert found["ratio"]["median"] == one / two


def test_five_data_sets() -> None:
    assert len({task.data for task in TASKS}) == 5
