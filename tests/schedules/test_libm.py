# SPDX-License-Identifier: MIT
"""Rates are the same bits on every CPU that has the same C library."""

import math

import numpy as np
import pytest

from deltaward import schedules
from deltaward.schedules import libm

SPAN = schedules.Span(5000, 100)


def test_against_numpy() -> None:
    """They differ in the last bits at most."""
    x = np.linspace(0, np.pi, 10_000)
    np.testing.assert_allclose(libm.cos(x), np.cos(x), rtol=0, atol=2e-16)
    np.testing.assert_allclose(libm.power(0.95, x), 0.95**x, rtol=4e-16)
    assert libm.power(2.0, np.array([0, 10, 5000])).tolist() == [1, 1024, math.inf]
    assert libm.cos(np.empty(0)).shape == (0,)


def test_schedules_do_not_take_numpy_s(monkeypatch: pytest.MonkeyPatch) -> None:
    """With other last bits in NumPy, the rates stay what they are."""
    every = [schedules.Cosine(0.1, warmup=0.1), schedules.OneCycle(0.1)]
    before = [schedule.rates(0, 5000, SPAN).tobytes() for schedule in every]
    cos = np.cos
    monkeypatch.setattr(np, "cos", lambda angles: np.nextafter(cos(angles), 2))
    assert [schedule.rates(0, 5000, SPAN).tobytes() for schedule in every] == before
    rates = schedules.Exponential(0.1, factor=0.9).rates(0, 5000, SPAN)
    assert rates.tolist() == [0.1 * math.pow(0.9, step / 100) for step in range(5000)]
    rates = schedules.Step(0.1, factor=0.3, every=3).rates(0, 5000, SPAN)
    assert rates.tolist() == [0.1 * math.pow(0.3, step // 300) for step in range(5000)]
