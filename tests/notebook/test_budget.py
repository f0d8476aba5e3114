# SPDX-License-Identifier: MIT
"""The budget by a clock of its own."""

import pytest

from deltaward.notebook.budget import Budget


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def _run(clock: Clock, budget: Budget, seconds: float, cost: float) -> int:
    """Ask every millisecond, and spend where it is due; return how often."""
    updates, end = 0, clock.now + seconds
    while clock.now < end:
        if budget.is_due:
            with budget.spending():
                clock.now += cost
            updates += 1
        clock.now += 0.001
    return updates


@pytest.mark.parametrize("cost", [0.0, 0.001, 0.004, 0.02, 0.3])
def test_never_more_than_the_share_nor_more_often_than_the_interval(cost: float) -> None:
    clock = Clock()
    budget = Budget(0.05, 0.1, clock)
    budget.start()
    with budget.spending():  # the first, which comes in any case
        clock.now += cost
    updates = _run(clock, budget, 60.0, cost)
    assert budget.spent == pytest.approx((updates + 1) * cost)
    assert budget.spent <= 0.05 * (clock.now - 100.0) + 1e-9
    assert updates <= 600
    # And no less often than that: an update that costs little comes ten times a second.
    possible = min(60 / (0.101 + cost), 0.05 * 60 / cost - 1 if cost else 600)
    assert updates >= 0.95 * possible - 1


def test_an_update_that_took_long_is_paid_for_first() -> None:
    clock = Clock()
    budget = Budget(0.05, 0.1, clock)
    with budget.spending():
        clock.now += 1.0
    clock.now = 100.0 + 39.9
    assert not budget.is_due  # 1 s spent, 1 s expected: due after 40 s
    clock.now = 100.0 + 40.1
    assert budget.is_due
    with budget.spending():
        clock.now += 0.001
    clock.now += 0.2
    assert budget.is_due  # the next is expected to be as short as the last


def test_what_fails_is_counted_too() -> None:
    clock = Clock()
    budget = Budget(0.05, 0.1, clock)

    def fail() -> None:
        with budget.spending():
            clock.now += 2.0
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert budget.spent == 2.0
    clock.now += 1.0
    assert not budget.is_due


def test_start_forgets() -> None:
    clock = Clock()
    budget = Budget(0.05, 0.1, clock)
    with budget.spending():
        clock.now += 2.0
    budget.start()
    assert budget.spent == 0.0
    assert budget.is_due
