# SPDX-License-Identifier: MIT
"""From what was found in a graph to layers, with every scaling folded into weights and biases."""

import numpy as np

from deltaward.base import Array
from deltaward.interchange.chain import Chain
from deltaward.interchange.onnx_graph.errors import UnreadableError
from deltaward.interchange.onnx_graph.signal import ONE, ZERO, Found


def append_layers(chain: Chain, last: Found, stored: int) -> None:
    """Append the layers that end with `last` to a chain.

    Parameters
    ----------
    chain : Chain
    last : Found
    stored : int
        The bytes of the tensors in the file. Layers may share them, as tied weights do, but a
        small file is not to become a network of any size.

    Raises
    ------
    UnreadableError
        If the outputs are a scaled activation, or the layers are too large.
    """
    if last.activation != "identity" and not _is_one(last.scale, last.shift):
        raise UnreadableError(f"outputs that are a scaled {last.activation}")
    found = [last]
    while (product := found[-1].root.product) is not None:
        found.append(product.source)
    held = sum(f.root.product.weight.nbytes for f in found if f.root.product is not None)
    if held > 4 * stored:
        raise UnreadableError(f"{held} bytes of weights from {stored} bytes of tensors")
    for inputs, layer in zip(found[:0:-1], found[-2::-1], strict=True):
        product = layer.root.product
        assert product is not None
        weight, bias = _fold(product.weight, inputs, layer)
        chain.linear(weight, bias, product.where)
        chain.activation(layer.activation, product.where)


def _fold(weight: Array, inputs: Found, layer: Found) -> tuple[Array, Array]:
    """Return the weights (n_out, n_in) and biases (n_out,) from the activation before to z."""
    dtype, (n_out, n_in) = weight.dtype, weight.shape
    scale, shift = inputs.scale, inputs.shift
    if inputs.root.product is None:  # the graph's inputs, which have a scaling of their own
        scale, shift = scale * inputs.root.scale, scale * inputs.root.shift + shift
    bias = np.zeros(n_out)
    if not _is_one(scale, shift):
        wide = weight.astype(np.float64)
        bias = wide @ np.broadcast_to(shift, n_in)
        weight = wide * scale
    if not _is_one(layer.root.scale, ZERO):
        weight = weight.astype(np.float64) * np.broadcast_to(layer.root.scale, n_out)[:, None]
    bias = bias * layer.root.scale + layer.root.shift
    return weight.astype(dtype, copy=False), bias.astype(dtype)


def _is_one(scale: Array, shift: Array) -> bool:
    return bool(np.all(scale == ONE) and np.all(shift == ZERO))
