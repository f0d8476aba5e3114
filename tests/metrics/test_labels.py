# SPDX-License-Identifier: MIT
"""What the plain functions take for classes, and what they refuse rather than misread."""

from typing import Any

import numpy as np
import pytest

from deltaward.metrics import accuracy, f1
from deltaward.metrics.labels import classes_of


@pytest.mark.parametrize(
    ("y_true", "y_pred", "classes"),
    [
        ([0, 3], [1, 0], 4),
        ([0, 0], [0, 0], 2),
        ([0, 0], [4, 0], 5),
        (np.array([255], np.uint8), np.array([1], np.int8), 256),
        ([0, 1], np.zeros((2, 6)), 6),
        (np.zeros((2, 6)), [0, 5], 6),
        (np.zeros((2, 6)), np.zeros((2, 6)), 6),
        ([0, 1], [0.5, 0.6], 2),
        ([[0.0], [1.0]], [0, 1], 2),
    ],
)
def test_classes(y_true: Any, y_pred: Any, classes: int) -> None:
    truth, guess, n = classes_of(y_true, y_pred)
    assert n == classes
    assert truth.shape == guess.shape == (len(y_true),)
    assert truth.dtype == guess.dtype == np.int64


@pytest.mark.parametrize("metric", [accuracy, f1])
@pytest.mark.parametrize(
    ("y_true", "y_pred", "error", "message"),
    [
        ([0, 1], [0], ValueError, "y_pred: 1 rows, and y_true has 2; expected as many"),
        ([], [], ValueError, r"y_true: shape \(0,\); expected at least one row"),
        (np.zeros((2, 0)), [0, 1], ValueError, "y_true: .*one row and one column"),
        (3, [0], ValueError, r"y_true: shape \(\); expected \(m,\) or \(m, n\)"),
        ([0], np.zeros((1, 2, 1)), ValueError, r"y_pred: shape \(1, 2, 1\); expected"),
        ([[0, 1], [1]], [0, 1], ValueError, "y_true: no array: "),
        (["a"], [0], TypeError, "y_true: dtype <U1; expected numbers"),
        ([0], [None], TypeError, "y_pred: dtype object; expected numbers"),
        ([1j], [0], TypeError, "y_true: dtype complex128; expected numbers"),
        (np.ma.masked_equal([0, 1], 1), [0, 1], TypeError, "y_true: a masked array"),
        ([0, -1], [0, 1], ValueError, "y_true: class -1; expected 0 to 1"),
        ([0, 1], [0, -2], ValueError, "y_pred: class -2; expected 0 to 1"),
        ([0, 3], np.zeros((2, 3)), ValueError, "y_true: class 3; expected 0 to 2"),
        (np.eye(3)[:2], [0, 3], ValueError, "y_pred: class 3; expected 0 to 2"),
        (np.eye(3)[:2], np.eye(4)[:2], ValueError, r"y_true: shape \(2, 3\); expected .*\(m, 4\)"),
        ([0.0, 1.0, 2.0], [0, 1, 2], ValueError, "y_true: 2.0 in row 2; .* indices as ints"),
        ([0, 1, 2], [0.1, 0.2, 0.3], ValueError, "y_true: 2 in row 2; expected values from 0 to 1"),
        ([0, 1], [0.1, 1.5], ValueError, "y_pred: 1.5 in row 1; expected values from 0 to 1"),
        ([0, 1], [0.1, np.nan], ValueError, "y_pred: nan in row 1"),
        ([[3], [2]], [0, 1], ValueError, "y_true: 3 in row 0; expected values from 0 to 1"),
        ([0.0, 1.0], np.eye(2), ValueError, r"y_pred: shape \(2, 2\); expected \(m,\) or \(m, 1\)"),
        ([0, 1], [[0, 1], [np.inf, 0]], ValueError, "y_pred: inf in row 1; expected finite"),
        ([[0, 1], [np.nan, 0]], np.eye(2), ValueError, "y_true: nan in row 1; expected finite"),
    ],
)
def test_refused(
    metric: Any, y_true: Any, y_pred: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        metric(y_true, y_pred)
