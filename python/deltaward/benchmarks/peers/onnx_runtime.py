# SPDX-License-Identifier: MIT
"""onnxruntime, which predicts and does not train."""

from typing import Any

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from deltaward.benchmarks.cases import Array, Parameters
from deltaward.benchmarks.trainer import Predictor


def _model(parameters: Parameters) -> Any:
    """Return Gemm, Relu, Gemm, Softmax, ArgMax for any number of rows."""
    (w1, b1), (w2, b2) = parameters
    arrays = {"w1": w1.T.copy(), "b1": b1, "w2": w2.T.copy(), "b2": b2}
    graph = helper.make_graph(
        [
            helper.make_node("Gemm", ["x", "w1", "b1"], ["z1"]),
            helper.make_node("Relu", ["z1"], ["a1"]),
            helper.make_node("Gemm", ["a1", "w2", "b2"], ["z2"]),
            helper.make_node("Softmax", ["z2"], ["a2"], axis=-1),
            helper.make_node("ArgMax", ["a2"], ["classes"], axis=-1, keepdims=0),
        ],
        "perceptron",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["m", w1.shape[1]])],
        [helper.make_tensor_value_info("classes", TensorProto.INT64, ["m"])],
        [numpy_helper.from_array(array, name) for name, array in arrays.items()],
    )
    # The opset and the version of the format that every onnxruntime since 1.17 reads.
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)


def predictor(parameters: Parameters, threads: int) -> Predictor:
    """One session, all optimisations of the graph, which is its default."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(
        _model(parameters).SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    outputs = ["classes"]

    def predict(x: Array) -> Array:
        return np.asarray(session.run(outputs, {"x": np.atleast_2d(x)})[0])

    return predict
