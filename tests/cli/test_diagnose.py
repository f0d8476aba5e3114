# SPDX-License-Identifier: MIT
"""``deltaward diagnose``."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

import deltaward as dw


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A network with two dead neurons."""
    net = dw.Network([64, 20, 10], seed=1)
    net.biases[0][[3, 7]] = -1000
    path = tmp_path / "planted.safetensors"
    net.save(path)
    return path


def test_text(run: Callable[..., Any], planted: Path) -> None:
    (x, y), _ = dw.datasets.load_digits()
    result = run("diagnose", planted)
    assert (result.status, result.err) == (0, "")
    assert result.out == f"{dw.load(planted).diagnose(x[:1000], y[:1000])}\n"
    assert "neurons are dead" in result.out
    few = run("diagnose", planted, "--samples", 5).out
    assert few.startswith("Diagnosis of [64, 20, 10], cost cross_entropy, on 5 samples\n")


def test_json(run: Callable[..., Any], planted: Path) -> None:
    records = run("diagnose", planted, "--samples", 10**6, "--json").records
    (x, y), _ = dw.datasets.load_digits()
    told = dw.load(planted).diagnose(x, y)
    layers = [record for record in records if record["event"] == "layer"]
    assert [layer["layer"] for layer in layers] == [1, 2]
    assert {3, 7} <= set(layers[0]["dead_neurons"])
    assert layers[0]["ratio"] == told.layers[0].ratio
    assert layers[1]["ratio"] is None  # NaN, which JSON hasn't
    found = [record for record in records if record["event"] == "finding"]
    assert [f["message"] for f in found] == [f.message for f in told.findings]
    last = records[-1]
    assert (last["event"], last["samples"]) == ("result", len(x))
    assert last["findings"] == len(found) > 0
    assert last["thresholds"] == asdict(told.thresholds)


def test_another_network(fails: Callable[..., str], tmp_path: Path) -> None:
    dw.Network([5, 3]).save(tmp_path / "x")
    told = fails(1, "diagnose", tmp_path / "x")
    assert told == "the network takes 5 pixels; the images of --data digits have 64"
    assert fails(2, "diagnose", tmp_path / "x", "--samples", 0).startswith("--samples: ")
