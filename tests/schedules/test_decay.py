# SPDX-License-Identifier: MIT
from typing import Any

import numpy as np
import pytest

from deltaward.schedules import Exponential, Span, Step


def by_dropping(rate: float, factor: float, dropping: set[int], epochs: int) -> list[float]:
    """Return the rate of each epoch, multiplied before each of the epochs that are named."""
    rates = []
    for epoch in range(epochs):
        if epoch in dropping:
            rate *= factor
        rates.append(rate)
    return rates


@pytest.mark.parametrize("per_epoch", [1, 2, 7])
@pytest.mark.parametrize(("factor", "every"), [(0.1, 10), (0.5, 1), (0.9, 3), (2.0, 4), (1.0, 5)])
def test_step_every(per_epoch: int, factor: float, every: int) -> None:
    rates = Step(0.3, factor=factor, every=every).rates(0, 25 * per_epoch, Span(0, per_epoch))
    epochs = by_dropping(0.3, factor, set(range(every, 25, every)), 25)
    expected = [rate for rate in epochs for _ in range(per_epoch)]
    np.testing.assert_allclose(rates, expected, rtol=1e-14)


def test_step_every_ten_epochs_by_default() -> None:
    rates = Step(1.0).rates(0, 44, Span(44, 2))
    np.testing.assert_allclose(rates, [1.0] * 20 + [0.1] * 20 + [0.01] * 4, rtol=1e-15)


@pytest.mark.parametrize("at", [[1], [3, 4, 9], (24,), np.array([2, 20]), [30], [7, 2**62]])
def test_step_at(at: Any) -> None:
    rates = Step(0.3, factor=0.2, at=at).rates(0, 75, Span(75, 3))
    epochs = by_dropping(0.3, 0.2, set(map(int, at)), 25)
    np.testing.assert_allclose(rates, [r for r in epochs for _ in range(3)], rtol=1e-14)


def test_step_underflows_to_zero() -> None:
    assert Step(0.1, every=1).rates(400, 1, Span(0, 1))[0] == 0


@pytest.mark.parametrize("per_epoch", [1, 3, 10])
@pytest.mark.parametrize("factor", [0.5, 0.95, 1.0, 1.1])
def test_exponential(per_epoch: int, factor: float) -> None:
    steps = 12 * per_epoch
    smooth = Exponential(0.3, factor=factor).rates(0, steps, Span(0, per_epoch))
    # The rate of a step is the one before it times the per_epoch-th root of the factor.
    expected = [0.3]
    while len(expected) < steps:
        expected.append(expected[-1] * factor ** (1 / per_epoch))
    np.testing.assert_allclose(smooth, expected, rtol=1e-13)
    stairs = Exponential(0.3, factor=factor, smooth=False).rates(0, steps, Span(0, per_epoch))
    np.testing.assert_allclose(stairs, np.repeat(smooth[::per_epoch], per_epoch), rtol=1e-14)


def test_a_rate_that_grows_too_large() -> None:
    growing = Exponential(1.0, factor=1e10, steps_per_epoch=1)
    assert growing.rates(30, 1, Span(0, 0))[0] == pytest.approx(1e300)
    with pytest.raises(
        ValueError, match=r"^learning_rate: Exponential\(.*\) gave inf for step 31; expected a fini"
    ):
        growing.rates(29, 5, Span(0, 0))


@pytest.mark.parametrize(
    ("kind", "options", "error", "message"),
    [
        (Step, {"factor": 0}, ValueError, "factor: 0.0; expected a finite number above 0"),
        (Step, {"factor": "a"}, TypeError, "factor: 'a' of type str; expected a number"),
        (Step, {"every": 0}, ValueError, "every: 0; expected at least 1"),
        (Step, {"every": 1.5}, TypeError, "every: 1.5 of type float; expected an int"),
        (Step, {"every": 2, "at": [3]}, ValueError, "every: 2, with at given too; expected one"),
        (Step, {"at": []}, ValueError, r"at: \[\]; expected at least one epoch"),
        (Step, {"at": [3, 3]}, ValueError, r"at: \[3, 3\]; expected .* each above the last"),
        (Step, {"at": [5, 3]}, ValueError, r"at: \[5, 3\]; expected .* each above the last"),
        (Step, {"at": [0]}, ValueError, r"at\[0\]: 0; expected at least 1"),
        (Step, {"at": [1, 2.5]}, TypeError, r"at\[1\]: 2.5 of type float; expected an int"),
        (Step, {"at": 3}, TypeError, r"at: 3; expected a list of epochs"),
        (Step, {"at": "30"}, TypeError, r"at: '30'; expected a list of epochs"),
        (Step, {"steps_per_epoch": 0}, ValueError, "steps_per_epoch: 0; expected at least 1"),
        (Exponential, {"factor": -1}, ValueError, "factor: -1.0; expected a finite number above 0"),
        (Exponential, {"factor": float("inf")}, ValueError, "factor: inf; expected a finite"),
        (Exponential, {"factor": float("nan")}, ValueError, "factor: nan; expected a finite"),
        (Exponential, {"smooth": 1}, TypeError, "smooth: 1 of type int; expected True or False"),
        (Exponential, {"steps_per_epoch": "3"}, TypeError, "steps_per_epoch: '3' of type str"),
    ],
)
def test_bad_options(
    kind: Any, options: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=f"^{message}"):
        kind(0.1, **options)
