# SPDX-License-Identifier: MIT
"""Which part of a graph is read, and graphs that are wrong as a whole."""

import itertools
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward.interchange.onnx_graph import reader
from onnx_graphs import dense, model, node, onnx, run

LABELS = [
    node("Gemm", "x w b", "z"),
    node("Softmax", "z", "p"),
    node("ArgMax", "p", "label", axis=1),
    node("Relu", "z", "other"),
]
NAMES = {"label": "int64", "p": "float32"}


def test_labels_beside_probabilities_are_passed_over(rng: np.random.Generator) -> None:
    made = model(LABELS, dense(rng), outputs=NAMES)
    x = rng.normal(size=(5, 4)).astype(np.float32)
    got = dw.from_onnx(made).feedforward(x)
    np.testing.assert_allclose(got, run(made, x, "p"), rtol=1e-6, atol=1e-7)


def test_the_output_that_is_named(rng: np.random.Generator) -> None:
    made = model(LABELS, dense(rng), outputs=NAMES | {"other": "float32"})
    assert dw.from_onnx(made, output="other").activations == ["relu"]
    with pytest.raises(
        ValueError, match=r"3 outputs .*'other'.*; expected one, or its name as out"
    ):
        dw.from_onnx(made)
    with pytest.raises(ValueError, match=r"output 'q': expected one of \['label', 'p', 'other'\]"):
        dw.from_onnx(made, output="q")
    with pytest.raises(ValueError, match=r"'label' \(ArgMax\): an operator that no network"):
        dw.from_onnx(made, output="label")
    with pytest.raises(TypeError, match="output: 3; expected a name"):
        dw.from_onnx(made, output=3)  # type: ignore[arg-type]


def test_probabilities_by_name_of_the_class(rng: np.random.Generator) -> None:
    """skl2onnx's ZipMap, which makes a dict of each row."""
    zipped = node("ZipMap", "p", "q", domain="ai.onnx.ml", classlabels_int64s=[0, 1, 2])
    made = model([*LABELS, zipped], dense(rng), outputs={"label": "int64", "q": "float32"})
    assert dw.from_onnx(made).activations == ["softmax"]


@pytest.mark.parametrize(
    ("x", "dtype", "message"),
    [
        ((4,), "float32", r"input 'x': shape \[4\]; expected \(rows, n_in\)"),
        ((), "float32", r"input 'x': shape \[\]; expected"),
        (("batch", 0), "float32", r"input 'x': shape \[None, 0\]"),
        (("batch", 4), "str", "input 'x': type 8; expected floats or pixels"),
        (("batch", 4), "float16", "input 'x': type 10; expected floats or pixels"),
        (("batch", 5), "float32", "weights for 4 inputs; what comes has shape"),
        (("batch", 2**40), "float32", "weights for 4 inputs; what comes has shape"),
    ],
)
def test_inputs_that_do_not_fit(rng: np.random.Generator, x: Any, dtype: Any, message: str) -> None:
    made = model([node("Gemm", "x w b", "a")], dense(rng), x=x, x_dtype=dtype)
    with pytest.raises(ValueError, match=message):
        dw.from_onnx(made)


def test_an_input_without_a_shape(rng: np.random.Generator) -> None:
    made = model([node("Gemm", "x w b", "a")], dense(rng))
    made.graph.input[0].type.tensor_type.ClearField("shape")
    assert dw.from_onnx(made).sizes == [4, 3]


def test_initialisers_among_the_inputs(rng: np.random.Generator) -> None:
    """As files before version 4 of the format have them."""
    made = model([node("Gemm", "x w b", "a")], dense(rng))
    info = onnx.helper.make_tensor_value_info("w", 1, [4, 3])
    made.graph.input.insert(0, info)
    assert dw.from_onnx(made).sizes == [4, 3]


def test_pixels(rng: np.random.Generator) -> None:
    """A model of uint8 that standardises them: the network scales by 1/255 before that."""
    made = model(
        [
            node("Cast", "x", "0", to=1),
            node("Div", "0 white", "1"),
            node("Sub", "1 mean", "2"),
            node("Gemm", "2 w b", "a"),
        ],
        dense(rng) | {"white": 255.0, "mean": 0.13},
        x_dtype="uint8",
    )
    x = rng.integers(0, 256, (6, 4), dtype=np.uint8)
    got = dw.from_onnx(made).feedforward(x)
    np.testing.assert_allclose(got, run(made, x), rtol=1e-5, atol=1e-6)


def test_graphs_that_are_wrong(rng: np.random.Generator) -> None:
    start = node("Gemm", "x w b", "z")
    wrong = {
        "neither an input of the graph nor made before": [node("Relu", "nothing", "a")],
        "input 'y': a second input, or a value before its node": [start, node("Add", "z y", "a")],
        r"output 'a': does not depend on the data": [node("Sqrt", "b", "a")],
        "model: no layer of neurons": [node("Identity", "x", "a")],
        "before its node": [start, node("Add", "z late", "a"), node("Relu", "z", "late")],
        r"node 'a' \(Constant\): \['value_string'\]; expected numbers": [
            node("Constant", "", "a", value_string="x")
        ],
    }
    for message, nodes in wrong.items():
        with pytest.raises(ValueError, match=message):
            dw.from_onnx(model(nodes, dense(rng)))


def test_more_nodes_than_are_read(
    rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = model([node("Gemm", "x w b", "z"), node("Relu", "z", "a")], dense(rng))
    monkeypatch.setattr(reader, "MOST_NODES", 1)
    with pytest.raises(ValueError, match="model: more than 1 nodes"):
        dw.from_onnx(made)


def test_a_small_file_does_not_become_a_large_network() -> None:
    """A matrix may be used again, as tied weights are, but not for a thousand layers."""
    w = np.eye(64, dtype=np.float32)
    for layers in (4, 1000):
        names = ["x", *(str(i) for i in range(1, layers)), "a"]
        nodes = [node("MatMul", f"{a} w", b) for a, b in itertools.pairwise(names)]
        made = model(nodes, {"w": w}, x=("batch", 64))
        if layers == 4:
            assert dw.from_onnx(made).sizes == [64] * 5
        else:
            with pytest.raises(ValueError, match="16384000 bytes of weights from 16384 bytes of"):
                dw.from_onnx(made)


def test_constants_do_not_grow(rng: np.random.Generator) -> None:
    big = np.zeros((512, 512))
    nodes = [node("Cast", "big", f"c{i}", to=1) for i in range(20)]
    nodes += [node("Where", " ".join(["c0", f"c{i}", "b"]), f"d{i}") for i in range(20)]
    joined = node("Concat", " ".join(f"c{i}" for i in range(20)), "a")
    with pytest.raises(ValueError, match="bytes computed from constants"):
        dw.from_onnx(model([*nodes, joined], dense(rng) | {"big": big}))


def test_an_attribute_without_a_value(rng: np.random.Generator) -> None:
    """Of no type, and one that stands for an attribute of a function around it."""
    for field, value in (("type", onnx.AttributeProto.UNDEFINED), ("ref_attr_name", "beta")):
        made = model([node("Gemm", "x w b", "a", alpha=2.0)], dense(rng))
        setattr(made.graph.node[0].attribute[0], field, value)
        with pytest.raises(ValueError, match=r"^model: node 'a' \(Gemm\): .*(alpha|reference)"):
            dw.from_onnx(made)
