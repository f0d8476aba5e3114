# SPDX-License-Identifier: MIT
"""Metrics of one's own, and what all of them share."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from deltaward import metrics


class Largest(metrics.Metric):
    """The largest output: a metric with its name in the class and no __init__."""

    name = "largest"

    def start(self) -> None:
        self.most = -np.inf

    def update(self, y_true: npt.ArrayLike, outputs: npt.ArrayLike) -> None:
        self.most = max(self.most, float(np.max(outputs)))

    def result(self) -> float:
        return self.most


def test_a_metric_of_ones_own() -> None:
    (metric,) = metrics.resolve([Largest()], classifier=False, outputs=2)
    metric.update([[0, 0]], [[1, 3]])
    metric.update([[0, 0]], [[2, 0]])
    assert (metric.name, metric.result()) == ("largest", 3)
    assert Largest("other").name == "other"


@pytest.mark.parametrize(
    "metric",
    [
        metrics.Accuracy(),
        metrics.TopK(1),
        metrics.Precision(),
        metrics.Recall(),
        metrics.F1(),
        metrics.MAE(),
        metrics.R2(),
        metrics.LogLoss(),
        metrics.ConfusionMatrix(),
        metrics.FromFunction(max, classifier=False),
    ],
    ids=lambda metric: metric.name,
)
def test_nothing_comes_of_no_rows(metric: Any) -> None:
    with pytest.raises(ValueError, match=f"{metric.name}: no rows yet; expected update"):
        metric.result()
    with pytest.raises(ValueError, match=r"y_true: shape \(0,\); expected at least one row"):
        metric.update(np.zeros(0, int), np.zeros((0, 3)))
    with pytest.raises(ValueError, match="outputs: 3 rows, and y_true has 2; expected as many"):
        metric.update(np.zeros((2, 1)), np.zeros((3, 1)))
    with pytest.raises(ValueError, match=r"outputs: .*no array|outputs: shape|outputs: no array"):
        metric.update(np.zeros(2), [[1, 2], [3]])
    with pytest.raises(ValueError, match="no rows yet"):
        metric.result()


def test_names() -> None:
    assert metrics.TopK(3).name == "top_3"
    assert metrics.Precision("micro").name == "precision"
    assert metrics.Precision("micro", name="p").name == "p"
    with pytest.raises(TypeError, match="name: 3; expected a str"):
        metrics.MAE(name=3)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="name: ''; expected at least one letter"):
        metrics.MAE(name="")
