# SPDX-License-Identifier: MIT
"""The metrics, as functions and as objects."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from array_cases.case import VALUES, WEIGHED, WEIGHT, Case, Y, network
from deltaward import metrics

Array = npt.NDArray[Any]


def cases() -> Iterator[Case]:
    one = VALUES[:, 0]
    for name in ("accuracy", "f1", "precision", "recall", "confusion_matrix"):
        # Floats (m,) are the outputs of one neuron, for which the targets may be wrong as well.
        says = {"y_pred": "y_(pred|true)"}
        yield Case(
            f"metrics.{name}", getattr(metrics, name), {"y_true": Y, "y_pred": Y[::-1]}, says
        )
    yield Case("metrics.log_loss", metrics.log_loss, {"y_true": Y, "y_pred": VALUES})
    yield Case(
        "metrics.top_k", lambda **a: metrics.top_k(**a, k=2), {"y_true": Y, "y_pred": VALUES}
    )
    for name in ("mae", "r2"):
        yield Case(f"metrics.{name}", getattr(metrics, name), {"y_true": one, "y_pred": one[::-1]})
    for name in ("F1", "Accuracy", "LogLoss", "Precision", "Recall"):
        yield Case(
            f"metrics.{name}.update",
            lambda name=name, **a: _updated(getattr(metrics, name)(), **a),
            {"y_true": Y, "outputs": VALUES, "sample_weight": WEIGHT},
        )
    for name in ("MAE", "R2"):
        yield Case(
            f"metrics.{name}.update",
            lambda name=name, **a: _updated(getattr(metrics, name)(), **a),
            {"y_true": VALUES, "outputs": VALUES[::-1], "sample_weight": WEIGHT},
        )
    yield Case(
        "metrics.TopK.update",
        lambda **a: _updated(metrics.TopK(2), **a),
        {"y_true": Y, "outputs": VALUES, "sample_weight": WEIGHT},
    )
    yield Case(
        "metrics.ConfusionMatrix.update",
        lambda **a: _updated(metrics.ConfusionMatrix(), **a),
        {"y_true": Y, "outputs": VALUES},
    )
    yield Case(
        "metrics.FromFunction.update",
        lambda **a: _updated(metrics.FromFunction(_weighed, classifier=False), **a),
        {"y_true": VALUES, "outputs": VALUES[::-1], "sample_weight": WEIGHT},
    )
    yield Case(
        "metrics.measure",
        lambda **a: metrics.measure(network(), metrics=metrics.resolve(["f1"], True, 3), **a),
        WEIGHED,
    )


def _weighed(y_true: Array, y_pred: Array, sample_weight: Array | None = None) -> float:
    return float(
        np.average(
            np.abs(np.subtract(y_true, y_pred, dtype=float)).mean(axis=1), weights=sample_weight
        )
    )


def _updated(metric: Any, **arrays: Any) -> Any:
    metric.start()
    metric.update(**arrays)
    return metric.result()
