# SPDX-License-Identifier: MIT
"""What the page is given: the numbers of the trace bit for bit, and what is refused."""

import base64
import json
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import deltaward as dw
import own_costs
import page_nets
from deltaward.explain.page import content
from deltaward.explain.page.content import LARGEST, SAMPLES


def unpack(packed: dict[str, str]) -> npt.NDArray[Any]:
    return np.frombuffer(base64.b64decode(packed["data"]), f"<{packed['kind']}")


@pytest.mark.parametrize("name", ["small", "book", "relu", "jacobian"])
def test_the_numbers_are_those_of_the_trace(name: str) -> None:
    net, x, y = page_nets.make(name)
    made = json.loads(json.dumps(content(net, x, y), allow_nan=False))
    assert made["sizes"] == net.sizes
    for i, sample in enumerate(made["samples"]):
        found = net.trace(x[i : i + 1], y[i : i + 1])
        assert sample["cost"] == found.cost
        assert unpack(sample["inputs"]).tobytes() == found.inputs.tobytes()
        assert unpack(sample["targets"]).tobytes() == found.targets.tobytes()
        for layer, traced in zip(sample["layers"], found.layers, strict=True):
            for key in ("z", "activation", "delta", "nabla_b"):
                assert unpack(layer[key]).tobytes() == getattr(traced, key).tobytes(), key
            for key, values in (("back", traced.back), ("sigma_prime", traced.slope)):
                if values is None:
                    assert layer[key] is None
                else:
                    assert unpack(layer[key]).tobytes() == values.tobytes()
    for layer, w, b in zip(made["layers"], net.weights, net.biases, strict=True):
        assert unpack(layer["weights"]).tobytes() == w.tobytes()
        assert unpack(layer["biases"]).tobytes() == b.tobytes()


def test_bp4_is_a_product_of_what_the_page_has() -> None:
    """The page multiplies a and δ itself; for one sample that is what the core finds."""
    for name in ("small", "book", "relu", "jacobian"):
        net, x, y = page_nets.make(name)
        found = net.trace(x[:1], y[:1])
        a = [found.inputs[0], *(layer.activation[0] for layer in found.layers)]
        for layer, before in zip(found.layers, a, strict=False):
            assert np.array_equal(np.outer(layer.delta[0], before), layer.nabla_w)


def test_one_sample_as_evaluate_takes_it() -> None:
    net, x, _ = page_nets.make("small")
    rows = content(net, x[:1], [1])
    for y in (1, np.int64(1), [1]):
        assert content(net, x[0], y) == rows
    values = content(net, x[0], [0.25, 0.5])
    assert values == content(net, x[:1], [[0.25, 0.5]])
    assert values["samples"][0]["answer"] is None
    assert rows["batch"] is values["batch"] is None
    assert content(net, x, [0, 1])["batch"]["samples"] == 2


def test_one_output() -> None:
    net = dw.Network([3, 1], activation="tanh", cost="quadratic")
    made = content(net, np.ones((2, 3)), np.array([0.5, -0.5]))
    assert unpack(made["samples"][1]["targets"]).tolist() == [-0.5]
    sign = dw.Network([3, 1])
    assert content(sign, np.ones((1, 3)), np.array([1]))["samples"][0]["answer"] in (None, 1)


def test_a_cost_of_ones_own() -> None:
    net = dw.Network([3, 2], activation="sigmoid", cost=own_costs.QuadraticCost())
    made = content(net, np.ones(3), 1)
    assert (made["cost"], made["own_cost"]) == ("QuadraticCost", True)
    assert made["samples"][0]["output_slope"] is None


def test_too_many_samples() -> None:
    net, x, _ = page_nets.make("small")
    y = np.zeros(SAMPLES + 1, int)
    many = np.repeat(x[:1], SAMPLES + 1, axis=0)
    content(net, many[1:], y[1:])
    with pytest.raises(ValueError, match=r"^x: 9 samples; expected 1 to 8"):
        content(net, many, y)


def test_too_large() -> None:
    """4 MB is 3 MB before base64: in float32 68,000 inputs with 10 weights each just fit."""
    for n, y in ((68_300, [[0] * 10]), (42_000, [[0] * 10] * 8)):
        with pytest.raises(
            ValueError, match=r"^net: the page of .* would take 4\.0\d MB; .* 4 MB$"
        ):
            content(dw.Network([n, 10], cost="quadratic"), np.zeros((len(y), n)), y)
    net = dw.Network([68_000, 10])
    text = json.dumps(content(net, np.zeros(68_000), 0))
    assert 0.98 * LARGEST < len(text) < 1.01 * LARGEST


def test_bad_arguments() -> None:
    net, x, y = page_nets.make("small")
    with pytest.raises(TypeError, match=r"^title: 3 of type int; expected a str"):
        content(net, x, y, title=3)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"^x: shape \(2, 2\)"):
        content(net, x[:, :2], y)
    with pytest.raises(ValueError, match=r"^y: "):
        content(net, x, y[:1])
    net.weights[0][:] = 1e30
    net.weights[1][:] = np.nan
    with pytest.raises(FloatingPointError, match="the cost is nan"):
        content(net, x, y)
