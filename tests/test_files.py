# SPDX-License-Identifier: MIT
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from safetensors.numpy import save_file

import deltaward as dw
import sealed_file

Array = npt.NDArray[Any]
Tensors = dict[str, Array]


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "net.safetensors"
    dw.Network([4, 3, 2], activation="tanh", seed=7).save(path)
    return path


@pytest.mark.parametrize("as_text", [True, False])
def test_round_trip(tmp_path: Path, dtype: np.dtype[Any], as_text: bool) -> None:
    net = dw.Network(
        [4, 5, 1], activation=["gelu", "softplus"], cost="poisson", dtype=dtype, seed=2**64 - 1
    )
    net.fit(np.ones((3, 4)), np.ones(3), epochs=2, verbose=0)
    path = tmp_path / "net.safetensors"
    net.save(str(path) if as_text else path)
    back = dw.load(str(path) if as_text else path)
    assert repr(back) == repr(net)
    assert (back.seed, back.epochs_trained) == (net.seed, 2)
    for got, expected in zip(back.weights + back.biases, net.weights + net.biases, strict=True):
        assert got.tobytes() == expected.tobytes()


def test_the_tensors(saved: Path) -> None:
    tensors, about = sealed_file.read(saved)
    shapes = {name: t.shape for name, t in tensors.items()}
    assert shapes == {
        "layers.0.weight": (3, 4),
        "layers.0.bias": (3,),
        "layers.1.weight": (2, 3),
        "layers.1.bias": (2,),
        "proof.inputs": (3, 4),
        "proof.outputs": (3, 2),
    }
    assert about["sizes"] == [4, 3, 2]
    assert about["activations"] == ["tanh", "softmax"]


def test_an_old_file_survives_a_failed_save(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = saved.read_bytes()

    def fail(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="no space left"):
        dw.Network([4, 3, 2]).save(saved)
    assert saved.read_bytes() == before
    assert list(saved.parent.iterdir()) == [saved]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        dw.Network([4, 3]).save(tmp_path / "nowhere" / "net.safetensors")
    with pytest.raises(FileNotFoundError):
        dw.load(tmp_path / "nothing.safetensors")


def _set(key: str, value: Any) -> Callable[[Tensors, dict[str, Any]], None]:
    return lambda _, about: about.update({key: value})


def _tensor(name: str, value: Array | None) -> Callable[[Tensors, dict[str, Any]], None]:
    def change(tensors: Tensors, _: dict[str, Any]) -> None:
        if value is None:
            del tensors[name]
        else:
            tensors[name] = value

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_tensor("layers.0.weight", np.ones((3, 5), "f4")), r"weight has shape \[3, 5\]; .*\[3, 4"),
        (_tensor("layers.0.weight", np.ones((4, 3), "f4")), r"weight has shape \[4, 3\]"),
        (_tensor("layers.1.bias", np.ones(2, "f8")), "layers.1.bias is F64; expected F32"),
        (_tensor("layers.1.bias", None), r"tensors missing: \['layers.1.bias'\]"),
        (_tensor("layers.2.bias", np.ones(2, "f4")), r"left over: \['layers.2.bias'\]"),
        (
            _set("sizes", [4, 2**40, 2]),
            r"has shape \[3, 4\]; the architecture says \[1099",
        ),
        (_set("sizes", [4, -3, 2]), "'sizes': .*; expected positive ints"),
        (_set("sizes", [4, 3.0, 2]), "'sizes': .*; expected positive ints"),
        (_set("sizes", [4]), "tensors missing"),
        (_set("sizes", "4,3,2"), "'sizes': '4,3,2'; expected list"),
        (_set("activations", ["tanh"]), "activation: 1 names"),
        (_set("activations", ["tanh", "os.system"]), "'os.system' is not known"),
        (_set("activations", [1, 2]), "net.safetensors: "),
        (_set("cost", "mse"), "cost: 'mse' is not known"),
        (_set("dtype", "float16"), "'dtype': 'float16'; expected float32 or float64"),
        (_set("seed", -1), "seed: -1"),
        (_set("epochs_trained", -1), "'epochs_trained': -1"),
        (_set("epochs_trained", True), "'epochs_trained': True; expected int"),
        (_set("format", 3), "format 3; this version of deltaward reads 1 and 2"),
        (_set("format", "2"), "'format': '2'; expected int"),
        (_set("proof", None), "'proof': None; expected dict"),
        (_set("proof", {"provenance": []}), r"'provenance': \[\]; expected what a network says"),
    ],
)
def test_files_that_do_not_fit(
    saved: Path, change: Callable[[Tensors, dict[str, Any]], None], message: str
) -> None:
    tensors, about = sealed_file.read(saved)
    change(tensors, about)
    sealed_file.write(saved, tensors, about)
    with pytest.raises(ValueError, match=message) as caught:
        dw.load(saved)
    assert str(caught.value).startswith(str(saved))


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "[" * 100_000])
def test_metadata_that_is_no_architecture(saved: Path, text: str) -> None:
    tensors, _ = sealed_file.read(saved)
    save_file(tensors, saved, metadata={"deltaward": text})
    with pytest.raises(ValueError, match=r"net\.safetensors: metadata"):
        dw.load(saved)


def test_a_proof_of_nothing_in_a_file_without_one(saved: Path) -> None:
    tensors, about = sealed_file.read(saved)
    sealed_file.write(saved, tensors, about | {"format": 1, "proof": [3]})
    with pytest.raises(ValueError, match=r"net\.safetensors: metadata 'provenance': \[3\]"):
        dw.load(saved)


def test_somebody_else_s_safetensors(tmp_path: Path) -> None:
    path = tmp_path / "other.safetensors"
    save_file({"w": np.ones(3)}, path)
    with pytest.raises(ValueError, match="no key 'deltaward' in the metadata"):
        dw.load(path)


@pytest.mark.parametrize("keep", [0, 4, 7, 8, 100, -1])
def test_files_cut_short(saved: Path, keep: int) -> None:
    content = saved.read_bytes()
    saved.write_bytes(content[:keep])
    header = 8 + int.from_bytes(content[:8], "little")
    needed = {0: 8, 4: 8, 7: 8, 8: header, 100: header, -1: len(content)}[keep]
    what = "not a safetensors file" if needed == 8 else "cut short"
    told = f"{saved}: {what}: {len(content[:keep])} bytes, expected {needed} or more"
    with pytest.raises(ValueError, match=f"^{re.escape(told)}$"):
        dw.load(saved)


def test_a_pickle_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "net.safetensors"
    path.write_bytes(b"\x80\x04\x95\x1e\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x8c\x06system.")
    with pytest.raises(ValueError, match="not a safetensors file"):
        dw.load(path)


@pytest.mark.parametrize("path", [None, 3, b"x"])
def test_no_path(path: Any) -> None:
    with pytest.raises(TypeError, match=r"^path: expected str or os.PathLike\[str\], got "):
        dw.load(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has neither of the two")
def test_no_regular_file(tmp_path: Path) -> None:
    """A pipe that nobody writes to would be waited for."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in ("/dev/null", str(pipe)):
        with pytest.raises(ValueError, match=f"^{path}: no regular file; expected a safetensors"):
            dw.load(path)
