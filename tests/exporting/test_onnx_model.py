# SPDX-License-Identifier: MIT
"""Networks as ONNX models, run by onnxruntime and by onnx's own evaluator."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import deltaward as dw
from deltaward import _core
from deltaward.exporting import onnx_model
from deltaward.verification import verify

onnx: Any = pytest.importorskip("onnx", reason="onnx is not installed")
runtime: Any = pytest.importorskip("onnxruntime", reason="onnxruntime is not installed")
reference: Any = pytest.importorskip("onnx.reference", reason="onnx is not installed")

Array = npt.NDArray[Any]
HIDDEN = [name for name in _core.activation_names() if name != "softmax"]


def _outputs(path: Path, x: Array) -> list[Array]:
    """Run a checked model: with onnxruntime, and with the evaluator that defines ONNX."""
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    session = runtime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    evaluator = reference.ReferenceEvaluator(model)
    with np.errstate(over="ignore"):  # in the evaluator's sigmoid
        return [np.asarray(run.run(None, {"x": x})[0]) for run in (session, evaluator)]


def _net(activations: list[str], dtype: Any) -> dw.Network:
    cost = "cross_entropy" if activations[-1] == "softmax" else "quadratic"
    net = dw.Network([5, 7, 3], activation=activations, cost=cost, dtype=dtype, seed=3)
    for b in net.biases:
        b[:] = np.linspace(-1, 1, len(b))
    return net


@pytest.mark.parametrize(
    "activations",
    [[name, "identity"] for name in HIDDEN] + [["tanh", n] for n in (*HIDDEN, "softmax")],
)
@pytest.mark.parametrize("rows", [1, 6])
def test_every_activation(
    tmp_path: Path, rng: np.random.Generator, activations: list[str], rows: int, dtype: Any
) -> None:
    net = _net(activations, dtype)
    x = rng.normal(scale=3, size=(rows, 5)).astype(dtype)
    net.to_onnx(tmp_path / "net.onnx")
    for got in _outputs(tmp_path / "net.onnx", x):
        assert got.dtype == dtype
        assert got.shape == (rows, 3)
        np.testing.assert_allclose(got, net.feedforward(x), rtol=1e-6, atol=1e-6)


def test_large_z(tmp_path: Path, dtype: Any) -> None:
    """Where exp overflows, and where the rounding of erf could be multiplied by z.

    Not with the evaluator, whose softplus overflowed before onnx 1.23.
    """
    for name in HIDDEN:
        net = dw.Network([1, 1], activation=[name], cost="quadratic", dtype=dtype)
        net.weights[0][:] = 1
        x = np.array([[-1e4], [-300], [-30], [-5], [0], [5], [30], [300], [1e4]], dtype)
        net.to_onnx(tmp_path / "net.onnx")
        session = runtime.InferenceSession(tmp_path / "net.onnx")
        got = session.run(None, {"x": x})[0]
        np.testing.assert_allclose(got, net.feedforward(x), rtol=1e-6, atol=1e-6, err_msg=name)


def test_pixels(tmp_path: Path, rng: np.random.Generator, dtype: Any) -> None:
    net = _net(["relu", "softmax"], dtype)
    x = rng.integers(0, 256, (4, 5), dtype=np.uint8)
    net.to_onnx(tmp_path / "net.onnx", pixels=True)
    for got in _outputs(tmp_path / "net.onnx", x):
        assert got.dtype == dtype
        np.testing.assert_allclose(got, net.feedforward(x), rtol=1e-6, atol=1e-6)


def test_one_layer_without_an_activation(tmp_path: Path) -> None:
    net = dw.Network([4, 2], activation="identity", cost="quadratic")
    net.to_onnx(tmp_path / "net.onnx")
    assert [node.op_type for node in onnx.load(tmp_path / "net.onnx").graph.node] == ["Gemm"]
    x = np.ones((3, 4), np.float32)
    for got in _outputs(tmp_path / "net.onnx", x):
        np.testing.assert_allclose(got, net.feedforward(x), rtol=1e-6)


def test_what_the_model_says_of_itself(tmp_path: Path) -> None:
    net = _net(["elu", "sigmoid"], "float64")
    net.to_onnx(tmp_path / "net.onnx")
    model = onnx.load(tmp_path / "net.onnx")
    assert (model.producer_name, model.producer_version) == ("deltaward", dw.__version__)
    about = {entry.key: entry.value for entry in model.metadata_props}
    assert json.loads(about["deltaward.sizes"]) == [5, 7, 3]
    assert json.loads(about["deltaward.activations"]) == ["elu", "sigmoid"]
    assert about["deltaward.cost"] == "quadratic"
    assert about["deltaward.version"] == dw.__version__
    weights = {t.name: onnx.numpy_helper.to_array(t) for t in model.graph.initializer}
    assert weights["layers.1.weight"].tobytes() == net.weights[1].tobytes()
    assert weights["layers.0.bias"].tobytes() == net.biases[0].tobytes()


def test_the_same_network_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        _net(["gelu", "softmax"], "float32").to_onnx(tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_an_old_file_survives_a_failed_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "net.onnx"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="no space left"):
        dw.Network([4, 3]).to_onnx(path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_weights_that_no_file_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx_model, "LARGEST", 59)
    with pytest.raises(ValueError, match="to_onnx: 60 bytes of weights; expected at most 59"):
        dw.Network([4, 3]).to_onnx(tmp_path / "net.onnx")
    assert list(tmp_path.iterdir()) == []


def test_bad_arguments(tmp_path: Path) -> None:
    net = dw.Network([4, 3])
    with pytest.raises(TypeError, match="path: expected str"):
        net.to_onnx(3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="pixels: 1 of type int; expected True or False"):
        net.to_onnx(tmp_path / "net.onnx", pixels=1)  # type: ignore[arg-type]


def test_without_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(ImportError, match=r"pip install 'deltaward\[onnx\]'"):
        dw.Network([4, 3]).to_onnx(tmp_path / "net.onnx")


@pytest.mark.parametrize("activation", [*HIDDEN, "softmax"])
@pytest.mark.parametrize("pixels", [False, True])
def test_the_proof(tmp_path: Path, activation: str, pixels: bool, dtype: Any) -> None:
    net = _net(["tanh" if activation == "softmax" else activation, activation], dtype)
    net.to_onnx(tmp_path / "net.onnx", pixels=pixels)
    found = verify(tmp_path / "net.onnx")
    assert found.ok
    assert found.replay is not None
    assert found.replay.tolerance < 1e-3
