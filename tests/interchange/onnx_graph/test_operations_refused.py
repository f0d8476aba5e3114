# SPDX-License-Identifier: MIT
"""Operators, and settings of them, that no network of deltaward computes: named where they are."""

from typing import Any

import numpy as np
import pytest

import deltaward as dw
from onnx_graphs import B, W, model, node

Z = node("Gemm", "x w b", "z")
REFUSED: dict[str, tuple[list[Any], str]] = {
    "not known": ([Z, node("Selu", "z", "a")], r"'a' \(Selu\): an operator that no network"),
    "elsewhere": (
        [Z, node("Gelu", "z", "a", domain="com.microsoft")],
        r"\(Gelu\): an operator of com.microsoft that",
    ),
    "a convolution": ([node("Conv", "x w", "a")], r"'a' \(Conv\): an operator"),
    "logarithms": (
        [Z, node("LogSoftmax", "z", "a")],
        r"\(LogSoftmax\): its outputs are logarithms; expected Softmax",
    ),
    "softmax inside": (
        [Z, node("Softmax", "z", "s"), node("Gemm", "s v", "a")],
        r"'a' \(Gemm\): a layer after softmax",
    ),
    "softmax scaled": (
        [Z, node("Softmax", "z", "s"), node("Mul", "s two", "a")],
        r"'a' \(Mul\): computes with softmax",
    ),
    "softmax of relu": (
        [Z, node("Relu", "z", "r"), node("Softmax", "r", "a")],
        r"'a' \(Softmax\): softmax after relu",
    ),
    "softmax of one": (
        [node("Gemm", "x one", "z"), node("Softmax", "z", "a")],
        r"'z' \(Gemm\): softmax of one neuron, which is always 1; expected sigmoid",
    ),
    "softmax over the rows": ([Z, node("Softmax", "z", "a", axis=0)], r"axis 0 of .*; expected"),
    "relu of the inputs": (
        [node("Relu", "x", "r"), node("Gemm", "r w b", "a")],
        r"'r' \(Relu\): relu of the inputs",
    ),
    "a scaled activation": (
        [Z, node("Relu", "z", "r"), node("Mul", "r two", "a")],
        "outputs that are a scaled relu",
    ),
    "a residual": (
        [Z, node("Gemm", "z s", "y"), node("Add", "y z", "a")],
        r"'a' \(Add\): joins two paths; expected one chain",
    ),
    "two columns": (
        [Z, node("Concat", "z z", "a", axis=1)],
        r"'a' \(Concat\): joins",
    ),
    "rows and columns": ([node("Gemm", "x w", "a", transA=1)], r"\(Gemm\): transA 1; expected one"),
    "weights that are data": ([node("MatMul", "x x", "a")], r"\(MatMul\): input 1 is no constant"),
    "data that are weights": ([node("MatMul", "w x", "a")], "input 0 does not depend on the data"),
    "no matrix": ([node("MatMul", "x b", "a")], r"weights of shape \(3,\)"),
    "whole numbers": ([node("MatMul", "x n", "a")], r"type int64; expected a matrix of float32"),
    "half precision": ([node("MatMul", "x h", "a")], r"and type float16; expected"),
    "another width": (
        [Z, node("Gemm", "z w", "a")],
        r"'a' \(Gemm\): weights for 4 inputs; what comes has shape \('rows', 3\)",
    ),
    "a bias of another width": ([node("Gemm", "x w v", "a")], r"C of shape \(3, 2\); expected"),
    "a constant of another width": (
        [Z, node("Add", "z four", "a")],
        r"'a' \(Add\): a constant of shape \(4,\) for rows of shape \(3,\)",
    ),
    "a constant for each row": ([Z, node("Add", "z v", "a")], r"a constant of shape \(3, 2\) for"),
    "a constant of words": ([Z, node("Add", "z words", "a")], "a constant of .*; expected numbers"),
    "division by 0": ([Z, node("Div", "z nought", "a")], "divides by 0"),
    "dropout in training": (
        [Z, node("Dropout", "z - yes", "a")],
        r"'a' \(Dropout\): in training mode",
    ),
    "batch normalisation in training": (
        [Z, node("BatchNormalization", "z b b b b", "a m v2", training_mode=1)],
        "training_mode 1; expected a model for inference",
    ),
    "batch normalisation of another width": (
        [Z, node("BatchNormalization", "z four four four four", "a")],
        r"of rows of shape \(3,\); expected \(4,\)",
    ),
    "axes named twice": (
        [node("Transpose", "w", "t", perm=[0, 0]), node("MatMul", "x t", "a")],
        r"'t' \(Transpose\): perm \[0, 0\] of 2 axes",
    ),
    "constants that do not fit a shape": (
        [node("Reshape", "w axes", "t"), node("MatMul", "x t", "a")],
        r"'t' \(Reshape\): cannot reshape array of size 12",
    ),
    "constants without an axis": (
        [node("Squeeze", "w axes", "t"), node("MatMul", "x t", "a")],
        r"'t' \(Squeeze\): of several constants; expected one number",
    ),
    "left to be computed": (
        [node("Max", "w w", "t"), node("MatMul", "x t", "a")],
        r"'t' \(Max\): computes with constants; expected them computed already",
    ),
    "a limit for each": (
        [Z, node("Max", "z b", "a")],
        r"'a' \(Max\): computes with several constants; expected one number",
    ),
    "softmax cut off": (
        [Z, node("Softmax", "z", "s1"), node("Max", "s1 two", "a")],
        r"'a' \(Max\): computes with softmax",
    ),
    "cut off after a scale for each": (
        [Z, node("Relu", "z", "r"), node("Mul", "r b", "m"), node("Max", "m two", "a")],
        r"'a' \(Max\): computes with an activation that was scaled one by one",
    ),
    "of two widths": (
        [Z, node("Max", "z x", "a")],
        r"'a' \(Max\): computes with shapes \(3,\) and \(4,\)",
    ),
    "rounded": ([Z, node("Cast", "z", "a", to=7)], "to type 7; expected 1"),
    "turned": ([Z, node("Transpose", "z", "a")], "perm None; expected the order kept"),
    "a bad attribute": ([Z, node("LeakyRelu", "z", "a", alpha="x")], "alpha 'x'; expected float"),
    "three operands": ([Z, node("Max", "z z z", "a")], "3 inputs; expected 2"),
    "no operands": ([node("MatMul", "", "a")], "input 0 does not depend on the data"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str) -> None:
    nodes, message = REFUSED[case]
    constants = {
        "w": W,
        "b": B,
        "v": np.eye(3, 2, dtype=np.float32),
        "s": np.eye(3, dtype=np.float32),
        "two": 2.0,
        "nought": [0, 1, 2],
    }
    constants |= {"n": W.astype(np.int64), "h": W.astype(np.float16), "four": np.ones(4)}
    constants |= {"one": W[:, :1], "axes": np.array([5])}
    constants |= {"words": np.array(["x"], object), "yes": np.array(True)}
    with pytest.raises(ValueError, match=message) as caught:
        dw.from_onnx(model(nodes, constants))
    assert str(caught.value).startswith("model: ")
