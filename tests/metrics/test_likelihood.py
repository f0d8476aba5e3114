# SPDX-License-Identifier: MIT
"""Log loss."""

import math
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward.metrics import LogLoss, log_loss

ROWS = np.array([[0.2, 0.3, 0.5], [0.7, 0.1, 0.2]])


def test_several_outputs() -> None:
    expected = -(math.log(0.5) + math.log(0.1)) / 2
    assert log_loss([2, 1], ROWS) == pytest.approx(expected, rel=1e-14)
    assert log_loss([[0, 0, 1], [0, 1, 0]], ROWS) == pytest.approx(expected, rel=1e-14)
    soft = -(0.5 * math.log(0.2) + 0.5 * math.log(0.3) + math.log(0.7)) / 2
    assert log_loss([[0.5, 0.5, 0.0], [1.0, 0.0, 0.0]], ROWS) == pytest.approx(soft, rel=1e-14)


def test_one_output() -> None:
    expected = -(math.log(0.8) + math.log(0.7) + math.log(0.1)) / 3
    targets: list[Any] = [[0, 1, 1], [0.0, 1.0, 1.0], [[0], [1], [1]], [False, True, True]]
    for y in targets:
        assert log_loss(y, [0.2, 0.7, 0.1]) == pytest.approx(expected, rel=1e-14)
        assert log_loss(y, [[0.2], [0.7], [0.1]]) == pytest.approx(expected, rel=1e-14)
        metric = LogLoss()
        metric.update(y, [[0.2], [0.7], [0.1]])
        assert metric.result() == pytest.approx(expected, rel=1e-14)
    soft = -(0.25 * math.log(0.2) + 0.75 * math.log(0.8))
    assert log_loss([0.25], [0.2]) == pytest.approx(soft, rel=1e-14)


@pytest.mark.parametrize("given", ["float32", "float64"])
def test_certainty_is_clipped(given: str) -> None:
    """At the distance from 1 to the next number of the outputs' own dtype: 2⁻²³ and 2⁻⁵²."""
    bits = {"float32": 23, "float64": 52}[given]
    wrong = np.array([[1, 0]], given)
    assert log_loss([1], wrong) == pytest.approx(bits * math.log(2), rel=1e-14)
    assert log_loss([0], wrong) == pytest.approx(2.0**-bits, rel=1e-6)
    assert log_loss([1], wrong[:, 1]) == pytest.approx(bits * math.log(2), rel=1e-14)
    assert log_loss([1], [[1, 0]]) == pytest.approx(52 * math.log(2), rel=1e-14)


def test_rows_that_do_not_sum_to_one() -> None:
    """Several sigmoid outputs: divided by their sum, or all at 1 would be the best."""
    assert log_loss([0, 1], [[0.9, 0.6], [0.2, 0.2]]) == pytest.approx(
        -(math.log(0.9 / 1.5) + math.log(0.5)) / 2, rel=1e-14
    )
    assert log_loss([2, 1], [[1, 1, 1, 1], [0, 0, 0, 0]]) == pytest.approx(math.log(4), rel=1e-12)


def test_softmax_with_cross_entropy_is_the_cost(rng: np.random.Generator) -> None:
    for sizes in ([6, 4], [6, 1]):
        net = dw.Network(sizes, dtype="float64", seed=1)
        x, y = rng.standard_normal((50, 6)), rng.integers(0, max(2, sizes[-1]), 50)
        metric = LogLoss()
        metric.update(y, net.feedforward(x))
        assert metric.result() == pytest.approx(net.evaluate(x, y)["cost"], rel=1e-12)


def test_a_rounding_above_one_is_a_probability() -> None:
    above = np.nextafter(np.float32(1), np.float32(2))
    metric = LogLoss()
    metric.update([0], np.array([[above, 0]], np.float32))
    assert metric.result() == pytest.approx(2.0**-23, rel=1e-6)


def test_a_network_that_diverged() -> None:
    metric = LogLoss()
    metric.update([0, 1], [[0.5, 0.5], [np.nan, np.nan]])
    metric.update([0], [[0.5, 0.5]])
    assert math.isnan(metric.result())


@pytest.mark.parametrize("given", ["float32", "float64"])
@pytest.mark.parametrize("classes", [2, 5])
def test_against_scikit_learn(given: str, classes: int, rng: np.random.Generator) -> None:
    oracle = pytest.importorskip("sklearn.metrics")
    z = 8 * rng.standard_normal((300, classes))
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p = (p / p.sum(axis=1, keepdims=True)).astype(given)
    p[0] = np.eye(classes)[0]
    y = rng.integers(0, classes, 300)
    y[0] = 1
    # scikit-learn computes in the dtype that it is given.
    rel = 1e-12 if given == "float64" else 1e-5
    expected = oracle.log_loss(y, p, labels=range(classes))
    assert log_loss(y, p) == pytest.approx(expected, rel=rel)
    if classes == 2:
        assert log_loss(y, p[:, 1]) == pytest.approx(oracle.log_loss(y, p[:, 1]), rel=rel)


@pytest.mark.parametrize(
    ("y_true", "y_pred", "error", "message"),
    [
        ([0, 1], ROWS[:1], ValueError, "y_pred: 1 rows, and y_true has 2; expected as many"),
        ([0, 3], ROWS, ValueError, "y_true: class 3; expected 0 to 2"),
        ([0.0, 1.0], ROWS, TypeError, "y_true: dtype float64; expected class indices as ints"),
        (np.eye(2), ROWS, ValueError, r"y_true: shape \(2, 2\); expected .* or \(m, 3\) values"),
        ([0, 2], [0.5, 0.5], ValueError, "y_true: 2 in row 1; expected values from 0 to 1"),
        ([0, 1], [0.5, 1.5], ValueError, "y_pred: 1.5 in row 1; expected values from 0 to 1"),
        ([0, 1], [[0.5, 0.5], [-0.1, 1.1]], ValueError, "y_pred: -0.1 in row 1; expected values"),
        ([0, 1], [0.5, np.nan], ValueError, "y_pred: nan in row 1; expected finite values"),
        ([0, np.nan], [0.5, 0.5], ValueError, "y_true: nan in row 1; expected values from 0 to 1"),
    ],
)
def test_refused(y_true: Any, y_pred: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        log_loss(y_true, y_pred)


def test_outputs_that_are_no_probabilities() -> None:
    with pytest.raises(ValueError, match=r"outputs: 3\.0 in row 1; expected values from 0 to 1"):
        LogLoss().update([0, 1], [[0.5, 0.5], [3.0, 1.0]])
