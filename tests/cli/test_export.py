# SPDX-License-Identifier: MIT
"""``deltaward export``."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import deltaward as dw
from deltaward.cli.export_formats import FORMATS

Run = Callable[..., Any]
Fails = Callable[..., str]


def test_a_c_header(run: Run, model: Path) -> None:
    result = run("export", model, "--output", "digits.h")
    net = dw.load(model)
    expected = net.to_c_header("again.h", name="digits")
    assert (result.status, result.err) == (0, "")
    assert result.out == f"{expected}\n".replace("again", "digits")
    assert Path("digits.h").read_bytes() == Path("again.h").read_bytes()
    assert run("export", model, "--output", "a", "--format", "c", "--name", "digits").status == 0
    assert Path("a").read_bytes() == Path("again.h").read_bytes()


def test_quantized(run: Run, model: Path, folder: Path) -> None:
    result = run("export", model, "--output", "net.h", "--quantize", "int8")
    (x, y) = dw.datasets.load_digits()[1]
    told = dw.load(model).to_c_header("net.h", quantize="int8", x=x, y=y)
    assert result.out == f"{told}\n"
    assert "on 256 samples: accuracy 0." in result.out
    (record,) = run(
        "export", model, "--output", "net.h", "--quantize", "int8", "--data", "digits", "--json"
    ).records
    assert (record["event"], record["format"], record["model"]) == ("result", "c", str(model))
    assert record["rounding"]["samples"] == 256
    assert record["constant_bytes"] == told.constant_bytes


def test_what_is_refused(fails: Fails, model: Path, folder: Path) -> None:
    assert fails(2, "export", model).startswith("the following arguments are required: --output")
    told = fails(2, "export", model, "--output", "net.x")
    assert told.startswith("--output: 'net.x'; expected a name that ends with .h")
    told = fails(2, "export", model, "--output", "my-net.h")
    assert told.startswith("name: 'my-net' from the file's name; expected")
    assert fails(2, "export", model, "--output", "a.h", "--name", "1").startswith("name: '1'")
    assert fails(2, "export", model, "--output", "a.h", "--quantize", "int4").startswith("--quant")
    told = fails(2, "export", model, "--output", "a.h", "--data", "digits")
    assert told == "--data: without --quantize there is nothing to measure"
    told = fails(1, "export", model, "--output", "a.h", "--quantize", "int8", "--data", folder)
    assert told.startswith("the network takes 64 pixels; the images of --data")
    assert fails(1, "export", "none", "--output", "a.h") == "none: No such file or directory"
    assert fails(1, "export", model, "--output", "no/a.h").startswith("no: No such folder")
    assert not Path("a.h").exists()


def test_every_format_has_a_suffix_of_its_own() -> None:
    assert len({form.suffix for form in FORMATS.values()}) == len(FORMATS)


def test_without_onnx(fails: Fails, model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    told = fails(1, "export", model, "--output", "net.onnx")
    assert "pip install 'deltaward[onnx]'" in told
    assert not Path("net.onnx").exists()


def test_an_onnx_model(run: Run, fails: Fails, model: Path) -> None:
    pytest.importorskip("onnx")
    pytest.importorskip("onnxruntime")
    for more, taken in (([], "floats"), (["--pixels"], "pixels")):
        result = run("export", model, "--output", "net.onnx", *more)
        size = Path("net.onnx").stat().st_size
        assert result.out == f"net.onnx: {size:,} bytes, for {taken}\n"
        result = run("verify", "net.onnx", "--data", "digits")
        assert result.status == 0
        assert "replay   3 inputs in onnxruntime give " in result.out
    told = fails(2, "export", model, "--output", "net.onnx", "--quantize", "int8")
    assert told == "--quantize: an ONNX model takes none"
    assert fails(2, "export", model, "--output", "a.h", "--pixels").startswith("--pixels: a C head")
