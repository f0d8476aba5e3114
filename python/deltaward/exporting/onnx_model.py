# SPDX-License-Identifier: MIT
"""A network as an ONNX model: which operators a layer becomes."""

import json
import math
from typing import Any

import numpy as np

from deltaward.base import NetworkBase
from deltaward.version import __version__

# onnxruntime reads these since 1.14; nothing newer is needed.
OPSET, IR_VERSION = 18, 8
# A protobuf message ends at 2 GiB; the graph around the weights takes some kilobytes.
LARGEST = 2**31 - 2**20

# Activations that are one operator: its name and attributes.
OPERATORS: dict[str, tuple[str, dict[str, Any]]] = {
    "sigmoid": ("Sigmoid", {}),
    "tanh": ("Tanh", {}),
    "relu": ("Relu", {}),
    "leaky_relu": ("LeakyRelu", {"alpha": 0.01}),
    "elu": ("Elu", {"alpha": 1.0}),
    "softplus": ("Softplus", {}),
    "softmax": ("Softmax", {"axis": -1}),
}


def library() -> Any:
    """Import onnx, or say how to get it."""
    try:
        import onnx
    except ImportError as error:
        raise ImportError(
            f"ONNX files need onnx, which can't be imported ({error}): "
            "pip install 'deltaward[onnx]'"
        ) from error
    return onnx


class Graph:
    """The nodes and constants of a graph, written down one after the other.

    Attributes
    ----------
    nodes, constants : list
        Of onnx.NodeProto and onnx.TensorProto.
    """

    def __init__(self, dtype: np.dtype[Any]) -> None:
        onnx = library()
        self.dtype = dtype
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._make_node, self._to_tensor = onnx.helper.make_node, onnx.numpy_helper.from_array

    def add(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> str:
        """Add a node, named like its output, and return that."""
        self.nodes.append(self._make_node(operator, inputs, [output], name=output, **attributes))
        return output

    def constant(self, name: str, value: Any) -> str:
        """Add a constant in the graph's dtype, and return its name."""
        self.constants.append(self._to_tensor(np.asarray(value, dtype=self.dtype), name))
        return name


def serialize(net: NetworkBase, *, pixels: bool) -> bytes:
    """Return the bytes of the network's ONNX file."""
    onnx = library()
    held = sum(array.nbytes for array in net.weights + net.biases)
    if held > LARGEST:
        raise ValueError(f"to_onnx: {held} bytes of weights; expected at most {LARGEST}")
    floats = onnx.helper.np_dtype_to_tensor_dtype(net.dtype)
    graph = Graph(net.dtype)
    a = _scaled(graph, "x", floats) if pixels else "x"
    last = len(net.weights) - 1
    for layer, (w, b, name) in enumerate(
        zip(net.weights, net.biases, net.activations, strict=True)
    ):
        weight = graph.constant(f"layers.{layer}.weight", w)
        bias = graph.constant(f"layers.{layer}.bias", b)
        prefix = f"layers.{layer}."
        z_name = prefix + "z" if name != "identity" or layer != last else "a"
        z = graph.add("Gemm", [a, weight, bias], z_name, transB=1)
        a = activate(graph, z, name, prefix, prefix + "a" if layer != last else "a", floats)
    rows = onnx.helper.make_tensor_value_info
    model = onnx.helper.make_model(
        onnx.helper.make_graph(
            graph.nodes,
            "perceptron",
            [rows("x", onnx.TensorProto.UINT8 if pixels else floats, ["batch", net.sizes[0]])],
            [rows("a", floats, ["batch", net.sizes[-1]])],
            graph.constants,
        ),
        opset_imports=[onnx.helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="deltaward",
        producer_version=__version__,
    )
    onnx.helper.set_model_props(model, _about(net))
    return bytes(model.SerializeToString(deterministic=True))


def activate(graph: Graph, z: str, name: str, prefix: str, output: str, floats: int) -> str:
    """Add the nodes of an activation, and return where its values are."""
    if name == "identity":
        return z
    if name in OPERATORS:
        operator, attributes = OPERATORS[name]
        return graph.add(operator, [z], output, **attributes)
    if name == "silu":
        return graph.add("Mul", [z, graph.add("Sigmoid", [z], prefix + "sigmoid")], output)
    return _gelu(graph, z, prefix, output, floats)


def _gelu(graph: Graph, z: str, prefix: str, output: str, floats: int) -> str:
    # z ½ (1 + erf(z / √2)): the operator Gelu needs opset 20, and onnxruntime makes one of this.
    root = graph.constant(prefix + "root_2", math.sqrt(2))
    scaled = graph.add("Div", [z, root], prefix + "scaled")
    if graph.dtype == np.float64:  # onnxruntime has Erf in float32 only
        scaled = graph.add("Cast", [scaled], prefix + "scaled_32", to=1)
    erf = graph.add("Erf", [scaled], prefix + "erf")
    if graph.dtype == np.float64:
        erf = graph.add("Cast", [erf], prefix + "erf_64", to=floats)
    above = graph.add("Add", [erf, graph.constant(prefix + "one", 1)], prefix + "erf_plus_1")
    product = graph.add("Mul", [z, above], prefix + "twice")
    return graph.add("Mul", [product, graph.constant(prefix + "half", 0.5)], output)


def _scaled(graph: Graph, x: str, floats: int) -> str:
    """Add what makes floats from 0 to 1 of uint8 pixels."""
    pixels = graph.add("Cast", [x], "pixels", to=floats)
    return graph.add("Div", [pixels, graph.constant("white", 255)], "scaled")


def _about(net: NetworkBase) -> dict[str, str]:
    return {
        "deltaward.version": __version__,
        "deltaward.sizes": json.dumps(net.sizes),
        "deltaward.activations": json.dumps(net.activations),
        "deltaward.cost": net.cost if isinstance(net.cost, str) else "custom",
    }
