# SPDX-License-Identifier: MIT
"""How many threads the steps of a training take, where that is found by trying."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from deltaward import _core

if _core.available_threads() < 2:
    pytest.skip("one thread: nothing to try", allow_module_level=True)

# Of a step: one thread surely, one or two, too long to try.
SMALL, MIDDLE, LARGE = 1e6, 6e6, 1e13
TURN, TRIAL, BETWEEN = 16, 64, 2048


def _steps(team: _core.Team, count: int, seconds: Callable[[int], float]) -> list[int]:
    """Return the threads of so many steps that take so long by their threads."""
    threads = []
    for _ in range(count):
        threads.append(team.threads)
        team.took(seconds(team.threads))
    return threads


def _always(seconds: float) -> Callable[[int], float]:
    return lambda _: seconds


def _prepared(operations: float, asked: int = 0) -> _core.Team:
    team = _core.Team()
    team.prepare(operations, asked)
    return team


def test_nothing_is_tried_where_work_tells() -> None:
    assert _steps(_prepared(SMALL), 50, lambda _: 1.0) == [1] * 50
    assert set(_steps(_prepared(LARGE), 50, lambda _: 1.0)) == {_prepared(LARGE).threads}
    assert _prepared(LARGE).threads > 1
    assert _steps(_prepared(MIDDLE, asked=3), 50, lambda _: 1.0) == [3] * 50


@pytest.mark.parametrize(
    ("of_two", "quicker"), [(0.5, 2), (0.96, 2), (0.98, 1), (1.0, 1), (2.0, 1)]
)
def test_the_quicker_is_taken(of_two: float, quicker: int) -> None:
    team = _prepared(MIDDLE)
    tried = _steps(team, TRIAL, lambda threads: of_two if threads == 2 else 1.0)
    assert tried == ([1] * TURN + [2] * TURN) * 2
    assert not team.is_trying
    between = _steps(team, BETWEEN, lambda threads: of_two if threads == 2 else 1.0)
    assert between == [quicker] * BETWEEN
    assert team.is_trying


def test_what_changes_is_found_again() -> None:
    team = _prepared(MIDDLE)
    _steps(team, TRIAL + BETWEEN, lambda threads: 1.0 / threads)
    assert team.is_trying
    _steps(team, TRIAL, lambda threads: 1.0 * threads)
    assert team.threads == 1


def test_when_cores_drift_apart_it_is_tried_again_at_once() -> None:
    team = _prepared(MIDDLE)
    _steps(team, TRIAL, lambda threads: 1.0 / threads)
    # What is slow for eleven turns only, or by less than a quarter, may go on.
    for seconds in (*[0.8] * 11, 0.5, *[0.6] * 13):
        assert _steps(team, TURN, _always(seconds)) == [2] * TURN
        assert not team.is_trying
    _steps(team, 12 * TURN, lambda _: 0.8)
    assert team.is_trying
    _steps(team, TRIAL, lambda threads: 0.8 * threads)
    assert team.threads == 1


def test_the_first_steps_of_a_turn_do_not_count() -> None:
    team = _prepared(MIDDLE)
    for step in range(TRIAL):
        settling = step % TURN < 4
        team.took(100.0 if settling and team.threads == 2 else 1.0 / team.threads)
    assert team.threads == 2


def test_one_slow_turn_does_not_count() -> None:
    team = _prepared(MIDDLE)
    for step in range(TRIAL):
        team.took(9.0 if TURN <= step < 2 * TURN else 1.0 / team.threads)
    assert team.threads == 2


def test_steps_of_another_kind_between_do_not_begin_anew() -> None:
    """As in a stream, whose last mini-batch of an epoch is a short one."""
    team = _core.Team()
    tried = []
    for _ in range(4):
        team.prepare(MIDDLE, 0)
        tried += _steps(team, TURN, lambda threads: 1.0 / threads)
        team.prepare(SMALL, 0)
        assert _steps(team, 1, lambda _: 1.0) == [1]
    assert tried == ([1] * TURN + [2] * TURN) * 2
    team.prepare(MIDDLE, 0)
    assert team.threads == 2


def _printed(code: str, threads: int) -> list[str]:
    """Return the lines of a process that may have so many threads."""
    found = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"DELTAWARD_NUM_THREADS": str(threads)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return found.stdout.splitlines()


NEIGHBOUR = """
from deltaward import _core

def steps(count, seconds):
    threads = []
    for _ in range(count):
        threads.append(team.threads)
        team.took(seconds[team.threads])
    return threads

team = _core.Team()
team.prepare(5e8, 0)  # which two idle CPUs surely do in less time than one
idle, shared = {1: 1.0, 2: 0.5}, {1: 1.0, 2: 1.6}
print(*steps(16, idle), team.threads, set(steps(2048, idle)))
print(*steps(16, idle), team.threads)
print(set(steps(12 * 4, shared)), *steps(16, shared), team.threads)
print(set(steps(128, shared)), *steps(16, shared), team.threads)
print(set(steps(128, idle)), *steps(16, idle), team.threads)
"""


def test_a_neighbour_on_a_core_is_noticed_and_when_he_is_gone() -> None:
    """Steps of some milliseconds, tried four at a time."""
    tried = " ".join(["1 1 1 1 2 2 2 2"] * 2)
    assert _printed(NEIGHBOUR, 2) == [
        f"{tried} 2 {{2}}",
        f"{tried} 2",
        f"{{2}} {tried} 1",
        f"{{1}} {tried} 1",
        f"{{1}} {tried} 2",
    ]


SEARCH = """
import math
from deltaward import _core

team = _core.Team()
team.prepare(4e7, 0)
for quickest in (1, 4, 16, 10, 2, 1):
    tried = set()
    for _ in range(3 * 2200):
        tried.add(team.threads)
        team.took(1 + abs(math.log2(team.threads / quickest)))
    while team.is_trying:
        team.took(1 + abs(math.log2(team.threads / quickest)))
    print(team.threads, "of", *sorted(tried))
"""


def test_of_many_numbers_the_quickest_is_found() -> None:
    """Doubled up to the CPUs as long as that helps, and halved; here there are ten."""
    assert _printed(SEARCH, 10) == [
        "1 of 1 2",
        "4 of 1 2 4 8",
        "10 of 2 4 8 10",
        "10 of 8 10",
        "2 of 1 2 4 8 10",
        "1 of 1 2 4",
    ]
