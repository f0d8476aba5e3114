# SPDX-License-Identifier: MIT
"""The same bits for any number of threads, and the table that would tell of others; scaling."""

from typing import Any

import pytest

from deltaward.benchmarks import bits, scaling
from deltaward.benchmarks.cases import CASES, Case

SMALL = Case("small", (20, 30, 40, 5), "relu", 12, 100)


@pytest.mark.parametrize("case", [SMALL, CASES["E"], CASES["F"]], ids=lambda case: case.name)
def test_the_same_bits(case: Case) -> None:
    record = bits.measure(case, threads=(1, 2, 3), runs=2)
    assert not bits.differ(record)
    ((digest, threads),) = record["hashes"].items()
    assert (len(digest), threads) == (64, [1, 2, 3])
    assert "The same bits everywhere." in bits.report([record])


def test_other_bits_are_told() -> None:
    record = {"case": "A", "runs": 10, "threads": [1, 2], "hashes": {"0": [1], "1": [1, 2]}}
    assert bits.differ(record)
    assert "DIFFERENT BITS: A." in bits.report([record])


def test_scaling() -> None:
    record = scaling.measure(SMALL, 2, 2)
    assert [row["threads"] for row in record["rows"]] == [1, 2, None]
    one, two, chosen = record["rows"]
    assert one["faster"] == {"low": 1, "median": 1, "high": 1}
    assert two["time"]["median"] > 0
    assert chosen["share"] is None
    text = scaling.report([record])
    assert "chosen" in text
    assert [row["threads"] for row in scaling.measure(SMALL, 1, 1)["rows"]] == [1]


def test_shares_of_the_peak(monkeypatch: pytest.MonkeyPatch) -> None:
    """From given times: one thread at the peak, two at twice its speed, chosen as slow as one."""

    def given(calls: dict[str, Any], rounds: int, repeat: dict[str, int]) -> dict[str, list[float]]:
        assert set(repeat) == set(calls)
        peak_work = calls["peak"]()
        second = SMALL.operations / peak_work
        return {
            "1": [second] * rounds,
            "2": [second / 2] * rounds,
            "None": [second] * rounds,
            "peak": [1.0] * rounds,
        }

    monkeypatch.setattr(scaling, "interleave", given)
    one, two, chosen = scaling.measure(SMALL, 3, 2)["rows"]
    assert one["share"]["median"] == pytest.approx(1)
    assert two["share"]["median"] == pytest.approx(1)
    assert [row["faster"]["median"] for row in (one, two, chosen)] == pytest.approx([1, 2, 1])
