# SPDX-License-Identifier: MIT
"""Weights of samples, from their own and their classes'."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Weights = npt.NDArray[np.float64]
ClassWeight = Mapping[int, float] | str


def combine(
    y: npt.ArrayLike,
    sample_weight: npt.ArrayLike | None,
    class_weight: ClassWeight | None,
    outputs: int,
) -> npt.ArrayLike | None:
    """Return the weight of each sample, (m,), its own times its class's; None: all the same.

    Parameters
    ----------
    y : (m,) array of int
        Class indices, if there are weights of classes; with one output also 0 and 1 as values.
    sample_weight : (m,) array, optional
        Checked before.
    class_weight : dict of float by class, or "balanced", optional
        Classes that a dict leaves out weigh 1. "balanced": m / (classes that occur × samples of the
        class), so that each class weighs the same in all.
    outputs : int
        Neurons of the output layer.

    Raises
    ------
    TypeError, ValueError
        For bad weights of classes.
    """
    if class_weight is None:
        return sample_weight
    classes = _classes(y, outputs)
    weights = _of_classes(classes, class_weight, max(outputs, 2))[classes]
    if sample_weight is None:
        return weights
    own: npt.NDArray[Any] = np.asarray(sample_weight)
    with np.errstate(over="ignore"):  # infinity is refused where the product is used
        return own * weights


def _classes(y: npt.ArrayLike, outputs: int) -> npt.NDArray[np.int64]:
    labels = np.asarray(y)
    whole = labels.ndim == 1 and (
        labels.dtype.kind in "iu" or (outputs == 1 and bool(np.isin(labels, (0, 1)).all()))
    )
    if not whole:
        raise ValueError(
            f"class_weight: given with y of dtype {labels.dtype} and shape {labels.shape}; "
            "expected y as (m,) class indices"
        )
    if labels.size and not 0 <= int(labels.min()) <= int(labels.max()) < max(outputs, 2):
        raise ValueError(
            f"y: classes {labels.min()} to {labels.max()}; expected 0 to {max(outputs, 2) - 1}"
        )
    return labels.astype(np.int64)


def _of_classes(classes: npt.NDArray[np.int64], class_weight: ClassWeight, count: int) -> Weights:
    if isinstance(class_weight, str):
        if class_weight != "balanced":
            raise ValueError(f"class_weight: {class_weight!r}; expected 'balanced' or a dict")
        occurring = np.bincount(classes, minlength=count).astype(np.float64)
        share = np.count_nonzero(occurring) * np.maximum(occurring, 1)
        return len(classes) / share
    if not isinstance(class_weight, Mapping):
        raise TypeError(
            f"class_weight: {type(class_weight).__name__}; expected 'balanced' or a dict"
        )
    weights = np.ones(count)
    for key, weight in class_weight.items():
        if isinstance(key, bool) or not isinstance(key, (int, np.integer)) or not 0 <= key < count:
            raise ValueError(f"class_weight: class {key!r}; expected 0 to {count - 1}")
        if isinstance(weight, bool) or not isinstance(weight, (int, float, np.number)):
            raise TypeError(f"class_weight: {weight!r} for class {key}; expected a number")
        if not np.isfinite(weight) or weight < 0:
            raise ValueError(
                f"class_weight: {weight} for class {key}; expected a finite number of at least 0"
            )
        weights[int(key)] = weight
    return weights
