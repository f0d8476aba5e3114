# SPDX-License-Identifier: MIT
import math

import pytest

from deltaward.plots.sparkline import BUCKETS, EDGE, HEIGHT, WIDTH, sparkline
from wellformed import Reader

NAN = math.nan


def points(svg: str) -> list[list[tuple[float, float]]]:
    """The points of each polyline."""
    lines = [str(e["points"]).split() for e in Reader(svg).named("polyline")]
    return [[(float(p.split(",")[0]), float(p.split(",")[1])) for p in line] for line in lines]


def test_a_line() -> None:
    """By hand: from the left edge to the right one, the lowest value at the bottom."""
    (line,) = points(sparkline([1.0, 3.0, 2.0], "x"))
    assert line == [(EDGE, HEIGHT - EDGE), (WIDTH / 2, EDGE), (WIDTH - EDGE, HEIGHT / 2)]


def test_gaps_and_points_alone() -> None:
    svg = sparkline([1.0, 2.0, NAN, 3.0, math.inf, 2.0, 1.0], "x")
    assert [len(line) for line in points(svg)] == [2, 2]
    (alone,) = Reader(svg).named("circle")
    assert (alone["cx"], alone["cy"]) == (f"{WIDTH / 2:.1f}", f"{EDGE:.1f}")


@pytest.mark.parametrize("values", [[2.0], [2.0, 2.0], [], [NAN], [1e308, -1e308], [5e-324, 0.0]])
def test_odd_values(values: list[float]) -> None:
    svg = sparkline(values, "x")
    Reader(svg)
    assert "nan" not in svg
    assert "inf" not in svg


def test_the_mark() -> None:
    dot = Reader(sparkline([1.0, 3.0, 2.0], "x", 1)).named("circle")[-1]
    assert (dot["cx"], dot["cy"]) == (f"{WIDTH / 2:.1f}", f"{EDGE:.1f}")


def test_many_values_keep_their_peaks() -> None:
    values = [math.sin(i) for i in range(5000)]
    values[1234], values[4000], values[2500:2600] = 5.0, -5.0, [NAN] * 100
    lines = points(sparkline(values, "x"))
    assert len(lines) == 2
    heights = [y for line in lines for _, y in line]
    assert len(heights) <= 2 * BUCKETS + 2
    assert (min(heights), max(heights)) == (EDGE, HEIGHT - EDGE)


def test_the_label_is_escaped() -> None:
    (svg,) = Reader(sparkline([1.0], 'a"<b>&')).named("svg")
    assert svg["aria-label"] == 'a"<b>&'
