# SPDX-License-Identifier: MIT
"""A network as an ONNX model."""

import json

from deltaward.base import NetworkBase
from deltaward.exporting.onnx_nodes import Graph, activate, library
from deltaward.proof import as_text
from deltaward.version import __version__

# Nothing newer is needed, and what runs models reads these for years.
OPSET, IR_VERSION = 18, 8
# A protobuf message ends at 2 GiB; the graph around the weights takes some kilobytes.
LARGEST = 2**31 - 2**20


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
        a = activate(graph, z, name, prefix, prefix + "a" if layer != last else "a")
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
    onnx.helper.set_model_props(model, _about(net, pixels))
    return bytes(model.SerializeToString(deterministic=True))


def _scaled(graph: Graph, x: str, floats: int) -> str:
    """Add what makes floats from 0 to 1 of uint8 pixels."""
    pixels = graph.add("Cast", [x], "pixels", to=floats)
    return graph.add("Div", [pixels, graph.constant("white", 255)], "scaled")


def _about(net: NetworkBase, pixels: bool) -> dict[str, str]:
    return {
        "deltaward.version": __version__,
        "deltaward.sizes": json.dumps(net.sizes),
        "deltaward.activations": json.dumps(net.activations),
        "deltaward.cost": net.cost if isinstance(net.cost, str) else "custom",
        "deltaward.proof": as_text(net, pixels=pixels),
    }
