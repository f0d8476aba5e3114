# SPDX-License-Identifier: MIT
"""Rows that are given other shapes, and the shapes that graphs compute for that."""

from typing import Any

import numpy as np
import pytest

import deltaward as dw
from onnx_graphs import Array, dense, model, node, run

END = [node("Gemm", "flat w b", "z"), node("Relu", "z", "a")]


def _ints(**named: list[int] | int) -> dict[str, Array]:
    return {name: np.asarray(value, np.int64) for name, value in named.items()}


# Nodes from x (batch, 2, 3) to flat (batch, 6), or from the last layer on.
KEPT: dict[str, tuple[list[Any], dict[str, Any], Any]] = {
    "flatten": ([node("Flatten", "x", "flat"), *END], {}, "batch"),
    "flatten, from behind": ([node("Flatten", "x", "flat", axis=-2), *END], {}, None),
    "reshape": ([node("Reshape", "x to", "flat"), *END], _ints(to=[0, -1]), "batch"),
    "reshape, counted": ([node("Reshape", "x to", "flat"), *END], _ints(to=[-1, 6]), "batch"),
    "reshape, fixed rows": ([node("Reshape", "x to", "flat"), *END], _ints(to=[5, -1]), 5),
    "reshape, cast": (
        [node("Cast", "to", "t", to=7), node("Reshape", "x t", "flat"), *END],
        {"to": np.array([0, -1], np.int32)},
        "batch",
    ),
    "reshape, a constant node": (
        [node("Constant", "", "to", value_ints=[0, -1]), node("Reshape", "x to", "flat"), *END],
        {},
        "batch",
    ),
    "reshape in steps": (
        [node("Reshape", "x to", "1"), node("Reshape", "1 back", "flat"), *END],
        _ints(to=[0, 3, 1, -1], back=[0, 6]),
        "batch",
    ),
    "PyTorch's view": (
        [
            node("Shape", "x", "shape"),
            node("Gather", "shape zero", "n", axis=0),
            node("Unsqueeze", "n axes", "n1"),
            node("Concat", "n1 rest", "to", axis=0),
            node("Reshape", "x to", "flat"),
            *END,
        ],
        _ints(zero=0, axes=[0], rest=[-1]),
        "batch",
    ),
    "a slice of the shape": (
        [
            node("Shape", "x", "shape"),
            node("Slice", "shape zeros ones zeros", "n"),
            node("Cast", "n", "n1", to=7),
            node("Concat", "n1 rest", "to", axis=0),
            node("Reshape", "x to", "flat"),
            *END,
        ],
        _ints(zeros=[0], ones=[1], rest=[6]),
        "batch",
    ),
    "a part of the shape": (
        [
            node("Shape", "x", "n", end=1),
            node("Concat", "n rest", "to", axis=0),
            node("Reshape", "x to", "flat"),
            *END,
        ],
        _ints(rest=[6]),
        "batch",
    ),
    "squeezed": (
        [
            node("Reshape", "x to", "1"),
            node("Squeeze", "1 axes", "2"),
            node("Unsqueeze", "2 axes", "3"),
            node("Flatten", "3", "flat"),
            *END,
        ],
        _ints(to=[0, 6, 1], axes=[-1]),
        "batch",
    ),
    "pixels scaled by channel": (
        [node("Sub", "x mean", "0"), node("Div", "0 by", "1"), node("Flatten", "1", "flat"), *END],
        {"mean": [[[1], [2]]], "by": 255.0},
        "batch",
    ),
    "shapes that are not said": (
        [node("Flatten", "x", "0"), node("Mul", "0 two", "flat"), *END],
        {"two": 2.0},
        "unknown",
    ),
}


@pytest.mark.parametrize("case", KEPT)
def test_each_sample_stays_a_row(case: str, rng: np.random.Generator) -> None:
    nodes, more, rows = KEPT[case]
    shape = ("batch", None, None) if rows == "unknown" else (rows, 2, 3)
    made = model(nodes, dense(rng, 6) | more, x=shape)
    net = dw.from_onnx(made)
    assert net.sizes == [6, 3]
    x = rng.normal(size=(5, 2, 3)).astype(np.float32)
    got = net.feedforward(x.reshape(5, 6))
    np.testing.assert_allclose(got, run(made, x), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(
    "last",
    [
        node("Reshape", "z to", "a"),
        node("Squeeze", "z axes", "a"),
        node("Reshape", "z column", "a"),
    ],
    ids=["reshape", "squeeze", "column"],
)
def test_one_output_without_its_axis(last: Any, rng: np.random.Generator) -> None:
    made = model(
        [node("Gemm", "x w b", "z"), last],
        dense(rng, 4, 1) | _ints(to=[-1], axes=[1], column=[-1, 1]),
    )
    x = rng.normal(size=(5, 4)).astype(np.float32)
    got = dw.from_onnx(made).feedforward(x)
    np.testing.assert_allclose(got[:, 0], run(made, x).reshape(5), rtol=1e-6, atol=1e-6)


def test_one_output_without_its_dimension(rng: np.random.Generator) -> None:
    made = model(
        [node("Gemm", "x w b", "z"), node("Reshape", "z to", "a")],
        dense(rng, 4, 1) | _ints(to=[-1]),
    )
    x = rng.normal(size=(5, 4)).astype(np.float32)
    expected = run(made, x)
    assert expected.shape == (5,)
    np.testing.assert_allclose(dw.from_onnx(made).feedforward(x)[:, 0], expected, rtol=1e-6)


def test_rows_of_a_width_that_nobody_says(rng: np.random.Generator) -> None:
    """The weights say it."""
    nodes = [node("Reshape", "x to", "1"), node("Gemm", "1 w b", "a")]
    made = model(nodes, dense(rng) | _ints(to=[0, -1]))
    made.graph.input[0].type.tensor_type.ClearField("shape")
    assert dw.from_onnx(made).sizes == [4, 3]


REFUSED: dict[str, tuple[list[Any], dict[str, Any], str]] = {
    "rows mixed": ([node("Reshape", "x to", "a")], _ints(to=[-1, 3]), "expected the rows kept"),
    "one long row": ([node("Reshape", "x to", "a")], _ints(to=[1, -1]), "expected the rows kept"),
    "all in one": ([node("Reshape", "x to", "a")], _ints(to=[-1]), "expected the rows kept"),
    "other rows": ([node("Reshape", "x to", "a")], _ints(to=[7, 6]), "expected the rows kept"),
    "no whole": ([node("Reshape", "x to", "a")], _ints(to=[0, 4]), "6 values in each"),
    "two left open": ([node("Reshape", "x to", "a")], _ints(to=[0, -1, -1]), "6 values in each"),
    "nought": (
        [node("Reshape", "x to", "a", allowzero=1)],
        _ints(to=[0, 6]),
        "expected the rows kept",
    ),
    "a nought too many": ([node("Reshape", "x to", "a")], _ints(to=[0, 6, 1, 0]), "from .* to"),
    "no shape": ([node("Reshape", "x to", "a")], {"to": [0.0, 6.0]}, "expected a shape that"),
    "of the data": ([node("Reshape", "x x", "a")], {}, "expected a shape that does not depend"),
    "too many": ([node("Reshape", "x to", "a")], _ints(to=[1] * 99), "a shape of 99 dimensions"),
    "joined again and again": (
        [
            node("Shape", "x", "s0"),
            *(node("Concat", f"s{i} s{i}", f"s{i + 1}", axis=0) for i in range(60)),
            node("Reshape", "x s60", "a"),
        ],
        {},
        r"'s3' \(Concat\): a shape of 24 dimensions",
    ),
    "all flat": ([node("Flatten", "x", "a", axis=0)], {}, "axis 0; expected 1"),
    "no axes": ([node("Squeeze", "x", "a")], {}, "no axes; expected them"),
    "the rows": ([node("Squeeze", "x to", "a")], _ints(to=[0]), "expected some of 1 to 2"),
    "not of size 1": ([node("Squeeze", "x to", "a")], _ints(to=[1]), "expected ones of size 1"),
    "before the rows": ([node("Unsqueeze", "x to", "a")], _ints(to=[0]), "expected some of 1 to 3"),
    "each row a column": (
        [node("MatMul", "x w", "a")],
        {"w": np.ones((3, 2))},
        r"weights for 3 inputs; what comes has shape \('rows', 2, 3\)",
    ),
    "an entry too far": (
        [node("Shape", "x", "s"), node("Gather", "s to", "t"), node("Reshape", "x t", "a")],
        _ints(to=[9]),
        r"\(Gather\): entry \(9,\)",
    ),
    "a slice from two places": (
        [node("Shape", "x", "s"), node("Slice", "s to to", "t"), node("Reshape", "x t", "a")],
        _ints(to=[0, 1]),
        r"\(Slice\): a slice from \[0, 1\] to \[0, 1\]; expected one number each",
    ),
    "every other entry": (
        [
            node("Shape", "x", "s"),
            node("Slice", "s no to no two", "t"),
            node("Reshape", "x t", "a"),
        ],
        _ints(no=[0], to=[3], two=[2]),
        r"\(Slice\): a slice with steps",
    ),
    "a slice from as many as there are rows": (
        [node("Shape", "x", "s"), node("Slice", "s s s", "t"), node("Reshape", "x t", "a")],
        {},
        r"\(Slice\): .*; expected constants",
    ),
    "a slice from nowhere": (
        [node("Shape", "x", "s"), node("Slice", "s no to", "t"), node("Reshape", "x t", "a")],
        _ints(no=[], to=[1]),
        r"\(Slice\): a slice from \[\] to \[1\]",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str) -> None:
    nodes, constants, message = REFUSED[case]
    with pytest.raises(ValueError, match=message):
        dw.from_onnx(model(nodes, constants, x=("batch", 2, 3)))
