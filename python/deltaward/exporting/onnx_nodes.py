# SPDX-License-Identifier: MIT
"""The nodes of an ONNX graph, and which of them an activation becomes."""

import math
from typing import Any

import numpy as np

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


def activate(graph: Graph, z: str, name: str, prefix: str, output: str) -> str:
    """Add the nodes of an activation.

    Parameters
    ----------
    graph : Graph
    z : str
        Where the weighted inputs are.
    name : str
        The activation.
    prefix : str
        What the names of nodes and constants between begin with.
    output : str
        The name of its values.

    Returns
    -------
    str
        Where its values are: `output`, or `z` for identity.
    """
    if name == "identity":
        return z
    parts = _Parts(graph, prefix)
    double = graph.dtype == np.float64
    if name == "gelu":
        return parts.gelu(z, output, double)
    if name == "silu":
        return parts.silu(z, output, double)
    if name == "softplus" and double:
        return parts.softplus(z, output)
    operator, attributes = OPERATORS[name]
    return graph.add(operator, [z], output, **attributes)


class _Parts:
    """Activations of several nodes; those of float64 are as onnxruntime (seen to 1.24) needs them.

    It has no Erf of float64; fuses z σ(z) to an operator that it has in float32 only, and then
    refuses the model; and its Softplus of float64 overflows from z = 710 on.
    """

    def __init__(self, graph: Graph, prefix: str) -> None:
        self._graph, self._prefix = graph, prefix

    def _add(self, operator: str, *inputs: str, name: str, **attributes: Any) -> str:
        return self._graph.add(operator, list(inputs), self._prefix + name, **attributes)

    def _constant(self, name: str, value: float) -> str:
        return self._graph.constant(self._prefix + name, value)

    def gelu(self, z: str, output: str, double: bool) -> str:
        """Z ½ (1 + erf(z / √2)); the operator Gelu is newer, and onnxruntime makes one of this."""
        scaled = self._add("Div", z, self._constant("root_2", math.sqrt(2)), name="scaled")
        if double:
            scaled = self._add("Cast", scaled, name="scaled_32", to=1)
        erf = self._add("Erf", scaled, name="erf")
        if double:
            erf = self._add("Cast", erf, name="erf_64", to=11)
        above = self._add("Add", erf, self._constant("one", 1), name="erf_plus_1")
        product = self._add("Mul", z, above, name="twice")
        return self._graph.add("Mul", [product, self._constant("half", 0.5)], output)

    def silu(self, z: str, output: str, double: bool) -> str:
        """Z σ(z), as z / (1 + e⁻ᶻ) if need be."""
        if not double:
            return self._graph.add("Mul", [z, self._add("Sigmoid", z, name="sigmoid")], output)
        exp = self._add("Exp", self._add("Neg", z, name="minus_z"), name="exp")
        below = self._add("Add", exp, self._constant("one", 1), name="exp_plus_1")
        return self._graph.add("Div", [z, below], output)

    def softplus(self, z: str, output: str) -> str:
        """max(z, 0) + ln(1 + e^−|z|)."""
        size = self._add("Abs", z, name="abs")
        exp = self._add("Exp", self._add("Neg", size, name="minus_abs"), name="exp")
        above = self._add("Add", exp, self._constant("one", 1), name="exp_plus_1")
        rest = self._add("Log", above, name="log")
        return self._graph.add("Add", [self._add("Relu", z, name="relu"), rest], output)
