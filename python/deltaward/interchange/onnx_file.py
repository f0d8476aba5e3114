# SPDX-License-Identifier: MIT
"""Networks of ONNX models."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deltaward import _core
from deltaward.costs import Cost
from deltaward.interchange.chain import Chain
from deltaward.network import Network

if TYPE_CHECKING:
    import onnx


def from_onnx(
    model: "str | os.PathLike[str] | onnx.ModelProto",
    *,
    cost: str | Cost | None = None,
    output_activation: str | None = None,
    output: str | None = None,
) -> Network:
    """Make a network of an ONNX model.

    Parameters
    ----------
    model : path or onnx.ModelProto
        A perceptron, as `Network.to_onnx`, PyTorch, Keras or skl2onnx write it, or by hand: one
        chain of matrix products, biases and activations. Activations are recognised by what their
        nodes compute, whichever those are. What else is affine folds into the weights: scalings of
        the inputs, batch normalisation. Flatten, Dropout, casts and the like are passed over.
    cost : str or Cost, optional
        Default: that of the network that `Network.to_onnx` wrote; otherwise cross_entropy if it
        ends with softmax or sigmoid, else quadratic.
    output_activation : str, optional
        For a model without one: "softmax" for what was trained on logits.
    output : str, optional
        The output to read, if there are several. Default: the only one, or the only one of floats.

    Returns
    -------
    Network
        With the model's outputs, in the dtype of its weights. A model of uint8 pixels becomes a
        network that gives the same for uint8 pixels (which it scales by 1/255 itself). The two
        probabilities that skl2onnx makes of one sigmoid become a softmax of two neurons.

    Raises
    ------
    ImportError
        If onnx is not installed; ``pip install 'deltaward[onnx]'`` brings it.
    OSError
        If the file can't be read.
    TypeError
        If `model` is something else, or for a bad argument.
    ValueError
        If it is no ONNX model, or for a part that no network of deltaward has, with the node's
        name and operator and the reason. The message begins with the path.

    Notes
    -----
    Nothing in a file is executed. Shapes and sizes are checked before anything of their size is
    made, and tensors in other files are read from the model's own folder only.
    """
    from deltaward.exporting.onnx_model import library
    from deltaward.interchange.onnx_graph.errors import UnreadableError
    from deltaward.interchange.onnx_graph.folding import append_layers
    from deltaward.interchange.onnx_graph.reader import Reader

    onnx = library()
    if output is not None and not isinstance(output, str):
        raise TypeError(f"output: {output!r}; expected a name")
    if isinstance(model, onnx.ModelProto):
        source, held, folder = "model", model, None
    else:
        source, folder = os.fspath(model), Path(os.path.realpath(model)).parent
        held = _parse(onnx, source)
    chain = Chain(source)
    try:
        append_layers(chain, *Reader(onnx, held, folder).output(output))
    except UnreadableError as error:
        where = f"{error.where}: " if error.where else ""
        raise ValueError(f"{source}: {where}{error}") from error
    if cost is None and output_activation is None:
        cost = _cost_of(held)
    return chain.network(cost, output_activation)


def _cost_of(model: Any) -> str | None:
    """Return the cost that `Network.to_onnx` wrote down, if it is not one's own."""
    said = {entry.key: entry.value for entry in model.metadata_props}.get("deltaward.cost")
    return said if said in _core.cost_names() else None


def _parse(onnx: Any, path: str) -> Any:
    from google.protobuf.message import DecodeError

    with open(path, "rb") as file:
        data = file.read()
    try:
        model = onnx.ModelProto.FromString(data)
    except DecodeError as error:
        raise ValueError(f"{path}: not an ONNX model: {error}") from error
    if not model.graph.output:
        raise ValueError(f"{path}: not an ONNX model: no graph with outputs")
    return model
