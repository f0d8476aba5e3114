# SPDX-License-Identifier: MIT
"""Records and tables of predictions and of training, without the libraries that take long to load.

What the numbers are depends on the machine; how they are put together does not.
"""

from typing import Any

import pytest

from deltaward.benchmarks import contenders, prediction, training
from deltaward.benchmarks.cases import Case
from deltaward.benchmarks.contenders import Absent, prepare
from deltaward.benchmarks.peers import PEERS, Peer

LIGHT = tuple(peer for peer in PEERS if not peer.needs)
BROKEN = Peer("Broken", "no_such_module", cases="E")
UNHEARD_OF = Peer("Unheard of", "book", needs=("no_such_library",), cases="E")


@pytest.fixture(autouse=True)
def peers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prediction, "PEERS", (*LIGHT, BROKEN, UNHEARD_OF))
    monkeypatch.setattr(training, "PEERS", (*LIGHT, BROKEN, UNHEARD_OF))
    monkeypatch.setattr(prediction, "TURN", 1e-4)


def _check_absent(record: dict[str, Any], text: str) -> None:
    assert record["not_installed"] == ["Unheard of"]
    assert record["failed"]["Broken"].startswith("ModuleNotFoundError: ")
    assert "Not installed: Unheard of." in text
    assert "Broken failed: ModuleNotFoundError: " in text


@pytest.mark.parametrize("samples", [1, 7])
def test_prediction(samples: int) -> None:
    record = prediction.measure(samples, 2, 1)
    assert {row["name"] for row in record["rows"]} == {"deltaward", "NumPy"}
    medians = [row["time"]["median"] for row in record["rows"]]
    assert medians == sorted(medians)
    text = prediction.report(record)
    assert "µs" in text if samples == 1 else "ms" in text
    _check_absent(record, text)


def test_training() -> None:
    case = Case("E", (3, 4, 2), "sigmoid", 2, 10)
    record = training.measure(case, 2, 1)
    assert {row["name"] for row in record["rows"]} == {"deltaward", "NumPy"}
    own = next(row for row in record["rows"] if row["name"] == "deltaward")
    assert own["ratio"] == {"low": 1, "median": 1, "high": 1}
    assert record["not_for_this_case"] == ["deltaward, float32", "the book's code"]
    _check_absent(record, training.report(record))


def test_nothing_goes_without_deltaward() -> None:
    def fail(peer: Peer) -> None:
        raise RuntimeError(peer.name)

    with pytest.raises(RuntimeError, match=r"^deltaward$"):
        prepare(PEERS[:1], fail)
    assert prepare([UNHEARD_OF], fail) == ({}, Absent(["Unheard of"], {}))
    assert contenders.tell({"not_installed": [], "failed": {}}) == []
