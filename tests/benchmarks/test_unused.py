# SPDX-License-Identifier: MIT
"""What features cost while they are off: that all of a fit is timed, not how long it takes."""

from deltaward.benchmarks import unused
from deltaward.benchmarks.cases import Case

SMALL = Case("small", (20, 30, 5), "relu", 12, 100)


def test_unused() -> None:
    record = unused.measure(SMALL, 3, 1)
    assert record["inside"]["low"] > 0
    assert record["outside"]["low"] > 0
    text = unused.report([record])
    assert "small: 20-30-5 relu" in text
    assert "outside, % of" in text
