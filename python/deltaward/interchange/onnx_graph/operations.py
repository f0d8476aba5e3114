# SPDX-License-Identifier: MIT
"""Operators that are layers, and those that leave the numbers as they are."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from deltaward.base import Array
from deltaward.interchange.onnx_graph import elementwise, shapes
from deltaward.interchange.onnx_graph.curves import GRID
from deltaward.interchange.onnx_graph.errors import UnreadableError
from deltaward.interchange.onnx_graph.node import Node
from deltaward.interchange.onnx_graph.shapes import Extent
from deltaward.interchange.onnx_graph.signal import (
    ONE,
    ZERO,
    Product,
    Root,
    Signal,
    affine,
    combine,
    find,
)

FLOATS: dict[int, np.dtype[Any]] = {1: np.dtype("float32"), 11: np.dtype("float64")}


def _product(signal: Signal, weight: Array, where: str) -> Signal:
    """Multiply with (n_out, n_in) weights: the z of the next layer, without its biases."""
    if weight.ndim != 2 or 0 in weight.shape or weight.dtype not in FLOATS.values():
        raise UnreadableError(
            f"weights of shape {weight.shape} and type {weight.dtype}; expected a matrix of "
            "float32 or float64"
        )
    if signal.dims not in ((weight.shape[1],), (None,)):
        raise UnreadableError(
            f"weights for {weight.shape[1]} inputs; what comes has shape {('rows', *signal.dims)}"
        )
    found = find(signal)
    if found.activation == "softmax":
        raise UnreadableError("a layer after softmax, which only the last layer can have")
    if found.activation != "identity" and found.root.product is None:
        raise UnreadableError(
            f"{found.activation} of the inputs; expected a layer of neurons before it",
            signal.where,
        )
    root = Root(Product(weight, found, where), ONE, ZERO)
    return Signal((len(weight),), ((root, GRID),), where)


def matmul(node: Node) -> Signal:
    """Rows times a matrix (n_in, n_out)."""
    return _product(node.signal(), node.constant(1).T, node.where)


def gemm(node: Node) -> Signal:
    """Rows times a matrix, and biases: α A B + β C."""
    if node.attribute("transA", 0):
        raise UnreadableError("transA 1; expected one sample a row")
    weight = node.constant(1)
    z = _product(node.signal(), weight if node.attribute("transB", 0) else weight.T, node.where)
    alpha, beta = node.attribute("alpha", 1.0), node.attribute("beta", 1.0)
    if alpha != 1:
        z = affine(z, alpha, 0, node.where)
    if node.input(2) is None:
        return z
    c = node.numbers(2)
    if c.size not in (1, z.width) or c.shape[-1:] not in ((), (c.size,)):
        raise UnreadableError(f"C of shape {c.shape}; expected ({z.width},)")
    c = beta * c.reshape(-1)
    return affine(z, 1, c.reshape(()) if c.size == 1 else c, node.where)


def batch_normalization(node: Node) -> Signal:
    """Scale and shift each neuron (Ioffe and Szegedy, 2015, algorithm 2)."""
    signal = node.signal()
    if node.attribute("training_mode", 0):
        raise UnreadableError("training_mode 1; expected a model for inference")
    gamma, beta, mean, variance = (node.numbers(i) for i in range(1, 5))
    if len(signal.dims) != 1 or {a.shape for a in (gamma, beta, mean, variance)} != {
        (signal.width or gamma.size,)
    }:
        raise UnreadableError(f"of rows of shape {signal.dims}; expected ({gamma.size},)")
    scale = gamma / np.sqrt(variance + node.attribute("epsilon", 1e-5))
    return affine(replace(signal, dims=gamma.shape), scale, beta - mean * scale, node.where)


def softmax(node: Node) -> Signal:
    """Make a row sum to one; opsets before 13 have another default axis."""
    signal = node.signal()
    axis = node.attribute("axis", -1)
    if len(signal.dims) != 1 or axis not in (1, -1):
        raise UnreadableError(f"axis {axis} of {('rows', *signal.dims)}; expected the last of two")
    if not signal.is_affine:
        name = find(signal).activation
        raise UnreadableError(f"softmax after {name}; expected one activation a layer")
    return replace(signal, where=node.where, softmax=True)


def logarithms(node: Node) -> Signal:
    """Refuse LogSoftmax, saying what to do."""
    raise UnreadableError("its outputs are logarithms; expected Softmax in its place")


def concat(node: Node) -> Any:
    """Join shapes; or (1 − a, a) with one sigmoid, which is the softmax of (0, z)."""
    if not any(isinstance(value, Signal) for value in node.inputs):
        return shapes.concat(node.inputs)
    if len(node.inputs) == 2 and node.attribute("axis", 1) in (1, -1):
        signal = node.signal(1)
        found = find(signal)
        product = found.root.product
        rest = combine(lambda p, a: p - (1 - a), [node.signal(0), signal], node.where)
        own = [curve for root, curve in rest.views if root is found.root]
        sums = bool(own) and bool(np.all(np.abs(own[0]) < 1e-12))
        if sums and found.activation == "sigmoid" and signal.width == 1 and product is not None:
            weight = np.concatenate([np.zeros_like(product.weight), product.weight])
            root = Root(
                replace(product, weight=weight),
                np.asarray([1, float(found.root.scale.reshape(()))]),
                np.asarray([0, float(found.root.shift.reshape(()))]),
            )
            return Signal((2,), ((root, GRID),), node.where, softmax=True)
    raise UnreadableError("joins values; expected one chain of layers")


def cast(node: Node) -> Any:
    """Change the type; of a signal only to floats."""
    value, to = node.input(0), node.attribute("to", 0)
    if isinstance(value, Extent):
        return value
    if to not in FLOATS:
        if isinstance(value, np.ndarray) and to == 7:  # a shape
            return value.astype(np.int64)
        raise UnreadableError(f"to type {to}; expected 1 (float32) or 11 (float64)")
    if isinstance(value, np.ndarray):
        return value.astype(FLOATS[to], copy=False)
    return node.signal()


def dropout(node: Node) -> Any:
    """Pass values on, as in inference."""
    training = node.input(2)
    if training is not None and not (isinstance(training, np.ndarray) and not training.any()):
        raise UnreadableError("in training mode; expected a model for inference")
    return node.signal()


def transpose(node: Node) -> Any:
    """Turn constants; leave signals."""
    value = node.input(0)
    order = node.attributes.get("perm")
    if isinstance(value, np.ndarray):
        axes = list(range(value.ndim))[::-1] if order is None else list(order)
        if sorted(axes) != list(range(value.ndim)):
            raise UnreadableError(f"perm {axes} of {value.ndim} axes")
        return value.transpose(axes)
    signal = node.signal()
    if order is None or list(order) != list(range(1 + len(signal.dims))):
        raise UnreadableError(f"perm {order}; expected the order kept")
    return signal


def reshape(node: Node) -> Any:
    """Give values another shape, if each sample stays a row."""
    value, target = node.input(0), node.setting(1, "shape")
    if isinstance(value, np.ndarray):
        sizes = [entry for entry in Extent.of(target).entries if isinstance(entry, int)]
        try:
            return value.reshape(sizes)
        except ValueError as error:
            raise UnreadableError(str(error)) from error
    return shapes.reshape(
        node.signal(),
        target,
        node.where,
        rows=node.rows,
        allow_zero=bool(node.attribute("allowzero", 0)),
    )


def _axes(node: Node) -> Any:
    value, axes = node.input(0), node.setting(1, "axes")
    if isinstance(value, Extent):  # an entry is kept as a shape of one
        return value
    if isinstance(value, np.ndarray):
        if value.size != 1:
            raise UnreadableError("of several constants; expected one number")
        return value.reshape(() if node.op == "Squeeze" else (1,))
    change = shapes.squeeze if node.op == "Squeeze" else shapes.unsqueeze
    return change(node.signal(), axes, node.where)


OPERATORS: dict[tuple[str, str], Callable[[Node], Any]] = {
    **{("", name): elementwise.unary for name in elementwise.UNARY},
    **{("", name): elementwise.binary for name in elementwise.BINARY},
    ("", "Where"): elementwise.where,
    ("", "Clip"): elementwise.clip,
    ("", "MatMul"): matmul,
    ("", "Gemm"): gemm,
    ("", "BatchNormalization"): batch_normalization,
    ("", "Softmax"): softmax,
    ("", "LogSoftmax"): logarithms,
    ("", "Concat"): concat,
    ("", "Cast"): cast,
    ("", "Dropout"): dropout,
    ("", "Transpose"): transpose,
    ("", "Reshape"): reshape,
    ("", "Squeeze"): _axes,
    ("", "Unsqueeze"): _axes,
    ("", "Flatten"): lambda n: shapes.flatten(n.signal(), n.attribute("axis", 1), n.where),
    ("", "Identity"): lambda n: n.input(0),
    ("", "Shape"): lambda n: shapes.shape_of(
        n.signal(), n.attribute("start", 0), n.attributes.get("end")
    ),
    ("", "Gather"): lambda n: shapes.gather(Extent.of(n.input(0)), n.input(1)),
    ("", "Slice"): lambda n: shapes.cut(Extent.of(n.input(0)), n.input(1), n.input(2), n.input(4)),
    ("ai.onnx.ml", "ZipMap"): lambda n: n.signal(),
}
