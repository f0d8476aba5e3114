# SPDX-License-Identifier: MIT
"""Layers, and what folds into them or is passed over."""

from typing import Any

import numpy as np
import pytest

import deltaward as dw
from onnx_graphs import Array, B, W, dense, model, node, run


def _check(made: Any, rng: np.random.Generator, activations: list[str], rows: int = 6) -> Any:
    """Read a model of four inputs, and compare it with the evaluator."""
    net = dw.from_onnx(made)
    assert net.activations == activations
    x = rng.normal(size=(rows, 4)).astype(net.dtype)
    expected = run(made, x).reshape(rows, -1)
    np.testing.assert_allclose(net.feedforward(x), expected, rtol=2e-6, atol=2e-6)
    return net


@pytest.mark.parametrize("turned", [0, 1])
@pytest.mark.parametrize("alpha", [1.0, 0.25])
@pytest.mark.parametrize("c", [None, B, B[None], np.float32(0.75), B[:1]])
def test_gemm(rng: np.random.Generator, turned: int, alpha: float, c: Array | None) -> None:
    made = model(
        [
            node(
                "Gemm",
                "x w" + (" c" if c is not None else ""),
                "z",
                transB=turned,
                alpha=alpha,
                beta=-2.0,
            ),
            node("Tanh", "z", "a"),
        ],
        {"w": W.T if turned else W} | ({} if c is None else {"c": np.asarray(c)}),
    )
    _check(made, rng, ["tanh"])


@pytest.mark.parametrize("order", ["0 b", "b 0"])
@pytest.mark.parametrize("bias", [B, B[None]])
def test_matmul_and_add(rng: np.random.Generator, order: str, bias: Array) -> None:
    made = model(
        [node("MatMul", "x w", "0"), node("Add", order, "1"), node("Sigmoid", "1", "a")],
        {"w": W, "b": bias},
    )
    net = _check(made, rng, ["sigmoid"])
    assert net.cost == "cross_entropy"
    assert np.array_equal(net.weights[0], W.T)  # as they are in the file, to the bit
    assert np.array_equal(net.biases[0], B)


def test_float64(rng: np.random.Generator) -> None:
    constants = {k: v.astype(np.float64) for k, v in dense(rng).items()}
    made = model(
        [node("Gemm", "x w b", "z"), node("Softplus", "z", "a")], constants, dtype="float64"
    )
    assert _check(made, rng, ["softplus"]).dtype == np.float64


def test_weights_that_overflow() -> None:
    made = model([node("Gemm", "x w b", "a", alpha=3e38)], {"w": W, "b": B})
    assert np.isinf(dw.from_onnx(made).weights[0]).any()


def test_layers_without_biases_or_activations(rng: np.random.Generator) -> None:
    made = model(
        [node("MatMul", "x w", "0"), node("MatMul", "0 v", "a")],
        {"w": W, "v": np.eye(3, 2, dtype=np.float32)},
    )
    net = _check(made, rng, ["identity", "identity"])
    assert not net.biases[0].any()


def test_scaled_inputs_and_outputs(rng: np.random.Generator) -> None:
    """Standardised inputs (scikit-learn's scaler), and outputs put back into their units."""
    made = model(
        [
            node("Sub", "x mean", "0"),
            node("Div", "0 deviation", "1"),
            node("Gemm", "1 w b", "2"),
            node("Relu", "2", "3"),
            node("Mul", "3 three", "4"),
            node("Gemm", "4 v", "5"),
            node("Mul", "5 units", "6"),
            node("Sub", "zero 6", "a"),
        ],
        {
            "w": W,
            "b": B,
            "v": np.eye(3, 2, dtype=np.float32),
            "mean": [1, 2, 3, 4],
            "deviation": [[0.5, 2, 3, 4]],
        }
        | {"three": 3.0, "units": [10, 0.1], "zero": 0.0},
    )
    _check(made, rng, ["relu", "identity"])


def test_batch_normalization_before_and_after_an_activation(rng: np.random.Generator) -> None:
    figures = {"gamma": [1, -2, 0.5], "beta": [0, 1, 2], "mean": [3, 2, 1], "var": [1, 4, 0.1]}
    made = model(
        [
            node("Gemm", "x w b", "0"),
            node("BatchNormalization", "0 gamma beta mean var", "1", epsilon=1e-3),
            node("Sigmoid", "1", "2"),
            node("BatchNormalization", "2 gamma beta mean var", "3"),
            node("Gemm", "3 v", "a"),
        ],
        {"w": W / 10, "b": B, "v": np.eye(3, 2, dtype=np.float32)} | figures,
    )
    _check(made, rng, ["sigmoid", "identity"])


@pytest.mark.parametrize("opset", [11, 20])
@pytest.mark.parametrize("axis", [{}, {"axis": -1}, {"axis": 1}])
def test_softmax(rng: np.random.Generator, opset: int, axis: dict[str, int]) -> None:
    made = model(
        [node("Gemm", "x w b", "z"), node("Softmax", "z", "a", **axis)], dense(rng), opset=opset
    )
    _check(made, rng, ["softmax"])


@pytest.mark.parametrize("axis", [1, -1])
def test_two_probabilities_of_one_sigmoid(rng: np.random.Generator, axis: int) -> None:
    """As skl2onnx writes a classifier of two classes."""
    made = model(
        [
            node("Gemm", "x w b", "z"),
            node("Sigmoid", "z", "p"),
            node("Sub", "one p", "q"),
            node("Concat", "q p", "a", axis=axis),
        ],
        dense(rng, 4, 1) | {"one": 1.0},
    )
    net = _check(made, rng, ["softmax"])
    assert net.sizes == [4, 2]


def test_what_is_passed_over(rng: np.random.Generator) -> None:
    """Casts, dropout in inference, constants that a file computes from constants."""
    made = model(
        [
            node("Identity", "x", "0"),
            node("Cast", "0", "1", to=1),
            node("Transpose", "turned", "t", perm=[1, 0]),
            node("Cast", "t", "w", to=1),
            node("MatMul", "1 w", "2"),
            node("Constant", "", "b", value_floats=[1.0, 2.0, 3.0]),
            node("Add", "2 b", "3"),
            node("Relu", "3", "4"),
            node("Constant", "", "ratio", value_float=0.5),
            node("Dropout", "4 ratio no", "5 mask"),
            node("Sqrt", "four", "two"),
            node("Div", "5 two", "6"),
            node("Gemm", "6 v", "a"),
        ],
        {
            "turned": W.T.astype(np.float64),
            "no": np.array(False),
            "v": np.eye(3, 2, dtype=np.float32),
            "four": 4.0,
        },
    )
    _check(made, rng, ["relu", "identity"])


def test_constants_of_another_shape(rng: np.random.Generator) -> None:
    made = model(
        [
            node("Reshape", "row to", "w"),
            node("Gemm", "x w b", "0"),
            node("Transpose", "0", "1", perm=[0, 1]),
            node("Squeeze", "least first", "one"),
            node("Unsqueeze", "one first", "again"),
            node("Max", "1 again", "a"),
        ],
        {
            "row": W.reshape(-1),
            "to": np.array([4, 3]),
            "b": B,
            "least": np.zeros(1, np.float32),
            "first": np.array([0]),
        },
    )
    assert np.array_equal(_check(made, rng, ["relu"]).weights[0], W.T)


def test_an_input_without_a_shape_is_as_wide_as_its_constants(rng: np.random.Generator) -> None:
    made = model(
        [node("Sub", "x mean", "0"), node("Gemm", "0 w b", "a")],
        {"w": W, "b": B, "mean": np.arange(4, dtype=np.float32)},
    )
    expected = dw.from_onnx(made)
    made.graph.input[0].type.tensor_type.ClearField("shape")
    net = _check(made, rng, ["identity"])
    assert net.biases[0].tobytes() == expected.biases[0].tobytes()
