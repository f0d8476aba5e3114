# SPDX-License-Identifier: MIT
"""Turns, medians and ratios."""

import gc

import pytest

from deltaward.benchmarks import markdown
from deltaward.benchmarks.side_by_side import Spread, interleave, ratios, repeats, spread


def test_turns() -> None:
    seen: list[str] = []
    calls = {name: lambda name=name: seen.append(name) for name in "xyz"}
    times = interleave(calls, 9, pause=0)
    rounds = ["".join(seen[i : i + 3]) for i in range(0, 27, 3)]
    assert {"".join(sorted(each)) for each in rounds} == {"xyz"}
    # Each follows each other one.
    pairs = {each[i : i + 2] for each in rounds for i in (0, 1)}
    assert pairs == {"xy", "yx", "xz", "zx", "yz", "zy"}
    assert {name: len(seconds) for name, seconds in times.items()} == {"x": 9, "y": 9, "z": 9}
    assert all(second >= 0 for seconds in times.values() for second in seconds)


def test_repeats_of_a_turn() -> None:
    seen: list[str] = []
    calls = {name: lambda name=name: seen.append(name) for name in "xy"}
    interleave(calls, 1, repeat={"x": 3, "y": 2}, pause=0)
    assert "".join(seen) in ("xxxyy", "yyxxx")
    assert repeats(lambda: None, 1e-4) > 1


def test_short_calls_settle(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    seen: list[str] = []

    def wait(seconds: float) -> None:
        nonlocal now
        now += seconds

    def call(name: str, seconds: list[float]) -> None:
        seen.append(name)
        wait(seconds.pop(0))

    monkeypatch.setattr("time.perf_counter", lambda: now)
    monkeypatch.setattr("time.sleep", wait)
    short, long = [0.5, 0.25, 0.75, 0.5], [1.0, 2.0]
    calls = {"short": lambda: call("short", short), "long": lambda: call("long", long)}
    times = interleave(calls, 2, pause=1)
    assert times == {"short": [0.25, 0.5], "long": [1.0, 2.0]}
    assert sorted(seen) == ["long"] * 2 + ["short"] * 4


def test_the_garbage_collector_comes_back() -> None:
    def broken() -> None:
        assert not gc.isenabled()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        interleave({"x": broken}, 1, pause=0)
    assert gc.isenabled()


def test_what_is_frozen_stays_so() -> None:
    """And what was not comes back."""
    before = gc.get_freeze_count()
    gc.unfreeze()
    try:
        interleave({"x": lambda: None}, 1, pause=0)
        assert gc.get_freeze_count() == 0
        gc.freeze()
        interleave({"x": lambda: None}, 1, pause=0)
        assert gc.get_freeze_count() > 0
    finally:
        if not before:
            gc.unfreeze()


def test_spread() -> None:
    assert spread([3.0]) == Spread(3, 3, 3)
    assert spread([5.0, 1.0, 4.0, 2.0, 3.0]) == Spread(2, 3, 4)


def test_a_ratio_is_one_of_a_round() -> None:
    """The machine gets slower from round to round; the ratio stays."""
    assert ratios([2.0, 4.0, 8.0], [1.0, 2.0, 4.0]) == Spread(2, 2, 2)
    with pytest.raises(ValueError, match="zip"):
        ratios([1.0], [1.0, 2.0])


def test_numbers() -> None:
    texts = ["0.123", "1.23", "12.3", "123", "1,235"]
    assert [markdown.short(v) for v in (0.1234, 1.234, 12.34, 123.4, 1234.6)] == texts
    assert markdown.within(Spread(0.001, 0.002, 0.003), 1e3) == ["2.00", "1.00–3.00"]


def test_table() -> None:
    assert markdown.table(("", "ms"), [("one", "1.0"), ("three", "12.0")]).splitlines() == [
        "|       |   ms |",
        "| :---- | ---: |",
        "| one   |  1.0 |",
        "| three | 12.0 |",
    ]
