# SPDX-License-Identifier: MIT
"""Fresh processes on their way to a goal."""

import os
from pathlib import Path

import pytest

from deltaward.benchmarks import cold

pytestmark = pytest.mark.skipif(not hasattr(os, "wait4"), reason="needs wait4")

ARRIVES = """
import json, sys
from importlib.util import cache_from_source
from pathlib import Path
helper = Path(__file__).with_name("helper.py")
with open(Path(sys.argv[1], "arrives.txt"), "a") as file:
    print(Path(cache_from_source(str(helper))).exists(), file=file)
import helper
print(json.dumps({"epochs": 1, "accuracy": 0.5}))
print(json.dumps({"epochs": 2 + int(sys.argv[2]), "accuracy": 0.98}))
"""
GETS_LOST = 'print(\'{"epochs": 20, "accuracy": 0.97}\')'
FAILS = "raise OSError('no such luck')"


@pytest.fixture
def scripts(tmp_path: Path) -> dict[str, Path]:
    made = {}
    (tmp_path / "helper.py").write_text("", encoding="utf-8")
    for name, text in (("arrives", ARRIVES), ("gets lost", GETS_LOST), ("fails", FAILS)):
        made[name] = tmp_path / f"{name}.py"
        made[name].write_text(text, encoding="utf-8")
    return made


def test_a_run(scripts: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    done = cold.run(scripts["arrives"], tmp_path, seed=3, threads=1, bytecode=str(tmp_path))
    assert (done.epochs, done.accuracy, done.error) == (5, 0.98, None)
    assert 0 < done.seconds < 60
    assert 1 < done.megabytes < 1000


def test_measure(scripts: dict[str, Path], tmp_path: Path) -> None:
    record = cold.measure(scripts, tmp_path, rounds=2, threads=1)
    # Once to leave the bytecode, and twice that count and find it.
    told = (tmp_path / "arrives.txt").read_text(encoding="utf-8").split()
    assert told == ["False", "True", "True"]
    first, second = record["rows"]
    assert (first["name"], second["name"]) == ("arrives", "gets lost")
    assert first["ratio"] == {"low": 1, "median": 1, "high": 1}
    assert second["time"] == second["ratio"] == {"low": None, "median": None, "high": None}
    assert record["failed"] == {"fails": "OSError: no such luck"}
    text = cold.report(record)
    assert "| 2–3 |" in " ".join(text.split())
    assert "gets lost missed the goal in 2 of 2 runs of 20 epochs." in text
    assert "fails failed: OSError: no such luck" in text


def test_the_measure_fails(scripts: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="fails failed: OSError"):
        cold.measure({"fails": scripts["fails"]}, tmp_path, rounds=1, threads=1)
