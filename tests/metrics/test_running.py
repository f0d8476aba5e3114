# SPDX-License-Identifier: MIT
"""Means and squared deviations in one pass, beside rational arithmetic."""

from fractions import Fraction

import numpy as np
import pytest

from deltaward.metrics.running import Mean, SquaredDeviations


@pytest.mark.parametrize("block", [1, 7, 100, 1000])
@pytest.mark.parametrize("offset", [0.0, 1.0, -1e4, 1e9])
def test_exact_arithmetic(offset: float, block: int, rng: np.random.Generator) -> None:
    """At 1e9 Σy² − (Σy)²/n has no digit left."""
    values = offset + rng.standard_normal(1000)
    exact = [Fraction(v) for v in values.tolist()]
    mean = sum(exact) / len(exact)
    squares = float(sum((v - mean) ** 2 for v in exact))
    running, deviations = Mean(), SquaredDeviations()
    for first in range(0, len(values), block):
        running.add(values[first : first + block])
        deviations.add(values[first : first + block, None])
    assert running.value == pytest.approx(float(mean), rel=1e-13)
    assert deviations.total == pytest.approx(squares, rel=1e-13)
    assert running.count == deviations.count == 1000


@pytest.mark.parametrize("constant", [0.1, 1e9 / 3, -7e-9])
@pytest.mark.parametrize("block", [1, 3, 10])
def test_constants_do_not_deviate(constant: float, block: int) -> None:
    """The mean of three 0.1 is not 0.1."""
    deviations = SquaredDeviations()
    for _ in range(5):
        deviations.add(np.full((block, 2), constant))
    assert (deviations.total == 0).all()


def test_rows_are_left_as_they_are() -> None:
    rows = np.array([[1.0], [2.0]])
    deviations = SquaredDeviations()
    deviations.add(rows)
    rows[:] = 9
    deviations.add(np.array([[3.0]]))
    assert deviations.total == pytest.approx(2)
