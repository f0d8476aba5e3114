# SPDX-License-Identifier: MIT
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from deltaward.nielsen import network2
from nielsen_book import farthest


class Own:
    fn = staticmethod(network2.QuadraticCost.fn)
    delta = staticmethod(network2.QuadraticCost.delta)


@pytest.mark.parametrize("cost", [network2.QuadraticCost, network2.CrossEntropyCost])
def test_what_is_saved_is_loaded(tmp_path: Path, cost: type) -> None:
    net = network2.Network([5, 4, 3], cost=cost)
    net.save(tmp_path / "net.json")
    found = network2.load(str(tmp_path / "net.json"))
    assert (found.sizes, found.cost) == ([5, 4, 3], cost)
    assert farthest(found.weights + found.biases, net.weights + net.biases) == 0


def test_the_keys_are_the_books(tmp_path: Path) -> None:
    network2.Network([2, 1]).save(tmp_path / "net.json")
    held = json.loads((tmp_path / "net.json").read_text("utf-8"))
    assert set(held) == {"sizes", "weights", "biases", "cost"}
    assert held["cost"] == "CrossEntropyCost"
    assert np.shape(held["biases"][0]) == (1, 1)


def test_a_cost_of_ones_own_has_to_be_given(tmp_path: Path) -> None:
    network2.Network([2, 1], cost=Own).save(tmp_path / "net.json")
    with pytest.raises(ValueError, match="cost 'Own' is not known; expected one of Quadratic"):
        network2.load(tmp_path / "net.json")
    assert network2.load(tmp_path / "net.json", cost=Own).cost is Own


GOOD = {"sizes": [2, 1], "weights": [[[1, 2]]], "biases": [[[0.5]]], "cost": "QuadraticCost"}


def test_a_file_written_by_hand(tmp_path: Path) -> None:
    (tmp_path / "net.json").write_text(json.dumps(GOOD), "utf-8")
    net = network2.load(tmp_path / "net.json")
    out = net.feedforward(np.array([[1.0], [-1.0]]))
    assert out.item() == pytest.approx(1 / (1 + np.exp(0.5)), rel=1e-14)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cost": "sys"}, "cost 'sys' is not known"),
        ({"cost": "Network"}, "cost 'Network' is not known"),
        ({"cost": ["QuadraticCost"]}, "is not known"),
        ({"sizes": [2, 1.5]}, r"sizes\[1\]"),
        ({"sizes": 3}, "sizes: 3"),
        ({"sizes": [2, 10**9]}, r"weights\[0\]: expected numbers of shape \(1000000000, 2\)"),
        ({"sizes": [2]}, "weights: expected a list of 0"),
        ({"weights": [[[1, 2], [3]]]}, r"weights\[0\]: expected numbers of shape \(1, 2\)"),
        ({"weights": [[["1", "2"]]]}, r"weights\[0\]: expected numbers"),
        ({"weights": {"0": 1}}, "weights: expected a list of 1"),
        ({"biases": [[0.5]]}, r"biases\[0\]: expected numbers of shape \(1, 1\)"),
        ({"biases": [[[float("nan")]]]}, r"biases\[0\]: NaN"),
    ],
)
def test_files_that_are_refused(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    (tmp_path / "net.json").write_text(json.dumps(GOOD | change), "utf-8")
    with pytest.raises(ValueError, match=f"^filename: .*net.json: .*{message}"):
        network2.load(tmp_path / "net.json")


@pytest.mark.parametrize("text", ["", "[]", "{", '{"sizes": [2, 1]}', "[" * 100_000])
def test_files_that_are_something_else(tmp_path: Path, text: str) -> None:
    (tmp_path / "net.json").write_text(text, "utf-8")
    with pytest.raises(ValueError, match=r"^filename: .*net.json: (not a JSON file|expected an)"):
        network2.load(tmp_path / "net.json")


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        network2.load(tmp_path / "none.json")
