# SPDX-License-Identifier: MIT
"""What a block may be."""

from typing import Any

import numpy as np
import pytest

from deltaward.metrics import Accuracy
from deltaward.metrics.arrays import block_classes

OUTPUTS = np.array([[0.1, 0.2, 0.7], [0.8, 0.1, 0.1]], np.float32)


@pytest.mark.parametrize("given", ["uint8", "int8", "uint16", "int32", "int64", "uint64", ">i4"])
def test_dtypes_of_classes(given: str) -> None:
    truth, guess, classes = block_classes(np.array([2, 1], given), OUTPUTS)
    assert (truth.tolist(), guess.tolist(), classes) == ([2, 1], [2, 0], 3)
    assert truth.dtype == guess.dtype == np.int64


@pytest.mark.parametrize("given", ["float32", "float64", "uint8", "bool"])
def test_dtypes_of_values(given: str) -> None:
    truth, _, _ = block_classes(np.array([[0, 0, 1], [0, 1, 0]], given), OUTPUTS)
    assert truth.tolist() == [2, 1]
    truth, _, classes = block_classes(np.array([0, 1], given), OUTPUTS[:, :1])
    assert (truth.tolist(), classes) == ([0, 1], 2)


def test_one_output_of_any_range() -> None:
    """With a quadratic cost the targets are not held between 0 and 1."""
    truth, guess, _ = block_classes([-1.0, 2.0], [[-3.0], [0.6]])
    assert (truth.tolist(), guess.tolist()) == ([0, 1], [0, 1])


def test_a_network_that_diverged() -> None:
    metric = Accuracy()
    metric.update([0, 1], np.full((2, 2), np.nan))
    assert metric.result() == 0.5


@pytest.mark.parametrize(
    ("y_true", "outputs", "error", "message"),
    [
        ([2], OUTPUTS, ValueError, "outputs: 2 rows, and y_true has 1; expected as many"),
        ([2, 1], [0, 1], ValueError, r"outputs: shape \(2,\); expected \(m, n_out\)"),
        ([2, 3], OUTPUTS, ValueError, "y_true: class 3; expected 0 to 2"),
        (np.array([2**63, 0], np.uint64), OUTPUTS, ValueError, "y_true: class 9223372036854775808"),
        ([2, -1], OUTPUTS, ValueError, "y_true: class -1; expected 0 to 2"),
        ([2.0, 1.0], OUTPUTS, TypeError, "y_true: dtype float64; expected class indices as ints"),
        ([True, False], OUTPUTS, TypeError, "y_true: dtype bool; expected class indices as ints"),
        (np.eye(2), OUTPUTS, ValueError, r"y_true: shape \(2, 2\); expected .* or \(m, 3\) values"),
        ([[0], [1]], OUTPUTS, ValueError, r"y_true: shape \(2, 1\); expected .* or \(m, 3\)"),
        ([0.0, np.nan], OUTPUTS[:, :1], ValueError, "y_true: nan in row 1; expected finite values"),
        (np.ma.masked_equal([2, 1], 1), OUTPUTS, TypeError, "y_true: a masked array"),
    ],
)
def test_refused(y_true: Any, outputs: Any, error: type[Exception], message: str) -> None:
    metric = Accuracy()
    with pytest.raises(error, match=message):
        metric.update(y_true, outputs)
