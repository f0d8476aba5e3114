# SPDX-License-Identifier: MIT
"""Activations, in the ways in which exporters and people write them down."""

import math
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward.interchange.onnx_graph.curves import GRID, recognise
from onnx_graphs import dense, model, node, run

ROOT = {"root": math.sqrt(2), "half": 0.5, "one": 1.0, "zero": 0.0, "two": 2.0}

# What the nodes from z to a compute, with the constants of ROOT and more.
FORMS: dict[str, tuple[str, list[Any], dict[str, Any]]] = {
    "gelu, PyTorch before opset 20": (
        "gelu",
        [
            node("Div", "z root", "1"),
            node("Erf", "1", "2"),
            node("Add", "2 one", "3"),
            node("Mul", "z 3", "4"),
            node("Mul", "4 half", "a"),
        ],
        {},
    ),
    "gelu, half first": (
        "gelu",
        [
            node("Mul", "half z", "1"),
            node("Mul", "z r", "2"),
            node("Erf", "2", "3"),
            node("Add", "one 3", "4"),
            node("Mul", "1 4", "a"),
        ],
        {"r": math.sqrt(0.5)},
    ),
    "gelu, the operator": ("gelu", [node("Gelu", "z", "a")], {}),
    "silu": ("silu", [node("Sigmoid", "z", "1"), node("Mul", "z 1", "a")], {}),
    "silu, divided": (
        "silu",
        [
            node("Neg", "z", "1"),
            node("Exp", "1", "2"),
            node("Add", "2 one", "3"),
            node("Div", "z 3", "a"),
        ],
        {},
    ),
    "sigmoid, spelled out": (
        "sigmoid",
        [
            node("Neg", "z", "1"),
            node("Exp", "1", "2"),
            node("Add", "2 one", "3"),
            node("Reciprocal", "3", "a"),
        ],
        {},
    ),
    "softplus, PyTorch's threshold": (
        "softplus",
        [
            node("Softplus", "z", "1"),
            node("Greater", "z limit", "2"),
            node("Where", "2 z 1", "a"),
        ],
        {"limit": 20.0},
    ),
    "softplus, which overflows": (
        "softplus",
        [node("Exp", "z", "1"), node("Add", "1 one", "2"), node("Log", "2", "a")],
        {},
    ),
    "tanh, of a sigmoid": (
        "tanh",
        [
            node("Mul", "z two", "1"),
            node("Sigmoid", "1", "2"),
            node("Mul", "2 two", "3"),
            node("Sub", "3 one", "a"),
        ],
        {},
    ),
    "relu, a maximum": ("relu", [node("Max", "z zero", "a")], {}),
    "relu, clipped below": ("relu", [node("Clip", "z zero", "a")], {}),
    "relu, chosen": (
        "relu",
        [node("Less", "z zero", "1"), node("Where", "1 zero z", "a")],
        {},
    ),
    "leaky_relu": ("leaky_relu", [node("LeakyRelu", "z", "a", alpha=0.01)], {}),
    "leaky_relu, a maximum": (
        "leaky_relu",
        [node("Mul", "z c", "1"), node("Max", "z 1", "a")],
        {"c": 0.01},
    ),
    "elu": ("elu", [node("Elu", "z", "a")], {}),
    "elu, celu": ("elu", [node("Celu", "z", "a", alpha=1.0)], {}),
    "elu, chosen": (
        "elu",
        [
            node("Min", "z zero", "1"),
            node("Exp", "1", "2"),
            node("Sub", "2 one", "3"),
            node("Greater", "z zero", "4"),
            node("Where", "4 z 3", "a"),
        ],
        {},
    ),
    "identity, in a roundabout way": (
        "identity",
        [node("Min", "z z", "1"), node("Mul", "1 two", "2"), node("Sub", "2 one", "a")],
        {},
    ),
    "two that are one": ("relu", [node("Relu", "z", "1"), node("Relu", "1", "a")], {}),
}


def _renamed(made: Any, output: str) -> Any:
    copy = type(made)()
    copy.CopyFrom(made)
    copy.output[0] = output
    return copy


@pytest.mark.parametrize("form", FORMS)
def test_forms(form: str, rng: np.random.Generator) -> None:
    name, nodes, more = FORMS[form]
    # A bias of its own node, so that an activation begins after some affine steps.
    made = model(
        [node("MatMul", "x w", "0"), node("Add", "0 b", "z"), *nodes],
        dense(rng) | ROOT | more,
    )
    net = dw.from_onnx(made)
    assert net.activations == [name]
    x = rng.normal(scale=3, size=(20, 4)).astype(np.float32)
    np.testing.assert_allclose(net.feedforward(x), run(made, x), rtol=1e-6, atol=2e-6)


@pytest.mark.parametrize("form", FORMS)
def test_forms_in_one_neuron_before_another_layer(form: str, rng: np.random.Generator) -> None:
    """One neuron's bias is a scalar, as are the constants of the activation."""
    name, nodes, more = FORMS[form]
    made = model(
        [
            node("MatMul", "x w", "0"),
            node("Add", "0 b", "z"),
            *nodes[:-1],
            _renamed(nodes[-1], "a1"),
            node("Gemm", "a1 v", "a"),
        ],
        dense(rng, 4, 1) | ROOT | more | {"v": [[1.5, -2]]},
    )
    net = dw.from_onnx(made)
    assert net.activations == [name, "identity"]
    x = rng.normal(scale=3, size=(20, 4)).astype(np.float32)
    np.testing.assert_allclose(net.feedforward(x), run(made, x), rtol=1e-6, atol=2e-6)


REFUSED = {
    "gelu by tanh": [node("Gelu", "z", "a", approximate="tanh")],
    "another slope": [node("LeakyRelu", "z", "a", alpha=0.2)],
    "relu6": [node("Clip", "z zero six", "a")],
    "a clip far out": [node("Clip", "z - far", "a")],
    "elu with alpha 2": [node("Elu", "z", "a", alpha=2.0)],
    "logarithm of sigmoid": [node("Sigmoid", "z", "1"), node("Log", "1", "a")],
    "sine of an activation": [node("Relu", "z", "1"), node("Tanh", "1", "a")],
    "mish": [node("Softplus", "z", "1"), node("Tanh", "1", "2"), node("Mul", "z 2", "a")],
    "a square": [node("Mul", "z z", "a")],
    "a kink elsewhere": [node("Max", "z half", "a")],
    "not defined below 0": [node("Sqrt", "z", "a")],
}


@pytest.mark.parametrize("form", REFUSED)
def test_refused(form: str, rng: np.random.Generator) -> None:
    nodes = REFUSED[form]
    made = model(
        [node("Gemm", "x w b", "z"), *nodes],
        dense(rng) | ROOT | {"six": 6.0, "far": 1e6},
    )
    with pytest.raises(ValueError, match="is none of deltaward's activations") as caught:
        dw.from_onnx(made)
    assert str(caught.value).startswith(f"model: node 'a' ({nodes[-1].op_type}")


def test_the_attribute_that_does_not_fit_is_named(rng: np.random.Generator) -> None:
    made = model([node("Gemm", "x w b", "z"), *REFUSED["another slope"]], dense(rng))
    with pytest.raises(ValueError, match=r"node 'a' \(LeakyRelu with alpha 0.2"):
        dw.from_onnx(made)


def test_what_is_close_is_not_taken_for_the_same() -> None:
    assert recognise(np.maximum(GRID, 0)) == "relu"
    assert recognise(np.maximum(GRID, 0) + 1e-6) is None
    assert recognise(np.maximum(GRID, -1e-6)) is None
    assert recognise(np.where(GRID > 0, GRID, 0.0101 * GRID)) is None
    assert recognise(np.full_like(GRID, np.nan)) is None


def test_swish(rng: np.random.Generator) -> None:
    """Of opset 24, as SiLU where its α is 1."""

    def made(**alpha: float) -> Any:
        nodes = [node("Gemm", "x w b", "z"), node("Swish", "z", "a", **alpha)]
        return model(nodes, dense(rng), opset=24)

    for alpha in ({}, {"alpha": 1.0}):
        assert dw.from_onnx(made(**alpha)).activations == ["silu"]
    with pytest.raises(ValueError, match=r"'a' \(Swish with alpha 1\.7.*none of deltaward's"):
        dw.from_onnx(made(alpha=1.7))
