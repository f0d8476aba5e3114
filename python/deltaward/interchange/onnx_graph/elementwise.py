# SPDX-License-Identifier: MIT
"""Operators that work on each number alone."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from deltaward.base import Array
from deltaward.interchange.onnx_graph import curves
from deltaward.interchange.onnx_graph.errors import UnreadableError
from deltaward.interchange.onnx_graph.node import Node, as_float64
from deltaward.interchange.onnx_graph.signal import Signal, affine, combine

# Larger ones than these are weights, which no exporter leaves to be computed.
FOLDED = 2**16
# A vector of constants that fits samples of several axes is spread out up to this width.
WIDEST = 2**24

Function = Callable[..., Any]

UNARY: dict[str, Callable[[Node], Function]] = {
    "Relu": lambda node: lambda z: np.maximum(z, 0),
    "Sigmoid": lambda node: curves.sigmoid,
    "Tanh": lambda node: np.tanh,
    "Softplus": lambda node: curves.softplus,
    "LeakyRelu": lambda node: _with(curves.leaky_relu, node.attribute("alpha", 0.01)),
    "Elu": lambda node: _with(curves.elu, node.attribute("alpha", 1.0)),
    "Celu": lambda node: _with(curves.celu, node.attribute("alpha", 1.0)),
    "Gelu": lambda node: _with(curves.gelu, node.attribute("approximate", "none")),
    "Swish": lambda node: _with(curves.swish, node.attribute("alpha", 1.0)),
    "Erf": lambda node: curves.erf,
    "Exp": lambda node: np.exp,
    "Log": lambda node: np.log,
    "Abs": lambda node: np.abs,
    "Neg": lambda node: np.negative,
    "Sqrt": lambda node: np.sqrt,
    "Reciprocal": lambda node: np.reciprocal,
    "Sign": lambda node: np.sign,
}
BINARY: dict[str, Function] = {
    "Add": np.add,
    "Sub": np.subtract,
    "Mul": np.multiply,
    "Div": np.divide,
    "Pow": np.power,
    "Max": np.maximum,
    "Min": np.minimum,
    "Greater": np.greater,
    "GreaterOrEqual": np.greater_equal,
    "Less": np.less,
    "LessOrEqual": np.less_equal,
}


def _with(function: Function, setting: Any) -> Function:
    return lambda z: function(z, setting)


def unary(node: Node) -> Any:
    """Apply a function of one number."""
    if node.op == "Neg" and isinstance(node.input(0), Signal):
        return affine(node.signal(), -1, 0, node.where)
    return _apply(node, UNARY[node.op](node), 1)


def binary(node: Node) -> Any:
    """Apply a function of two numbers; what is affine in a signal stays exact."""
    left, right = node.input(0), node.input(1)
    if len(node.inputs) == 2 and isinstance(left, Signal) and isinstance(right, np.ndarray):
        signal, c = _along(left, right)
        if node.op == "Add":
            return affine(signal, 1, c, node.where)
        if node.op == "Sub":
            return affine(signal, 1, -c, node.where)
        if node.op == "Mul":
            return affine(signal, c, 0, node.where)
        if node.op == "Div":
            if not np.all(c):
                raise UnreadableError("divides by 0")
            return affine(signal, 1 / c, 0, node.where)
    if len(node.inputs) == 2 and isinstance(left, np.ndarray) and isinstance(right, Signal):
        signal, c = _along(right, left)
        if node.op == "Add":
            return affine(signal, 1, c, node.where)
        if node.op == "Sub":
            return affine(signal, -1, c, node.where)
        if node.op == "Mul":
            return affine(signal, c, 0, node.where)
    return _apply(node, BINARY[node.op], 2)


def where(node: Node) -> Any:
    """Choose between two numbers."""
    return _apply(node, lambda c, a, b: np.where(c != 0, a, b), 3)


def clip(node: Node) -> Any:
    """Keep numbers between two."""
    low, high = node.setting(1, "min"), node.setting(2, "max")
    ends = [
        fill if end is None else _number(end)
        for end, fill in ((low, np.asarray(-np.inf)), (high, np.asarray(np.inf)))
    ]
    return combine(np.clip, [node.signal(), *ends], node.where)


def _apply(node: Node, function: Function, count: int) -> Any:
    if len(node.inputs) != count:
        raise UnreadableError(f"{len(node.inputs)} inputs; expected {count}")
    if not any(isinstance(value, Signal) for value in node.inputs):
        arrays = [node.numbers(i) for i in range(count)]
        if max(array.size for array in arrays) > FOLDED or any(a.size != 1 for a in arrays[1:]):
            raise UnreadableError("computes with constants; expected them computed already")
        return np.asarray(function(*arrays), node.constant(count - 1).dtype)
    values = [v if isinstance(v, Signal) else _number(v) for v in node.inputs]
    return combine(function, values, node.described)


def _number(value: Any) -> Array:
    if not isinstance(value, np.ndarray) or value.size != 1:
        raise UnreadableError("computes with several constants; expected one number")
    return as_float64(value).reshape(())


def _along(signal: Signal, constant: Array) -> tuple[Signal, Array]:
    """Return a constant as one number, or one for each of a row."""
    if constant.size == 1 and constant.ndim <= 1 + len(signal.dims):
        return signal, as_float64(constant).reshape(())
    if signal.dims == (None,) and constant.shape in ((constant.size,), (1, constant.size)):
        return replace(signal, dims=(constant.size,)), as_float64(constant).reshape(-1)
    shape = (1, *(dim or 0 for dim in signal.dims))
    try:
        fits = np.broadcast_shapes(constant.shape, shape) == shape
    except ValueError:
        fits = False
    if not fits or not 0 < (signal.width or 0) <= WIDEST:
        raise UnreadableError(
            f"a constant of shape {constant.shape} for rows of shape {signal.dims}"
        )
    return signal, np.broadcast_to(as_float64(constant), shape).reshape(-1)
