# SPDX-License-Identifier: MIT
"""Small ONNX models: what deltaward writes, and what exporters of others write."""

from pathlib import Path

import numpy as np

import deltaward as dw


def write(folder: Path) -> None:
    """Write them into a folder."""
    from onnx import TensorProto, helper, numpy_helper

    for name in ("relu", "gelu", "softplus", "tanh"):
        dw.Network([3, 2, 2], activation=name, seed=1).to_onnx(folder / f"{name}.onnx")
    dw.Network([3, 2], seed=1).to_onnx(folder / "pixels.onnx", pixels=True)

    rng = np.random.default_rng(0)
    sizes = {"w": (3, 4), "v": (2, 4), "b": (4,), "c": (2,), "mean": (4,)}
    held = {name: rng.random(size).astype(np.float32) for name, size in sizes.items()}
    tensors = [numpy_helper.from_array(array, name) for name, array in held.items()]
    tensors += [
        numpy_helper.from_array(np.array([0, -1]), "shape"),
        numpy_helper.from_array(np.array([-1]), "minus"),
        numpy_helper.from_array(np.array([0]), "zero"),
        numpy_helper.from_array(np.array([1]), "one"),
        numpy_helper.from_array(np.array(0), "first"),
        numpy_helper.from_array(np.array(2, np.float32), "two"),
        numpy_helper.from_array(np.array(0, np.float32), "low"),
    ]
    external = TensorProto(name="far", data_type=TensorProto.FLOAT, dims=[4])
    external.data_location = TensorProto.EXTERNAL
    for key, value in (("location", "beside.bin"), ("offset", "0"), ("length", "16")):
        external.external_data.add(key=key, value=value)
    (folder / "beside.bin").write_bytes(bytes(16))
    make, make_value = helper.make_node, helper.make_tensor_value_info
    nodes = [
        make("Reshape", ["x", "shape"], ["flat"]),
        make("MatMul", ["flat", "w"], ["z0"]),
        make("Add", ["z0", "b"], ["z1"]),
        make("BatchNormalization", ["z1", "b", "b", "mean", "b"], ["z2"]),
        make("Constant", [], ["zeros"], value=helper.make_tensor("t", 1, [4], [0.5] * 4)),
        make("Add", ["z2", "zeros"], ["z3"]),
        make("Div", ["z3", "two"], ["z4"]),
        make("Unsqueeze", ["z4", "one"], ["u"]),
        make("Squeeze", ["u", "one"], ["z5"]),
        make("Shape", ["z5"], ["size"]),
        make("Slice", ["size", "zero", "one"], ["part"]),
        make("Gather", ["size", "first"], ["rows"]),
        make("Unsqueeze", ["rows", "zero"], ["row"]),
        make("Concat", ["row", "minus"], ["target"], axis=0),
        make("Reshape", ["z5", "target"], ["z6"]),
        make("Flatten", ["z6"], ["z7"]),
        make("Greater", ["z7", "low"], ["on"]),
        make("Where", ["on", "z7", "low"], ["z8"]),
        make("Clip", ["z8", "low"], ["z9"]),
        make("Cast", ["z9"], ["z10"], to=1),
        make("Dropout", ["z10"], ["a"]),
        make("Gemm", ["a", "v", "c"], ["y0"], transB=1, alpha=0.5),
        make("Softmax", ["y0"], ["y"], axis=-1),
    ]
    ends = [make_value(name, 1, ["m", n]) for name, n in (("x", 3), ("y", 2))]
    for name, extra in (("chain", []), ("external", [external])):
        nodes[5] = make("Add", ["z2", "far" if extra else "zeros"], ["z3"])
        graph = helper.make_graph(nodes, "g", ends[:1], ends[1:], tensors + extra)
        opset = helper.make_opsetid("", 17)
        model = helper.make_model(graph, opset_imports=[opset], ir_version=8)
        (folder / f"{name}.onnx").write_bytes(model.SerializeToString())
