# SPDX-License-Identifier: MIT
"""Accuracy and top k."""

from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward.metrics import Accuracy, TopK, accuracy, top_k

OUTPUTS = np.array([[0.5, 0.3, 0.2], [0.1, 0.7, 0.2], [0.2, 0.5, 0.3], [0.6, 0.3, 0.1]])
CLASSES = [0, 1, 2, 2]


def test_accuracy() -> None:
    assert accuracy([0, 1, 2, 2], [0, 2, 2, 1]) == 0.5
    assert accuracy(CLASSES, OUTPUTS) == 0.5
    assert accuracy(np.eye(3)[CLASSES], OUTPUTS) == 0.5
    assert accuracy(np.eye(3)[CLASSES], [0, 1, 1, 0]) == 0.5
    assert accuracy([True, False], [True, True]) == 0.5


def test_accuracy_of_one_output() -> None:
    """Above ½ is class 1, ½ itself is not."""
    for y in ([0, 1, 1, 0], [0.0, 1.0, 1.0, 0.0], [[0], [1], [1], [0]]):
        assert accuracy(y, [0.2, 0.7, 0.5, 0.51]) == 0.5
        assert accuracy(y, [[0.2], [0.7], [0.6], [0.5]]) == 1
        metric = Accuracy()
        metric.update(y, [[0.2], [0.7], [0.5], [0.51]])
        assert metric.result() == 0.5


def test_the_first_of_equal_outputs() -> None:
    assert accuracy([0, 1], [[0.5, 0.5], [0.5, 0.5]]) == 0.5


@pytest.mark.parametrize(
    ("sizes", "output"),
    [([5, 3], "softmax"), ([5, 3], "sigmoid"), ([5, 2], "softmax"), ([5, 1], "sigmoid")],
)
def test_accuracy_is_that_of_evaluate(
    sizes: list[int], output: str, rng: np.random.Generator
) -> None:
    net = dw.Network(sizes, output_activation=output, seed=2)
    x = rng.standard_normal((200, 5))
    labels = rng.integers(0, max(sizes[-1], 2), 200)
    values = rng.random((200, sizes[-1]))
    for y in (labels, values):
        metric = Accuracy()
        metric.update(y, net.feedforward(x))
        assert metric.result() == net.evaluate(x, y)["accuracy"]
        assert 0 < metric.result() < 1


def test_top_k() -> None:
    assert [top_k(CLASSES, OUTPUTS, k) for k in (1, 2, 3)] == [0.5, 0.75, 1]
    assert top_k(np.eye(3)[CLASSES], OUTPUTS, k=2) == 0.75
    assert top_k(CLASSES * 2, np.tile(np.hstack([OUTPUTS, 0 * OUTPUTS]), (2, 1))) == 1
    assert top_k([0, 1], [[0.2], [0.3]], 1) == 0.5


def test_top_k_of_equal_outputs() -> None:
    """The first of them counts as the larger, as it does in accuracy."""
    assert [top_k([2], [[0.1, 0.4, 0.4, 0.1]], k) for k in (1, 2)] == [0, 1]
    assert [top_k([1], [[0.1, 0.4, 0.4, 0.1]], k) for k in (1, 2)] == [1, 1]
    assert [top_k([3], [[0.1, 0.4, 0.4, 0.1]], k) for k in (3, 4)] == [0, 1]


def test_top_k_of_a_network_that_diverged() -> None:
    metric = TopK(1)
    metric.update([0, 1, 0], np.array([[np.nan, np.nan], [np.nan, np.nan], [1, 0]]))
    assert metric.result() == pytest.approx(1 / 3)


def test_against_scikit_learn(rng: np.random.Generator) -> None:
    oracle = pytest.importorskip("sklearn.metrics")
    outputs = rng.random((500, 7))
    y = rng.integers(0, 7, 500)
    assert accuracy(y, outputs.argmax(1)) == oracle.accuracy_score(y, outputs.argmax(1))
    for k in (1, 2, 5, 6):
        expected = oracle.top_k_accuracy_score(y, outputs, k=k, labels=range(7))
        assert top_k(y, outputs, k) == expected


@pytest.mark.parametrize(
    ("k", "error", "message"),
    [
        (4, ValueError, "k: 4 of 3 outputs; expected at most 3"),
        (0, ValueError, "k: 0; expected at least 1"),
        (1.0, TypeError, "k: 1.0 of type float; expected an int"),
        (True, TypeError, "k: True of type bool"),
    ],
)
def test_bad_k(k: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        top_k(CLASSES, OUTPUTS, k)


@pytest.mark.parametrize(
    ("y_true", "y_pred", "message"),
    [
        ([0], [0, 1], r"y_pred: shape \(2,\); expected \(m, n_out\)"),
        ([0], OUTPUTS, "y_pred: 4 rows, and y_true has 1; expected as many"),
        (CLASSES, OUTPUTS * np.nan, "y_pred: nan in row 0; expected finite values"),
        ([0, 1, 2, 3], OUTPUTS, "y_true: class 3; expected 0 to 2"),
    ],
)
def test_bad_arrays_of_top_k(y_true: Any, y_pred: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        top_k(y_true, y_pred, 1)
