# SPDX-License-Identifier: MIT
"""``deltaward bench``: what it prints, what it leaves out, what it refuses."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import deltaward as dw

Run = Callable[..., Any]
Fails = Callable[..., str]
DATA = os.environ.get("DELTAWARD_DATA")
SMALLEST = ("bench", "--cases", "E", "--rounds", "1", "--threads", "1")


@pytest.fixture(autouse=True)
def only_numpy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the process that measures find no PyTorch, JAX or Keras: importing them takes long."""
    hook = (
        "import importlib.util as u\nfind = u.find_spec\n"
        "heavy = {'torch', 'jax', 'keras', 'sklearn'}\n"
        "u.find_spec = lambda name, *a: None if name in heavy else find(name, *a)\n"
    )
    folder = tmp_path / "hook"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(hook, encoding="utf-8")
    path = [str(folder), *filter(None, [os.environ.get("PYTHONPATH")])]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(path))


def test_text_and_file(run: Run) -> None:
    result = run(*SMALLEST, "--output", "x.md")
    assert (result.status, result.err) == (0, "")
    assert Path("x.md").read_text(encoding="utf-8") == result.out
    heading, title, *_ = result.out.split("\n\n")
    assert f"{dw.cpu_info()['isa']}, 1 thread" in heading
    assert f"deltaward {dw.__version__}" in heading
    assert title.startswith("**E**: 3-4-2 sigmoid, quadratic, mini-batches of 1, 2,000 samples")
    assert "| deltaward " in result.out
    assert "| NumPy " in result.out
    assert "Not installed: JAX, scan, PyTorch, Keras on JAX." in result.out


def test_json(run: Run) -> None:
    result = run(*SMALLEST, "--json")
    assert (result.status, result.err) == (0, "")
    machine, case, end = result.records
    assert (machine["event"], machine["threads"]) == ("machine", 1)
    assert (case["event"], case["case"]) == ("case", "E")
    rows = {row["name"]: row for row in case["rows"]}
    assert set(rows) == {"deltaward", "NumPy"}
    assert rows["deltaward"]["ratio"] == {"low": 1, "median": 1, "high": 1}
    assert rows["NumPy"]["time"]["median"] == rows["NumPy"]["seconds"][0] > 0
    assert case["not_for_this_case"] == ["deltaward, float32", "scikit-learn", "the book's code"]
    assert end == {
        "event": "result",
        "cases": ["E"],
        "left_out": [],
        "reason": None,
        "output": None,
    }


def test_a_case_without_its_data(run: Run) -> None:
    """E is run all the same; the status is 1 because A was asked for."""
    result = run("bench", "--cases", "AE", "--rounds", "1", "--output", "x.md")
    assert result.status == 1
    assert result.err.startswith("left out: A; MNIST is not on this machine")
    assert "**E**" in result.out
    assert "Left out: A; MNIST is not on this machine" in Path("x.md").read_text(encoding="utf-8")
    result = run("bench", "--cases", "AE", "--rounds", "1", "--json")
    assert (result.status, result.err) == (1, "")
    assert result.records[-1]["left_out"] == ["A"]


def test_only_cases_without_their_data(fails: Fails) -> None:
    told = fails(1, "bench", "--cases", "AC")
    assert told.startswith("no case to run: A, C need MNIST; MNIST is not on this machine")


@pytest.mark.skipif(not DATA, reason="MNIST: set DELTAWARD_DATA to a folder with the four files")
@pytest.mark.timeout(600)  # every library that is installed takes part
def test_a_case_of_mnist(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert DATA is not None
    monkeypatch.setenv("DELTAWARD_DATA", DATA)
    result = run("bench", "--cases", "A", "--rounds", "1", "--threads", "1", "--json")
    assert (result.status, result.err) == (0, "")
    _, case, end = result.records
    assert {"deltaward", "NumPy", "the book's code"} <= {row["name"] for row in case["rows"]}
    assert (end["cases"], end["left_out"], end["reason"]) == (["A"], [], None)


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        ("--cases EG", "--cases: 'EG'; expected letters of ABCDEF, each at most once"),
        ("--cases e", "--cases: 'e'; expected letters"),
        ("--cases EE", "--cases: 'EE'; expected letters"),
        ("--cases ", "--cases: ''; expected letters"),
        ("--rounds 0", "--rounds: '0'; expected a whole number of at least 1"),
        ("--rounds -1", "--rounds: '-1'; expected"),
        ("--threads 0", "--threads: '0'; expected a whole number from 1 to 1024"),
        ("--threads 1025", "--threads: '1025'; expected a whole number from 1 to 1024"),
        ("E", "unrecognized arguments: E"),
    ],
)
def test_wrong_values(fails: Fails, argv: str, told: str) -> None:
    assert told in fails(2, "bench", *argv.split(" "))


def test_a_file_that_cannot_be_written(fails: Fails) -> None:
    told = fails(1, *SMALLEST, "--output", "no/such/x.md")
    assert told == "no/such: No such folder to write into"


def test_data_that_is_no_folder(fails: Fails, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DELTAWARD_DATA", "nowhere")
    assert "DELTAWARD_DATA" in fails(1, "bench", "--cases", "A")


def test_a_process_that_fails(fails: Fails, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DELTAWARD_ISA", "sse")
    told = fails(1, *SMALLEST)
    assert told.startswith("the measuring process failed: ")
    assert "sse" in told


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT to send")
def test_interrupt() -> None:
    argv = [sys.executable, "-m", "deltaward", "bench", "--cases", "E", "--rounds", "100000"]
    with subprocess.Popen(
        argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()  # the machine: it is at work
        time.sleep(0.2)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == "deltaward: error: interrupted\n"
    assert "**E**" not in out
