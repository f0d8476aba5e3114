# SPDX-License-Identifier: MIT
"""What PyTorch, Keras and skl2onnx export, read by from_onnx and run by onnxruntime."""

import contextlib
import io
import logging
import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import deltaward as dw

pytest.importorskip("onnx", reason="onnx is not installed")
runtime: Any = pytest.importorskip("onnxruntime", reason="onnxruntime is not installed")

Array = npt.NDArray[Any]


def _run(path: Path, x: Array) -> list[Array]:
    session = runtime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return list(session.run(None, {session.get_inputs()[0].name: x}))


def _check(path: Path, x: Array, net: dw.Network) -> None:
    """Compare onnxruntime on a file, the network of it, and that network's own file."""
    outputs = [o for o in _run(path, x) if isinstance(o, np.ndarray) and o.dtype.kind == "f"]
    expected = outputs[0].reshape(len(x), -1)
    rows = x.reshape(len(x), -1)
    np.testing.assert_allclose(net.feedforward(rows), expected, rtol=1e-6, atol=1e-6)
    again = path.with_name("again.onnx")
    net.to_onnx(again)
    np.testing.assert_allclose(_run(again, rows)[0], expected, rtol=1e-6, atol=1e-6)
    np.testing.assert_array_equal(dw.from_onnx(again).feedforward(rows), net.feedforward(rows))


@pytest.fixture(params=[False, True], ids=["TorchScript", "torch.export"])
def export(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Any, Any], Path]:
    """One of PyTorch's two exporters."""
    torch: Any = pytest.importorskip("torch", reason="PyTorch is not installed")
    if request.param:
        pytest.importorskip("onnxscript", reason="onnxscript is not installed")

    def to_file(module: Any, example: Any) -> Path:
        path = tmp_path / "torch.onnx"
        rows: dict[str, Any] = {"dynamic_axes": {"x": {0: "rows"}}, "input_names": ["x"]}
        if request.param:
            rows = {"dynamic_shapes": ({0: torch.export.Dim("rows")},)}
        logging.disable(logging.WARNING)  # of parts of PyTorch that are not installed
        try:
            with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
                warnings.simplefilter("ignore")
                module.eval()
                torch.onnx.export(module, (example,), str(path), dynamo=request.param, **rows)
        finally:
            logging.disable(logging.NOTSET)
        return path

    return to_file


def test_pytorch(export: Callable[[Any, Any], Path], rng: np.random.Generator) -> None:
    """One network with all elementwise activations: an export takes seconds."""
    torch: Any = pytest.importorskip("torch", reason="PyTorch is not installed")
    nn = torch.nn
    torch.manual_seed(2)
    names = ["Sigmoid", "Tanh", "ReLU", "LeakyReLU", "ELU", "GELU", "SiLU", "Softplus", "Identity"]
    parts = [[nn.Linear(6, 6, bias=i % 2 == 0), getattr(nn, n)()] for i, n in enumerate(names)]
    module = nn.Sequential(nn.Flatten(), *(p for two in parts for p in two), nn.Linear(6, 3))
    x = rng.normal(scale=3, size=(7, 2, 3)).astype(np.float32)
    path = export(module, torch.from_numpy(x))
    net = dw.from_onnx(path)
    expected = ["sigmoid", "tanh", "relu", "leaky_relu", "elu", "gelu", "silu", "softplus"]
    assert net.activations == [*expected, "identity", "identity"]
    _check(path, x, net)
    direct = dw.from_torch(module)
    for got, given in zip(net.weights + net.biases, direct.weights + direct.biases, strict=True):
        np.testing.assert_array_equal(got, given)


def test_pytorch_with_a_forward_of_its_own(
    export: Callable[[Any, Any], Path], rng: np.random.Generator
) -> None:
    torch: Any = pytest.importorskip("torch", reason="PyTorch is not installed")
    nn = torch.nn

    class Net(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.first, self.norm, self.last = nn.Linear(6, 5), nn.BatchNorm1d(5), nn.Linear(5, 3)
            self.norm.running_mean[:] = torch.arange(5.0)

        def forward(self, x: Any) -> Any:
            x = (x.view(x.shape[0], -1) / 255 - 0.13) / 0.31
            x = nn.functional.dropout(torch.relu(self.norm(self.first(x))), 0.5, self.training)
            return torch.softmax(self.last(x), dim=1)

    torch.manual_seed(3)
    x = rng.uniform(0, 255, (7, 2, 3)).astype(np.float32)
    path = export(Net(), torch.from_numpy(x))
    net = dw.from_onnx(path)
    assert (net.sizes, net.activations) == ([6, 5, 3], ["relu", "softmax"])
    _check(path, x, net)


def test_keras(tmp_path: Path, rng: np.random.Generator) -> None:
    """Keras exports ONNX through PyTorch where that is its backend."""
    if os.environ.get("KERAS_BACKEND") != "torch":
        pytest.skip("set KERAS_BACKEND=torch, for Keras to export through PyTorch")
    keras: Any = pytest.importorskip("keras", reason="Keras is not installed")
    dense = keras.layers.Dense
    names = ["sigmoid", "tanh", "relu", "elu", "gelu", "silu", "softplus", "softmax"]
    model = keras.Sequential(
        [keras.Input((2, 3)), keras.layers.Flatten(), *(dense(6, activation=n) for n in names)]
    )
    x = rng.normal(size=(7, 2, 3)).astype(np.float32)
    path = tmp_path / "keras.onnx"
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        model(x)
        model.export(str(path), format="onnx", verbose=False)
    net = dw.from_onnx(path)
    assert net.activations == names
    _check(path, x, net)


@pytest.mark.parametrize("kind", ["two classes", "three classes", "labels", "values"])
def test_skl2onnx(tmp_path: Path, rng: np.random.Generator, kind: str) -> None:
    x = rng.normal(size=(30, 4)).astype(np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        skl2onnx: Any = pytest.importorskip("skl2onnx", reason="skl2onnx is not installed")
        from sklearn.neural_network import MLPClassifier, MLPRegressor

        rows = np.arange(30)
        estimator, y = {
            "two classes": (MLPClassifier((5,), max_iter=2), rows % 2),
            "three classes": (MLPClassifier((5,), max_iter=2), rows % 3),
            "labels": (MLPClassifier((5,), max_iter=2), np.eye(3, dtype=int)[rows % 3]),
            "values": (MLPRegressor(hidden_layer_sizes=(5,), max_iter=2), x[:, 0]),
        }[kind]
        estimator.fit(x, y)
        options = None if kind == "values" else {"zipmap": False}
        made = skl2onnx.to_onnx(estimator, x[:1], options=options)
    path = tmp_path / "sklearn.onnx"
    path.write_bytes(made.SerializeToString())
    runtime.set_default_logger_severity(3)  # a shape of skl2onnx's labels
    _check(path, x, dw.from_onnx(path))
