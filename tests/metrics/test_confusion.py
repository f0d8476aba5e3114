# SPDX-License-Identifier: MIT
"""The confusion matrix."""

import numpy as np
import pytest

from deltaward.metrics import ConfusionMatrix, confusion_matrix

TRUTH, GUESS = [0, 0, 0, 1, 1, 2], [0, 0, 1, 1, 2, 2]
EXPECTED = [[2, 1, 0], [0, 1, 1], [0, 0, 1]]


def test_rows_are_true_and_columns_predicted() -> None:
    counts = confusion_matrix(TRUTH, GUESS)
    assert counts.dtype == np.int64
    assert counts.tolist() == EXPECTED
    assert confusion_matrix(np.eye(3)[TRUTH], np.eye(3)[GUESS]).tolist() == EXPECTED
    assert confusion_matrix([0, 1, 1], [0.7, 0.2, 0.8]).tolist() == [[0, 1], [1, 1]]


def test_classes_that_do_not_occur() -> None:
    assert confusion_matrix([0, 2], [0, 0]).tolist() == [[1, 0, 0], [0, 0, 0], [1, 0, 0]]
    wide = confusion_matrix(TRUTH, GUESS, classes=5)
    assert wide.shape == (5, 5)
    assert wide[:3, :3].tolist() == EXPECTED
    assert wide.sum() == 6
    with pytest.raises(ValueError, match="classes: 2; expected at least 3"):
        confusion_matrix(TRUTH, GUESS, classes=2)


def test_in_blocks() -> None:
    metric = ConfusionMatrix()
    metric.update(TRUTH[:2], np.eye(3)[GUESS[:2]])
    before = metric.result()
    metric.update(TRUTH[2:], np.eye(3)[GUESS[2:]])
    assert metric.result().tolist() == EXPECTED
    assert before.sum() == 2
    with pytest.raises(ValueError, match="outputs: 2 classes; expected 3 as in the blocks before"):
        metric.update([0], [[1, 0]])
    metric.start()
    metric.update([0], [[0.7]])
    assert metric.result().tolist() == [[0, 1], [0, 0]]


def test_against_scikit_learn(rng: np.random.Generator) -> None:
    oracle = pytest.importorskip("sklearn.metrics")
    truth, guess = rng.integers(0, 8, (2, 1000))
    assert (confusion_matrix(truth, guess) == oracle.confusion_matrix(truth, guess)).all()
