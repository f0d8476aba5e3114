# SPDX-License-Identifier: MIT
"""What is measured of an epoch."""

from __future__ import annotations

from collections.abc import Sequence

from deltaward import _core, metrics
from deltaward.inference import Inference
from deltaward.training.sources import Arrays

Figures = dict[str, float]


def names(validated: Sequence[metrics.Metric] | None) -> list[str]:
    """Return the names of the figures of an epoch, validated with these metrics; None: not."""
    found = ["cost", "accuracy"]
    if validated is not None:
        found += ["val_cost", "val_accuracy", *(f"val_{m.name}" for m in validated)]
    return [*dict.fromkeys(found), "learning_rate", "seconds"]


def validate(net: Inference, data: Arrays, measures: Sequence[metrics.Metric]) -> Figures:
    """Return the figures on the validation data."""
    figures = {f"val_{key}": value for key, value in net._evaluate(data.data).items()}
    if measures:
        measured = metrics.measure(net, data.x, data.y, measures, sample_weight=data.weights)
        figures |= {f"val_{name}": value for name, value in measured.items()}
    return figures


def add(a: _core.Progress, b: _core.Progress) -> _core.Progress:
    """Return where b, counted from a on, is."""
    return _core.Progress(
        a.samples + b.samples,
        a.batches + b.batches,
        a.cost_sum + b.cost_sum,
        a.weight + b.weight,
        a.correct + b.correct,
    )
