# SPDX-License-Identifier: MIT
"""Networks from ONNX files: what to_onnx wrote, and files that are none."""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward import _core
from onnx_graphs import dense, model, node, onnx
from own_costs import QuadraticCost


@pytest.mark.parametrize("name", _core.activation_names())
def test_there_and_back(tmp_path: Path, name: str, dtype: np.dtype[Any]) -> None:
    hidden = "tanh" if name == "softmax" else name
    cost = "cross_entropy" if name == "softmax" else "log_cosh"
    net = dw.Network([5, 7, 3], activation=[hidden, name], cost=cost, dtype=dtype, seed=4)
    net.biases[1][:] = [1, 2, 3]
    net.to_onnx(tmp_path / "net.onnx")
    back = dw.from_onnx(tmp_path / "net.onnx")
    assert repr(back) == repr(net)
    for got, expected in zip(back.weights + back.biases, net.weights + net.biases, strict=True):
        assert got.tobytes() == expected.tobytes()


def test_pixels_there_and_back(tmp_path: Path, dtype: np.dtype[Any]) -> None:
    net = dw.Network([4, 3, 2], dtype=dtype)
    net.to_onnx(tmp_path / "net.onnx", pixels=True)
    back = dw.from_onnx(tmp_path / "net.onnx")
    x = np.array([[0, 1, 128, 255]], np.uint8)
    tolerance = 1e-6 if dtype == np.float32 else 1e-15
    np.testing.assert_allclose(back.feedforward(x), net.feedforward(x), rtol=tolerance)


def test_the_cost(tmp_path: Path) -> None:
    """The one that was written down, the one that is given, or one that suits the outputs."""
    path = tmp_path / "net.onnx"
    dw.Network([4, 3], activation=["sigmoid"], cost="huber").to_onnx(path)
    assert dw.from_onnx(path).cost == "huber"
    assert dw.from_onnx(path, cost="absolute").cost == "absolute"
    own = QuadraticCost()
    assert dw.from_onnx(path, cost=own).cost is own
    dw.Network([4, 3], activation=["sigmoid"], cost=own).to_onnx(path)
    assert dw.from_onnx(path).cost == "cross_entropy"
    with pytest.raises(ValueError, match="cost: 'mse' is not known"):
        dw.from_onnx(path, cost="mse")


def test_a_cost_that_does_not_fit_the_outputs(tmp_path: Path) -> None:
    path = tmp_path / "net.onnx"
    dw.Network([4, 3], activation=["tanh"], cost="quadratic").to_onnx(path)
    made = onnx.load(path)
    onnx.helper.set_model_props(made, {"deltaward.cost": "poisson"})
    path.write_bytes(made.SerializeToString())
    with pytest.raises(ValueError, match=r"net\.onnx: metadata 'deltaward.cost': cost.*poisson"):
        dw.from_onnx(path)
    assert dw.from_onnx(path, cost="huber").cost == "huber"


@pytest.mark.parametrize(
    ("activation", "cost"),
    [
        ("Softmax", "cross_entropy"),
        ("Sigmoid", "cross_entropy"),
        ("Identity", "quadratic"),
        ("Relu", "quadratic"),
        ("Softplus", "quadratic"),
    ],
)
def test_the_cost_of_a_stranger(rng: np.random.Generator, activation: str, cost: str) -> None:
    made = model([node("Gemm", "x w b", "z"), node(activation, "z", "a")], dense(rng))
    assert dw.from_onnx(made).cost == cost


def test_an_output_activation_for_logits(rng: np.random.Generator) -> None:
    made = model([node("Gemm", "x w b", "a")], dense(rng))
    net = dw.from_onnx(made, output_activation="softmax")
    assert (net.activations, net.cost) == (["softmax"], "cross_entropy")
    np.testing.assert_array_equal(net.weights[0], dw.from_onnx(made).weights[0])
    with pytest.raises(ValueError, match="output_activation: 'mish' is not known"):
        dw.from_onnx(made, output_activation="mish")
    made = model([node("Gemm", "x w b", "z"), node("Relu", "z", "a")], dense(rng))
    assert dw.from_onnx(made, output_activation="relu").activations == ["relu"]
    with pytest.raises(ValueError, match="'softmax', and model ends with 'relu'; expected one of"):
        dw.from_onnx(made, output_activation="softmax")


def test_what_came_in_can_be_looked_at_and_trained(rng: np.random.Generator) -> None:
    made = model([node("Gemm", "x w b", "a")], dense(rng))
    net = dw.from_onnx(made, output_activation="softmax")
    x, y = rng.normal(size=(20, 4)), rng.integers(0, 3, 20)
    assert net.check_gradients(x, y)
    assert len(net.trace(x, y).layers) == 1
    before = net.evaluate(x, y)["cost"]
    net.fit(x, y, epochs=5, batch_size=5, learning_rate=0.1, verbose=0)
    assert net.evaluate(x, y)["cost"] < before


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"\x80\x04\x95", b"hello" * 100, b"\x0a" * 10_000]
)
def test_files_that_are_no_models(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "net.onnx"
    path.write_bytes(data)
    with pytest.raises(ValueError, match="not an ONNX model") as caught:
        dw.from_onnx(path)
    assert str(caught.value).startswith(str(path))


def test_bytes_that_were_changed(tmp_path: Path, rng: np.random.Generator) -> None:
    """Whatever a file holds, it is a network or a ValueError."""
    path = tmp_path / "net.onnx"
    dw.Network([4, 3, 2], activation=["gelu", "softmax"]).to_onnx(path, pixels=True)
    whole = path.read_bytes()
    refused = 0
    for _ in range(1500):
        changed = bytearray(whole)
        for place in rng.integers(0, len(whole), rng.integers(1, 6)):
            changed[place] = rng.integers(0, 256)
        path.write_bytes(changed[: rng.integers(1, len(whole))] if rng.random() < 0.1 else changed)
        try:
            dw.from_onnx(path)
        except ValueError:
            refused += 1
    assert 0 < refused < 1500


def test_bad_arguments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileNotFoundError):
        dw.from_onnx(tmp_path / "nothing.onnx")
    with pytest.raises(TypeError, match=r"model: expected str or .*, got int 3"):
        dw.from_onnx(3)
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(ImportError, match=r"pip install 'deltaward\[onnx\]'"):
        dw.from_onnx(tmp_path / "nothing.onnx")
