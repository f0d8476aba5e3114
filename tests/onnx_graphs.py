# SPDX-License-Identifier: MIT
"""ONNX models written by hand, as exporters write them, and their outputs."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

onnx: Any = pytest.importorskip("onnx", reason="onnx is not installed")
reference: Any = pytest.importorskip("onnx.reference", reason="onnx is not installed")

Array = npt.NDArray[Any]
Shape = Sequence[int | str | None]

# Of a layer of four inputs and three outputs, as ONNX has them: x W + B.
W = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9], [1, 0, -1]], np.float32)  # (4, 3)
B = np.array([0.5, -1, 2], np.float32)


def node(op: str, inputs: str, outputs: str, /, **attributes: Any) -> Any:
    """Make a node; names stand apart by blanks, "-" is one left out."""
    names = ["" if name == "-" else name for name in inputs.split()]
    return onnx.helper.make_node(op, names, outputs.split(), name=outputs, **attributes)


def model(
    nodes: Sequence[Any],
    constants: Mapping[str, Any] | None = None,
    *,
    x: Shape = ("batch", 4),
    dtype: Any = "float32",
    x_dtype: Any = None,
    outputs: Mapping[str, Any] | None = None,
    opset: int = 20,
) -> Any:
    """Make a model of nodes from x to a; arrays without a dtype get that of the model."""
    tensors = []
    for name, value in (constants or {}).items():
        array = value if isinstance(value, np.ndarray) else np.asarray(value, dtype)
        tensors.append(onnx.numpy_helper.from_array(array, name))
    kind = onnx.helper.np_dtype_to_tensor_dtype
    info = onnx.helper.make_tensor_value_info
    graph = onnx.helper.make_graph(
        list(nodes),
        "by_hand",
        [info("x", kind(np.dtype(x_dtype or dtype)), x)],
        [info(name, kind(np.dtype(of)), None) for name, of in (outputs or {"a": dtype}).items()],
        tensors,
    )
    domains = {n.domain for n in nodes} - {""}
    opsets = [("", opset), *((domain, 3) for domain in sorted(domains))]
    return onnx.helper.make_model(
        graph, opset_imports=[onnx.helper.make_opsetid(*o) for o in opsets], ir_version=9
    )


def run(made: Any, x: Array, output: str = "a") -> Array:
    """Compute an output with the evaluator that defines ONNX."""
    with np.errstate(all="ignore"):
        return np.asarray(reference.ReferenceEvaluator(made).run([output], {"x": x})[0])


def dense(rng: np.random.Generator, n_in: int = 4, n_out: int = 3) -> dict[str, Array]:
    """Draw weights w (n_in, n_out) and biases b, float32."""
    return {
        "w": rng.normal(size=(n_in, n_out)).astype(np.float32),
        "b": rng.normal(size=n_out).astype(np.float32),
    }
