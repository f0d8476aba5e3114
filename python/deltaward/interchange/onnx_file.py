# SPDX-License-Identifier: MIT
"""Networks of ONNX models."""

from pathlib import Path
from typing import Any

import numpy as np

from deltaward import _core
from deltaward.atomic import to_path
from deltaward.costs import Cost
from deltaward.interchange.chain import Chain
from deltaward.network import Network


def read(
    model: Any, cost: str | Cost | None, output_activation: str | None, output: str | None
) -> Network:
    """Make a network of an ONNX model. See `deltaward.from_onnx`."""
    from deltaward.exporting.onnx_nodes import library
    from deltaward.interchange.onnx_graph.errors import UnreadableError
    from deltaward.interchange.onnx_graph.folding import append_layers
    from deltaward.interchange.onnx_graph.reader import Reader

    onnx = library()
    if output is not None and not isinstance(output, str):
        raise TypeError(f"output: {output!r}; expected a name")
    if isinstance(model, onnx.ModelProto):
        source, held, folder = "model", model, None
    else:
        path = to_path(model, "model")
        source, folder = str(path), path.parent
        held = _parse(onnx, path)
    chain = Chain(source)
    try:
        with np.errstate(all="ignore"):  # weights that overflow do so in the model too
            append_layers(chain, *Reader(onnx, held, folder).output(output))
    except UnreadableError as error:
        where = f"{error.where}: " if error.where else ""
        raise ValueError(f"{source}: {where}{error}") from error
    said = _cost_of(held)
    if cost is not None or output_activation is not None or said is None:
        return chain.network(cost, output_activation)
    try:
        return chain.network(said, None)
    except ValueError as error:  # of what the file says, not of an argument
        raise ValueError(f"{source}: metadata 'deltaward.cost': {error}") from error


def _cost_of(model: Any) -> str | None:
    """Return the cost that `Network.to_onnx` wrote down, if it is not one's own."""
    said = {entry.key: entry.value for entry in model.metadata_props}.get("deltaward.cost")
    return said if said in _core.cost_names() else None


def _parse(onnx: Any, path: Path) -> Any:
    from google.protobuf.message import DecodeError

    try:
        model = onnx.ModelProto.FromString(path.read_bytes())
    except DecodeError as error:
        raise ValueError(f"{path}: not an ONNX model: {error}") from error
    if not model.graph.output:
        raise ValueError(f"{path}: not an ONNX model: no graph with outputs")
    return model
