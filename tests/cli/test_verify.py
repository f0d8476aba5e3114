# SPDX-License-Identifier: MIT
"""``deltaward verify``."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import deltaward as dw
import sealed_file
from c_program import try_cc

Run = Callable[..., Any]
Fails = Callable[..., str]


def test_text(run: Run, model: Path) -> None:
    result = run("verify", model)
    assert (result.status, result.err) == (0, "")
    lines = result.out.splitlines()
    assert lines[0] == f"{model}: sound"
    assert lines[1].split() == f"digest agrees with all {model.stat().st_size:,} bytes".split()
    isa, version = dw.cpu_info()["isa"], dw.__version__
    assert f"3 inputs give the outputs of deltaward {version}, {isa}, bit for bit" in lines[2]
    assert lines[3].startswith("  trained  epochs ")
    assert "optimizer sgd, learning_rate constant 0.1" in lines[3]
    assert lines[4].startswith("  on       uint8 (1541, 64), fingerprint ")


def test_json(run: Run, model: Path) -> None:
    (record,) = run("verify", model, "--json").records
    assert (record["event"], record["ok"], record["path"]) == ("result", True, str(model))
    assert (record["pairs"], record["same_bits"], record["difference"]) == (3, True, 0)
    assert record["bytes"] == model.stat().st_size
    assert record["sha256"].encode() in model.read_bytes()
    assert record["provenance"] == dw.load(model).provenance
    assert record["same_data"] is None


def test_the_data(run: Run, fails: Fails, model: Path, folder: Path) -> None:
    result = run("verify", model, "--data", "digits")
    assert result.status == 0
    assert result.out.endswith("  digits   by 771 of its 1,541 rows, the data it was trained on\n")
    result = run("verify", model, "--data", folder)
    assert result.status == 1
    assert result.out.startswith(f"{model}: WRONG\n")
    assert result.out.endswith("NOT the data it was trained on\n")
    (record,) = run("verify", model, "--data", folder, "--json").records
    assert (record["ok"], record["same_data"]) == (False, False)
    assert run("train", "--data", folder, "--quiet", "--output", "few").status == 0
    told = run("verify", "few", "--data", folder).out
    assert told.endswith(f"  {folder} the data it was trained on\n")  # all rows were looked at
    dw.Network([64, 10]).save("fresh")
    told = fails(1, "verify", "fresh", "--data", "digits")
    assert told == "--data: fresh does not say what data it was trained on"
    assert "it does not say how" in run("verify", "fresh").out


def test_a_flipped_bit(run: Run, model: Path) -> None:
    data = bytearray(model.read_bytes())
    data[len(data) // 2] ^= 16
    Path("x").write_bytes(data)
    result = run("verify", "x")
    assert (result.status, result.err) == (1, "")
    assert result.out.startswith("WRONG  x: file_sha256: the file says ")
    result = run("verify", "x", "--json")
    (record,) = result.records
    assert (result.status, record["ok"], record["path"]) == (1, False, "x")
    assert "changed or damaged" in record["problem"]


def test_other_numbers_under_a_right_digest(run: Run, model: Path) -> None:
    tensors, about = sealed_file.read(model)
    tensors["proof.outputs"][0, 3] += 0.5
    sealed_file.write(Path("x"), tensors, about)
    result = run("verify", "x")
    assert result.status == 1
    assert result.out.startswith("x: WRONG\n")
    assert "3 inputs give outputs 5.0e-01 off those of deltaward" in result.out
    assert not run("verify", "x", "--json").records[0]["ok"]


def test_a_header(run: Run, fails: Fails, model: Path) -> None:
    run("export", model, "--output", "net.h")
    result = run("verify", "net.h", "--data", "digits")
    assert result.status == 0
    assert "not done: --run compiles the self-test" in result.out
    assert "optimizer sgd, learning_rate constant 0.1" in result.out
    try_cc("--version")
    assert "the self-test, compiled here, passes" in run("verify", "net.h", "--run").out
    (record,) = run("verify", "net.h", "--run", "--json").records
    assert (record["ok"], record["self_test"]) == (True, 0)
    assert fails(2, "verify", model, "--run").endswith(
        "is no C header (.h), and has no self-test to run"
    )


@pytest.mark.parametrize("content", [b"", b"junk" * 99])
def test_what_is_no_file_of_ours(run: Run, fails: Fails, content: bytes) -> None:
    Path("x").write_bytes(content)
    assert run("verify", "x").out.startswith("WRONG  x: not a safetensors file: ")
    assert fails(1, "verify", "none") == "none: No such file or directory"
    assert fails(2, "verify").startswith("the following arguments are required: FILE")


def test_a_model_without_what_runs_it(
    run: Run, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The digest is checked all the same, and it is said that the replay was not."""
    pytest.importorskip("onnx")
    dw.load(model).to_onnx("net.onnx")
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    result = run("verify", "net.onnx")
    assert (result.status, result.err) == (0, "")
    assert "  replay   not done: needs onnxruntime (pip install onnxruntime)\n" in result.out
