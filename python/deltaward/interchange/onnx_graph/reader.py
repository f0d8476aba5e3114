# SPDX-License-Identifier: MIT
"""Going through a graph, from its input to one of its outputs."""

from pathlib import Path
from typing import Any

import numpy as np

from deltaward.base import Array
from deltaward.interchange.onnx_graph.curves import GRID
from deltaward.interchange.onnx_graph.errors import UnreadableError
from deltaward.interchange.onnx_graph.node import Node
from deltaward.interchange.onnx_graph.operations import OPERATORS
from deltaward.interchange.onnx_graph.signal import ONE, ZERO, Found, Root, Signal, find
from deltaward.interchange.onnx_graph.tensors import to_array

# Each takes some kilobytes while the graph is read; a layer has a handful.
MOST_NODES = 10_000
PIXEL = 2  # onnx.TensorProto.UINT8


class Reader:
    """One reading of a model.

    Parameters
    ----------
    onnx : module
    model : onnx.ModelProto
    folder : path, optional
        Where external tensors lie.
    """

    def __init__(self, onnx: Any, model: Any, folder: Path | None) -> None:
        self._onnx, self._graph, self._folder = onnx, model.graph, folder
        self._tensors = {tensor.name: tensor for tensor in model.graph.initializer}
        self._values: dict[str, Any] = {}
        self._rows: int | None = None
        self._stored = 0  # bytes of the tensors that were read
        self._made = 0  # bytes of what was computed from them

    def output(self, name: str | None) -> tuple[Found, int]:
        """Read what computes an output.

        Parameters
        ----------
        name : str, optional
            By default the only output, or the only one that is not of whole numbers or text
            (scikit-learn's labels).

        Returns
        -------
        Found, int
            The last layer, and the bytes of all tensors that it was made of.

        Raises
        ------
        UnreadableError
            For what no network of deltaward has, naming the node.
        """
        name = self._choose(name)
        for index in self._needed(name):
            self._read(index, self._graph.node[index])
        signal = self._value(name)
        if not isinstance(signal, Signal):
            raise UnreadableError("does not depend on the data", f"output {name!r}")
        return find(signal), self._stored

    def _choose(self, name: str | None) -> str:
        outputs = {output.name: output.type for output in self._graph.output}
        if name is not None:
            if name not in outputs:
                raise UnreadableError(f"expected one of {list(outputs)}", f"output {name!r}")
            return str(name)
        floats = (0, 1, 10, 11, 16)  # not said, float32, float16, float64, bfloat16
        found = list(outputs)
        if len(found) > 1:
            found = [key for key, kind in outputs.items() if kind.tensor_type.elem_type in floats]
        if len(found) != 1:
            raise UnreadableError(
                f"{len(outputs)} outputs {list(outputs)[:10]}; expected one, or its name as output="
            )
        return str(found[0])

    def _needed(self, name: str) -> list[int]:
        """Return the nodes that the output depends on, in their order."""
        nodes = self._graph.node
        makers = {value: i for i, node in enumerate(nodes) for value in node.output if value}
        found: set[int] = set()
        wanted = [name]
        while wanted:
            index = makers.get(wanted.pop())
            if index is None or index in found:
                continue
            found.add(index)
            wanted += nodes[index].input
            if len(found) > MOST_NODES:
                raise UnreadableError(f"more than {MOST_NODES} nodes")
        return sorted(found)

    def _read(self, index: int, node: Any) -> None:
        where = f"node {node.name or index!r} ({node.op_type})"
        try:
            inputs = [self._value(name) if name else None for name in node.input]
            attributes = self._attributes(node)
            domain = "" if node.domain == "ai.onnx" else node.domain
            read = OPERATORS.get((domain, node.op_type))
            if (domain, node.op_type) == ("", "Constant"):
                value = self._constant(attributes)
            elif read is None:
                of = f" of {domain}" if domain else ""
                raise UnreadableError(f"an operator{of} that no network of deltaward has")
            else:
                value = read(Node(node.op_type, where, inputs, attributes, self._rows))
                self._count(value)
        except UnreadableError as error:
            raise UnreadableError(str(error), error.where or where) from error
        if node.output:
            self._values[node.output[0]] = value

    def _count(self, value: Any) -> None:
        """Stop what makes ever more constants of few."""
        if isinstance(value, np.ndarray) and value.base is None:
            self._made += value.nbytes
            if self._made > 4 * self._stored + 2**20:
                raise UnreadableError(f"{self._made} bytes computed from constants")

    def _attributes(self, node: Any) -> dict[str, Any]:
        try:
            return {a.name: self._onnx.helper.get_attribute_value(a) for a in node.attribute}
        except ValueError as error:
            raise UnreadableError(str(error)) from error

    def _constant(self, attributes: dict[str, Any]) -> Array:
        if len(attributes) == 1:
            ((name, value),) = attributes.items()
            if name == "value" and isinstance(value, self._onnx.TensorProto):
                return self._array(value)
            if name in ("value_float", "value_floats"):
                return np.asarray(value, np.float32)
            if name in ("value_int", "value_ints"):
                return np.asarray(value, np.int64)
        raise UnreadableError(f"{list(attributes)}; expected numbers")

    def _array(self, tensor: Any) -> Array:
        array = to_array(self._onnx, tensor, self._folder)
        self._stored += array.nbytes
        return array

    def _value(self, name: str) -> Any:
        if name not in self._values:
            if name in self._tensors:
                self._values[name] = self._array(self._tensors[name])
            else:
                self._values[name] = self._input(name)
        return self._values[name]

    def _input(self, name: str) -> Signal:
        """Begin with the rows of the graph's input."""
        where = f"input {name!r}"
        if any(isinstance(value, Signal) for value in self._values.values()):
            raise UnreadableError("a second input, or a value before its node", where)
        for given in self._graph.input:
            if given.name == name:
                break
        else:
            raise UnreadableError("neither an input of the graph nor made before", where)
        kind = given.type.tensor_type
        if kind.elem_type not in (1, 2, 3, 5, 6, 7, 11):
            raise UnreadableError(f"type {kind.elem_type}; expected floats or pixels", where)
        dims: list[int | None] = [None, None]
        if kind.HasField("shape"):
            dims = [d.dim_value if d.HasField("dim_value") else None for d in kind.shape.dim]
        if len(dims) < 2 or any(dim is not None and dim < 1 for dim in dims):
            raise UnreadableError(f"shape {dims}; expected (rows, n_in)", where)
        self._rows = dims[0]
        # A network takes uint8 as pixels and divides them by 255; the graph does not.
        scale = np.asarray(255.0) if kind.elem_type == PIXEL else ONE
        return Signal(tuple(dims[1:]), ((Root(None, scale, ZERO), GRID),), where)
