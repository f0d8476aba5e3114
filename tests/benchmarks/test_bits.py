# SPDX-License-Identifier: MIT
"""The same bits for any number of threads, and the table that would tell of others; scaling."""

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
    assert 0 < one["share"]["median"] < 2
    assert chosen["share"] is None
    text = scaling.report([record])
    assert "chosen" in text
    assert [row["threads"] for row in scaling.measure(SMALL, 1, 1)["rows"]] == [1]
