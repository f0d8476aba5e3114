# SPDX-License-Identifier: MIT
"""Tensors in the file and beside it, and what a file could try with them."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from onnx_graphs import dense, model, node, onnx, run


@pytest.fixture
def path(tmp_path: Path, rng: np.random.Generator) -> Path:
    """A model in a folder of its own, with w in a file beside it, b inside."""
    folder = tmp_path / "folder"
    folder.mkdir()
    made = model([node("Gemm", "x w b", "a")], dense(rng))
    external = onnx.external_data_helper
    external.set_external_data(made.graph.initializer[0], "weights.bin")
    onnx.save(made, folder / "net.onnx")
    return folder / "net.onnx"


def _change(path: Path, change: Callable[[Any], Any]) -> None:
    made = onnx.load(path, load_external_data=False)
    change(made.graph.initializer[0])
    path.write_bytes(made.SerializeToString())


def _said(key: str, value: str) -> Callable[[Any], Any]:
    def change(tensor: Any) -> None:
        entries = {e.key: e.value for e in tensor.external_data} | {key: value}
        del tensor.external_data[:]
        for k, v in entries.items():
            tensor.external_data.add(key=k, value=v)

    return change


def test_beside(path: Path, rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch) -> None:
    x = rng.normal(size=(3, 4)).astype(np.float32)
    expected = run(onnx.load(path), x)
    np.testing.assert_allclose(dw.from_onnx(path).feedforward(x), expected, rtol=1e-6)
    monkeypatch.chdir(path.parent)
    np.testing.assert_allclose(dw.from_onnx("net.onnx").feedforward(x), expected, rtol=1e-6)


def test_somewhere_in_it(path: Path) -> None:
    before = dw.from_onnx(path).weights[0].copy()
    weights = path.with_name("weights.bin")
    weights.write_bytes(b"12345678" + weights.read_bytes() + b"more")
    _change(path, _said("offset", "8"))
    assert np.array_equal(dw.from_onnx(path).weights[0], before)


@pytest.mark.parametrize(
    "location", ["../weights.bin", "/etc/passwd", "sub/../../weights.bin", "..", "link.bin"]
)
def test_files_elsewhere_are_not_read(path: Path, location: str) -> None:
    outside = path.parent.parent / "weights.bin"
    outside.write_bytes(path.with_name("weights.bin").read_bytes())
    if location == "link.bin":
        try:
            path.with_name("link.bin").symlink_to(outside)
        except OSError:
            pytest.skip("no right to make links")
    _change(path, _said("location", location))
    with pytest.raises(ValueError, match=r"'w': location .*; expected a file in the folder of the"):
        dw.from_onnx(path)


@pytest.mark.parametrize("location", ["", ".", "nothing.bin", "a\0b"])
def test_files_that_are_none(path: Path, location: str) -> None:
    _change(path, _said("location", location))
    with pytest.raises(ValueError, match="tensor 'w': location"):
        dw.from_onnx(path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_said("offset", "4"), "weights.bin has 48 bytes; expected 52"),
        (_said("offset", str(2**62)), "weights.bin has 48 bytes; expected"),
        (_said("offset", "-4"), "from -4"),
        (_said("length", "44"), "takes 48 bytes; the model says 44"),
        (_said("length", "x"), "type or place in another file"),
        (lambda t: t.dims.append(2**50), "bytes; the model says 48"),
        (lambda t: t.dims.extend([-1, -1]), "takes 48 bytes"),
        (lambda t: setattr(t, "data_type", 11), "of float64 takes 96 bytes; the model says 48"),
        (lambda t: setattr(t, "data_type", 99), "type or place"),
        (lambda t: setattr(t, "data_type", 8), "tensor 'w': "),
    ],
)
def test_what_does_not_fit(path: Path, change: Callable[[Any], Any], message: str) -> None:
    _change(path, _said("length", "48"))
    _change(path, change)
    with pytest.raises(ValueError, match=message) as caught:
        dw.from_onnx(path)
    assert str(caught.value).startswith(str(path))


def test_a_file_cut_short(path: Path) -> None:
    os.truncate(path.with_name("weights.bin"), 40)
    with pytest.raises(ValueError, match=r"weights.bin has 40 bytes; expected 48"):
        dw.from_onnx(path)


def test_a_model_without_a_folder(path: Path) -> None:
    made = onnx.load(path, load_external_data=False)
    with pytest.raises(ValueError, match="model: tensor 'w': is in another file"):
        dw.from_onnx(made)


@pytest.mark.parametrize("dims", [[2**40, 3], [5, 3], [-4, -3], [4, 3, 2**31]])
def test_shapes_that_the_values_inside_do_not_fill(
    tmp_path: Path, rng: np.random.Generator, dims: list[int]
) -> None:
    made = model([node("Gemm", "x w b", "a")], dense(rng))
    made.graph.initializer[0].dims[:] = dims
    with pytest.raises(ValueError, match="model: tensor 'w': values do not fit its shape"):
        dw.from_onnx(made)


def test_a_location_that_is_no_text(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data.replace(b"weights.bin", b"weights\xff\xfein"))
    with pytest.raises(ValueError, match=r"net\.onnx: "):
        dw.from_onnx(path)
