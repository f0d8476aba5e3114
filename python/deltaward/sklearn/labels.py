# SPDX-License-Identifier: MIT
"""Classes as they come, and as the network counts them."""

from typing import Any

import numpy as np
from sklearn.utils import column_or_1d
from sklearn.utils.multiclass import check_classification_targets, type_of_target

from deltaward.base import Array


def checked(y: Any) -> Array:
    """Return classes (m,), or for several labels a sample 0 and 1 (m, n_outputs).

    Raises
    ------
    ValueError
        For values of a regression, or several classes a sample.
    """
    if hasattr(y, "toarray"):
        y = y.toarray()
    if y.ndim == 2 and y.shape[1] == 1:
        y = column_or_1d(y, warn=True)
    check_classification_targets(y)
    if y.ndim == 2 and not is_multilabel(y):
        raise ValueError(
            "y: Unknown label type: several classes a sample; expected one, or 0 and 1 for each"
        )
    found: Array = y
    return found


def is_multilabel(y: Any) -> bool:
    """Say whether y has several labels a sample."""
    return bool(type_of_target(y) == "multilabel-indicator")


def encode(y: Array, classes: Array) -> Array:
    """Return the index (m,) of each sample's class.

    Raises
    ------
    ValueError
        For a class that is not among them.
    """
    unknown = np.setdiff1d(y, classes)
    if len(unknown):
        raise ValueError(f"y: class {unknown.tolist()[0]!r}; expected the classes {classes}")
    return np.searchsorted(classes, y)
