# SPDX-License-Identifier: MIT
"""A range test as a notebook shows it."""

import math

import numpy as np

from deltaward.range_test import LearningRateCurve
from wellformed import Reader


def _curve(suggestion: float, lowest: float) -> LearningRateCurve:
    rates = np.array([0.01, 0.1, 1.0, 10.0])
    costs = np.array([4.0, 3.0, 1.0, 9.0])
    return LearningRateCurve(rates, costs, costs, 100, suggestion, lowest)


def test_rates_with_their_costs() -> None:
    page = Reader(_curve(0.1, math.sqrt(0.1))._repr_html_())
    assert page.rows == [
        ["", "learning rate", "smoothed cost"],
        ["first", "0.01", "4"],
        ["suggestion", "0.1", "3"],
        ["minimum / 10", "0.316", "2"],
        ["last", "10", "9"],
    ]
    assert "Range test: 4 of 100 steps" in page.text
    (dot,) = page.named("circle")
    (line,) = page.named("polyline")
    assert f"{dot['cx']},{dot['cy']}" == str(line["points"]).split()[1]


def test_none_is_told_with_what_helps() -> None:
    page = Reader(_curve(math.nan, math.nan)._repr_html_())
    assert page.rows[2] == ["suggestion", "none", ""]
    assert page.rows[3] == ["minimum / 10", "none", ""]
    assert "try more steps or a larger batch_size" in page.text
    assert not page.named("circle")
