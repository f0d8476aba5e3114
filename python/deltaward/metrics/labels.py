# SPDX-License-Identifier: MIT
"""What the plain functions of classification take for y_pred: classes, or outputs."""

import numpy as np
import numpy.typing as npt

from deltaward.metrics.arrays import (
    Array,
    Classes,
    argmax,
    finite,
    labels_within,
    numeric,
    same_rows,
    shares,
    target_classes,
)


def classes_of(y_true: npt.ArrayLike, y_pred: npt.ArrayLike) -> tuple[Classes, Classes, int]:
    """Return the classes (m,) of both, and how many there are: at least two.

    Where neither has columns, that is the largest index and one.
    """
    truth, guess = numeric(y_true, "y_true"), numeric(y_pred, "y_pred")
    same_rows(truth, guess, "y_pred")
    if _one_output(truth) or _one_output(guess):
        truth, guess = _column(truth, "y_true"), _column(guess, "y_pred")
        return argmax(truth), argmax(guess), 2
    if guess.ndim == 2:
        n = guess.shape[1]
        return target_classes(truth, n), argmax(finite(guess, "y_pred")), n
    if truth.ndim == 2:
        n = truth.shape[1]
        return target_classes(truth, n), labels_within(_ints(guess), n, "y_pred"), n
    truth, guess = _ints(truth), _ints(guess)
    n = max(2, int(truth.max()) + 1, int(guess.max()) + 1)
    return labels_within(truth, n, "y_true"), labels_within(guess, n, "y_pred"), n


def _one_output(array: Array) -> bool:
    return array.shape[1] == 1 if array.ndim == 2 else array.dtype.kind == "f"


def _column(array: Array, name: str) -> Array:
    """Return (m,) or (m, 1) as (m, 1); floats above 1 would be labels of a wrong dtype."""
    if array.ndim == 2 and array.shape[1] != 1:
        raise ValueError(f"{name}: shape {array.shape}; expected (m,) or (m, 1), as the other is")
    return shares(array, name, " for one output, or class indices as ints").reshape(-1, 1)


def _ints(labels: Array) -> Array:
    return labels.astype(np.int64) if labels.dtype.kind == "b" else labels
