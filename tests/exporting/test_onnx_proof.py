# SPDX-License-Identifier: MIT
"""Models of ONNX with a proof in their metadata, as an export writes it."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import deltaward as dw
import sealed_file
from deltaward import proof, seal
from deltaward.verification import verify

onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")


def write(path: Path, net: dw.Network, text: str, *, pixels: bool = False) -> None:
    """Write one layer with softmax as an ONNX model."""
    kind = {"float32": onnx.TensorProto.FLOAT, "float64": onnx.TensorProto.DOUBLE}[net.dtype.name]
    n_in, n_out = net.sizes
    nodes = [
        onnx.helper.make_node("Gemm", ["x", "w", "b"], ["z"], transB=1),
        onnx.helper.make_node("Softmax", ["z"], ["a"]),
    ]
    constants = [("w", net.weights[0]), ("b", net.biases[0])]
    taken = kind
    if pixels:
        taken = onnx.TensorProto.UINT8
        constants.append(("white", np.array(255, net.dtype)))
        nodes[0].input[0] = "scaled"
        nodes.insert(0, onnx.helper.make_node("Cast", ["x"], ["cast"], to=kind))
        nodes.insert(1, onnx.helper.make_node("Div", ["cast", "white"], ["scaled"]))
    info = onnx.helper.make_tensor_value_info
    tensors = [onnx.numpy_helper.from_array(a, name) for name, a in constants]
    x, a = info("x", taken, ["m", n_in]), info("a", kind, ["m", n_out])
    model = onnx.helper.make_model(
        onnx.helper.make_graph(nodes, "net", [x], [a], tensors),
        opset_imports=[onnx.helper.make_opsetid("", 18)],
        ir_version=8,
    )
    onnx.helper.set_model_props(model, {"before": "1", "deltaward.proof": text, "z": "2"})
    file = io.BytesIO()
    seal.write(file, model.SerializeToString())
    path.write_bytes(file.getvalue())


@pytest.mark.parametrize("pixels", [False, True])
def test_sound(tmp_path: Path, dtype: np.dtype[Any], pixels: bool) -> None:
    net = dw.Network([6, 3], dtype=dtype)
    x, y = np.linspace(-9, 9, 60).reshape(10, 6), np.arange(10) % 3
    net.fit(x, y, batch_size=5, verbose=0)
    write(tmp_path / "a.onnx", net, proof.as_text(net, pixels=pixels), pixels=pixels)
    found = verify(tmp_path / "a.onnx")
    assert found.ok
    assert found.replay is not None
    assert found.replay.pairs == 3
    assert found.replay.difference <= found.replay.tolerance < 1e-4
    assert found.provenance == net.provenance
    assert found.proof["isa"] == dw.cpu_info()["isa"]


def test_outputs_that_are_nan(tmp_path: Path) -> None:
    net = dw.Network([4, 2])
    net.weights[0][0, 0] = np.nan
    net.to_onnx(tmp_path / "a.onnx")
    assert verify(tmp_path / "a.onnx").ok
    net.save(tmp_path / "a.safetensors")
    assert verify(tmp_path / "a.safetensors").ok


def test_every_byte_counts(tmp_path: Path) -> None:
    net, path = dw.Network([2, 2]), tmp_path / "a.onnx"
    write(path, net, proof.as_text(net))
    for i in range(path.stat().st_size):
        sealed_file.flip(path, 8 * i + i % 8)
        with pytest.raises(ValueError, match=r"a\.onnx: file_sha256: "):
            verify(path)
        sealed_file.flip(path, 8 * i + i % 8)
    assert verify(path).ok


def test_another_network_under_a_right_digest(tmp_path: Path) -> None:
    net, other = dw.Network([6, 3]), dw.Network([6, 3], seed=1)
    write(tmp_path / "a.onnx", other, proof.as_text(net))
    assert not verify(tmp_path / "a.onnx").ok


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"inputs": None}, "deltaward.proof"),
        ({"inputs": [[1, 2], [3, 4]]}, "outputs of shape"),
        ({"inputs": [[1.0] * 5] * 3}, "onnxruntime: "),
        ({"outputs": [[1.0]] * 3}, r"outputs of shape \(3, 3\); the proof has \(3, 1\)"),
        ({"tolerance": "much"}, "could not convert"),
        ({"provenance": []}, "metadata 'provenance'"),
    ],
)
def test_what_is_no_proof(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    net = dw.Network([6, 3])
    held = json.loads(proof.as_text(net))
    write(tmp_path / "a.onnx", net, json.dumps(held | change))
    with pytest.raises(ValueError, match=rf"a\.onnx: .*{message}"):
        verify(tmp_path / "a.onnx")


def test_without_onnxruntime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    net = dw.Network([6, 3])
    write(tmp_path / "a.onnx", net, proof.as_text(net))
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    found = verify(tmp_path / "a.onnx")
    assert found.ok
    assert found.replay is None
