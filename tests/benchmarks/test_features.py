# SPDX-License-Identifier: MIT
"""What features cost: that each is measured beside plain SGD, not how long it takes."""

import pytest

from deltaward.benchmarks import features
from deltaward.benchmarks.cases import Case

SMALL = Case("small", (20, 30, 5), "relu", 12, 100)


def test_features(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "TURN", 0.0)
    record = features.measure(SMALL, 3, 1)
    rows = {row["name"]: row for row in record["rows"]}
    assert list(rows) == list(features.FEATURES)
    assert rows[features.PLAIN]["ratio"] == {"low": 1, "median": 1, "high": 1}
    assert all(row["time"]["median"] > 0 for row in record["rows"])
    text = features.report(record)
    assert all(name in text for name in features.FEATURES)
