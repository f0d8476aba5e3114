# SPDX-License-Identifier: MIT
"""The samples that an estimator is scored on while it is trained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
from sklearn.base import is_classifier
from sklearn.model_selection import train_test_split

from deltaward.sklearn.samples import Samples

if TYPE_CHECKING:
    from deltaward.sklearn.base import BaseMLP


def divide(
    estimator: BaseMLP,
    samples: Samples,
    validation: tuple[Any, Any, Any],
    random: np.random.RandomState,
) -> tuple[Samples, Samples | None]:
    """Return the samples to train on, and those to score: given, split off, or none.

    Raises
    ------
    ValueError
        If only one of X_val and y_val is given, or a part has too few samples.
    """
    x, y, weight = validation
    if x is not None or y is not None:
        missing = "X_val" if x is None else "y_val" if y is None else None
        if missing:
            raise ValueError(f"{missing}: None; expected X_val and y_val, or neither")
        return samples, estimator._samples(x, y, weight, keep=True)
    if weight is not None:
        raise ValueError("sample_weight_val: given without X_val and y_val")
    if not estimator.early_stopping:
        return samples, None
    arrays = [a for a in (samples.x, samples.y, samples.weight) if a is not None]
    # Several labels a sample have no classes to keep in proportion.
    stratify = samples.y if is_classifier(estimator) and samples.y.ndim == 1 else None
    size = estimator.validation_fraction
    parts = cast(
        "list[Any]",
        train_test_split(*arrays, test_size=size, random_state=random, stratify=stratify),
    )
    weights = parts[4:] or [None, None]
    train = Samples(parts[0], parts[2], weights[0])
    held_out = Samples(parts[1], parts[3], weights[1])
    if len(held_out) < 2:
        raise ValueError(
            f"validation_fraction: {size} of {len(samples)} samples; expected at least 2 to score"
        )
    return train, held_out
