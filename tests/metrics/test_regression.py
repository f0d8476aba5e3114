# SPDX-License-Identifier: MIT
"""Mean absolute error and the coefficient of determination."""

import math
from typing import Any

import numpy as np
import pytest

from deltaward.metrics import MAE, R2, mae, r2


def test_mae() -> None:
    assert mae([1, 2], [2, 4]) == 1.5
    assert mae([[1, 2], [3, 4]], [[1, 3], [1, 4]]) == 0.75
    assert mae(np.array([0, 255], np.uint8), np.array([1, 0.5], np.float32)) == 127.75
    assert mae([1, 2], [[2], [4]]) == mae([[1], [2]], [2, 4]) == 1.5


def test_r2() -> None:
    """Σ(y − a)² = 1.5 and Σ(y − ȳ)² = 29.1875; and two outputs of their own."""
    assert r2([3, -0.5, 2, 7], [2.5, 0, 2, 8]) == pytest.approx(1 - 1.5 / 29.1875, rel=1e-14)
    expected = ((1 - 1 / 10) + (1 - 4 / 2)) / 2
    got = r2([[0, 0], [1, 1], [4, 2], [3, 1]], [[1, 1], [1, 2], [4, 3], [3, 2]])
    assert got == pytest.approx(expected, rel=1e-14)
    assert r2([1, 2, 3], [2, 2, 2]) == 0
    assert r2([1, 2, 3], [1, 2, 3]) == 1
    assert r2([1, 2, 3], [3, 2, 1]) == -3


@pytest.mark.parametrize("constant", [0.0, 2.0, 0.1])
def test_r2_of_constant_targets(constant: float) -> None:
    y = [constant] * 3
    assert r2(y, y) == 1
    assert r2(y, [constant, constant, constant + 1e-8]) == 0
    assert r2([[v, i] for i, v in enumerate(y)], [[v, i] for i, v in enumerate(y)]) == 1


def test_r2_of_one_sample() -> None:
    assert math.isnan(r2([1.0], [1.0]))


def test_r2_far_from_zero(rng: np.random.Generator) -> None:
    """With an offset the textbook's sum of squares less the square of the sum is all rounding."""
    y, a = np.round(rng.standard_normal((2, 1000)) * 2**10)
    assert r2(y + 2**40, a + 2**40) == pytest.approx(r2(y, a), rel=1e-12)


def test_a_network_that_diverged() -> None:
    for metric in (MAE(), R2()):
        for y in (1.0, 2.0):
            metric.start()
            metric.update([[1.0], [y]], [[1.0], [np.nan]])
            metric.update([[1.0], [y]], [[np.inf], [-np.inf]])
            assert math.isnan(metric.result())


@pytest.mark.parametrize("outputs", [1, 3])
@pytest.mark.parametrize("offset", [0, 1e6])
def test_against_scikit_learn(outputs: int, offset: float, rng: np.random.Generator) -> None:
    oracle = pytest.importorskip("sklearn.metrics")
    y = offset + rng.standard_normal((400, outputs))
    a = y + 0.3 * rng.standard_normal((400, outputs))
    assert mae(y, a) == pytest.approx(oracle.mean_absolute_error(y, a), rel=1e-12)
    assert r2(y, a) == pytest.approx(oracle.r2_score(y, a), rel=1e-9 if offset else 1e-12)
    y[:, 0] = 4
    assert r2(y, a) == pytest.approx(oracle.r2_score(y, a), rel=1e-9 if offset else 1e-12)


@pytest.mark.parametrize("function", [mae, r2])
@pytest.mark.parametrize(
    ("y_true", "y_pred", "error", "message"),
    [
        ([1, 2], [1], ValueError, "y_pred: 1 rows, and y_true has 2; expected as many"),
        ([1, 2], [[1, 2], [3, 4]], ValueError, r"y_true: shape \(2,\), and y_pred has \(2, 2\)"),
        ([[1, 2]], [[1, 2, 3]], ValueError, r"y_true: shape \(1, 2\), and y_pred has \(1, 3\)"),
        ([1, np.nan], [1, 2], ValueError, "y_true: nan in row 1; expected finite values"),
        ([1, 2], [-np.inf, 2], ValueError, "y_pred: -inf in row 0; expected finite values"),
        (["x"], [1], TypeError, "y_true: dtype <U1; expected numbers"),
        ([], [], ValueError, "y_true: .*at least one row"),
    ],
)
def test_refused(
    function: Any, y_true: Any, y_pred: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        function(y_true, y_pred)


@pytest.mark.parametrize("make", [MAE, R2])
def test_class_indices_are_no_values(make: Any) -> None:
    with pytest.raises(ValueError, match=r"y_true: shape \(3,\), and outputs has \(3, 3\)"):
        make().update([0, 1, 2], np.eye(3))


def test_a_block_whose_weights_are_all_0_is_not_there() -> None:
    """Also where it comes first, and its rows are far from the others."""
    y, outputs = np.array([[1.0], [2.0], [4.0]]), np.array([[1.5], [2.0], [3.0]])
    alone, metric = R2(), R2()
    alone.update(y, outputs)
    for _ in range(2):
        metric.update([[1e9], [7.0]], [[0.0], [0.0]], [0.0, 0.0])
        metric.update(y, outputs, [1.0, 1.0, 1.0])
    alone.update(y, outputs)
    assert metric.result() == pytest.approx(alone.result(), rel=1e-15)


def test_blocks_of_other_widths() -> None:
    metric = R2()
    metric.update(np.eye(2), np.eye(2))
    with pytest.raises(ValueError, match="outputs: 3 columns; expected 2 as in the blocks before"):
        metric.update(np.eye(3), np.eye(3))
    assert metric.result() == 1
