# SPDX-License-Identifier: MIT
"""The process that measures: what it prints of each kind of measurement, and its end."""

import os
import subprocess
from typing import Any

import pytest

import deltaward as dw
from deltaward.benchmarks import process
from deltaward.benchmarks.process import MeasuringError

SMALLEST = ("--cases", "E", "--rounds", 1)


@pytest.mark.parametrize(
    ("measured", "event", "records", "holds"),
    [
        ("predict", "predict", 1, "rows"),
        ("products", "product", 27, "nn"),
        ("scaling", "scaling", 1, "peak"),
        ("features", "features", 1, "rows"),
        ("unused", "unused", 1, "outside"),
        ("bits", "bits", 1, "hashes"),
    ],
)
def test_the_machine_comes_first(measured: str, event: str, records: int, holds: str) -> None:
    machine, *found = process.run([measured, *SMALLEST], threads=1)
    assert (machine["event"], machine["threads"]) == ("machine", 1)
    if hasattr(os, "sched_setaffinity"):
        assert machine["cpus"] == 1
    assert machine["isa"] == dw.cpu_info()["isa"]
    assert len(found) == records
    for record in found:
        assert record["event"] == event
        assert record[holds]


def test_its_last_word_is_the_reason() -> None:
    with pytest.raises(MeasuringError, match=r"error: .*invalid choice: 'nothing'"):
        list(process.run(["nothing"], threads=1))


def test_who_reads_no_further_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The epochs would last for hours."""
    started: list[Any] = []
    popen = subprocess.Popen

    def start(*arguments: Any, **options: Any) -> Any:
        started.append(popen(*arguments, **options))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", start)
    reading = process.run(["cases", "--cases", "E", "--rounds", 10**6], threads=1)
    assert next(reading)["event"] == "machine"
    reading.close()  # type: ignore[attr-defined]
    assert [process.poll() not in (None, 0) for process in started] == [True]
