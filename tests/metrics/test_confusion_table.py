# SPDX-License-Identifier: MIT
"""A confusion matrix as a notebook shows it."""

import numpy as np

from deltaward.metrics import ConfusionMatrix
from wellformed import Reader


def test_a_row_for_each_true_class() -> None:
    metric = ConfusionMatrix()
    metric.update([0, 0, 0, 1, 1], np.eye(3)[[0, 0, 1, 2, 2]])
    page = Reader(metric._repr_html_())
    assert page.rows == [
        ["", "0", "1", "2", "samples", "recall"],
        ["class 0", "2", "1", "·", "3", "66.7 %"],
        ["class 1", "·", "·", "2", "2", "0.0 %"],
        ["class 2", "·", "·", "·", "0", ""],
    ]
    assert "5 samples, 40.00 % right" in page.text
    assert repr(metric) == "<ConfusionMatrix of 5 samples, 3 classes>"


def test_of_many_classes_the_commonest_confusions() -> None:
    metric = ConfusionMatrix()
    truth = [3] * 5 + [7] * 2 + [29] * 4
    guess = [4] * 3 + [3] * 2 + [8] * 2 + [29] * 4
    metric.update(truth, np.eye(30)[guess])
    assert Reader(metric._repr_html_()).rows == [
        ["true", "taken for", "samples"],
        ["class 3", "class 4", "3"],
        ["class 7", "class 8", "2"],
    ]


def test_before_the_first_block() -> None:
    assert "0 samples" in Reader(ConfusionMatrix()._repr_html_()).text
