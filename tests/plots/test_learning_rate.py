# SPDX-License-Identifier: MIT
"""The picture of a range test, where matplotlib is installed."""

import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from deltaward.range_test import LearningRateCurve


def curve(suggestion: float = 0.03, lowest: float = 0.02) -> LearningRateCurve:
    """Down to a minimum, and then up and away."""
    rates = np.geomspace(1e-4, 10, 30)
    costs = np.r_[np.full(15, 2.0), np.linspace(2, 1, 10), np.geomspace(2, 1e6, 5)]
    return LearningRateCurve(rates, costs, costs * 1.5, 50, suggestion, lowest)


def marks(figure: Any) -> dict[str, float]:
    (axis,) = figure.axes
    found = [line for line in axis.get_lines() if line.get_label().startswith("_")]
    assert [text.get_text() for text in axis.texts] == [n.get_label()[1:] for n in found]
    return {line.get_label()[1:]: line.get_xdata()[0] for line in found}


def test_lines_hold_the_test() -> None:
    pytest.importorskip("matplotlib")
    found = curve()
    figure = found.plot()
    (axis,) = figure.axes
    lines = {line.get_label(): line for line in axis.get_lines()}
    for label, values in (("mini-batch", found.costs), ("smoothed", found.smoothed)):
        np.testing.assert_array_equal(lines[label].get_xdata(), found.learning_rates)
        np.testing.assert_array_equal(lines[label].get_ydata(), values)
    assert axis.get_xscale() == "log"
    assert (axis.get_xlabel(), axis.get_ylabel()) == ("learning rate", "cost")
    assert marks(figure) == {"minimum / 10: 0.02": 0.02, "suggestion: 0.03": 0.03}
    assert {t.get_text() for t in axis.get_legend().get_texts()} == {"mini-batch", "smoothed"}


def test_the_descent_is_to_be_seen() -> None:
    """Not squashed by what shoots up after it."""
    pytest.importorskip("matplotlib")
    (axis,) = curve().plot().axes
    low, high = axis.get_ylim()
    assert low < 1
    assert 3 < high < 5


def test_a_first_mini_batch_that_is_the_luckiest() -> None:
    pytest.importorskip("matplotlib")
    costs = np.r_[1.0, np.full(19, 2.0)]
    found = LearningRateCurve(np.geomspace(1, 2, 20), costs, costs, 20, math.nan, math.nan)
    low, high = found.plot().axes[0].get_ylim()
    assert low < 1 < 2 < high


@pytest.mark.parametrize(("suggestion", "lowest"), [(0.03, 0.02), (0.02, 0.03), (9.5, 9.4)])
def test_names_do_not_meet(suggestion: float, lowest: float) -> None:
    pytest.importorskip("matplotlib")
    figure = curve(suggestion, lowest).plot()
    figure.draw_without_rendering()
    (axis,) = figure.axes
    one, other = (text.get_window_extent() for text in axis.texts)
    assert not one.overlaps(other)
    assert all(box.x0 >= 0 and box.x1 <= figure.bbox.x1 for box in (one, other))


def test_without_a_suggestion() -> None:
    pytest.importorskip("matplotlib")
    assert marks(curve(math.nan).plot()) == {"minimum / 10: 0.02": 0.02}
    assert marks(curve(math.nan, math.nan).plot()) == {}


def test_a_cost_that_stays_the_same() -> None:
    pytest.importorskip("matplotlib")
    costs = np.full(20, 2.0)
    found = LearningRateCurve(np.geomspace(1, 2, 20), costs, costs, 20, math.nan, math.nan)
    low, high = found.plot().axes[0].get_ylim()
    assert low < 2 < high


def test_a_file(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    curve().plot(tmp_path / "x.png")
    assert (tmp_path / "x.png").read_bytes().startswith(b"\x89PNG")


def test_another_suffix() -> None:
    with pytest.raises(ValueError, match=re.escape("path: 'x.gif'; expected a name that ends")):
        curve().plot("x.gif")
