# SPDX-License-Identifier: MIT
"""The wrong passes of a page: all that the network allows, with the δ of each."""

import base64

import numpy as np
import pytest

import deltaward as dw
import page_nets
from deltaward.explain.page.wrong import WORDS, batch_figures, output_slope, wrong_passes
from deltaward.explain.variants import VARIANTS
from lab_nets import make


def test_every_variant_has_words() -> None:
    assert WORDS.keys() == VARIANTS.keys()


@pytest.mark.parametrize("output", ["softmax", "tanh"])
def test_every_pass_that_the_network_allows(output: str) -> None:
    net, x, y = make("tanh", "quadratic", output)
    found = net.compare_backprop(x[:1], y[:1])
    passes = wrong_passes(net, x[:1], y[:1])
    assert [p["name"] for p in passes["passes"]] == list(found.variants)
    assert passes["learning_rate"] == found.learning_rate
    for one in passes["passes"]:
        deltas = [np.frombuffer(base64.b64decode(d["data"]), "<f8") for d in one["deltas"]]
        assert [len(d) for d in deltas] == net.sizes[1:]
        compared = found.variants[one["name"]].layers
        assert one["layers"] == [
            {"cosine": c.cosine, "ratio": c.ratio, "agrees": c.agrees} for c in compared
        ]
    carried = {p["name"] for p in passes["passes"] if not p["carried"]}
    assert carried == {"pseudo-inverse", "updated weights"}


def test_the_right_pass_comes_first_and_has_the_deltas_of_the_trace() -> None:
    net, x, y = page_nets.make("jacobian")
    first = wrong_passes(net, x, y)["passes"][0]
    assert first["name"] == "transpose"
    for packed, layer in zip(first["deltas"], net.trace(x, y).layers, strict=True):
        delta = np.frombuffer(base64.b64decode(packed["data"]), "<f8")
        np.testing.assert_allclose(delta, layer.delta[0], rtol=1e-12)


def test_a_gradient_of_length_zero_has_no_cosine() -> None:
    net = dw.Network([3, 4, 2])
    net.biases[0][:] = -100  # all dead
    layers = wrong_passes(net, np.ones((1, 3)), np.array([0]))["passes"][0]["layers"]
    assert layers[0] == {"cosine": None, "ratio": None, "agrees": True}


def test_sum_over_several_samples() -> None:
    net, x, y = make()
    found = batch_figures(net, x, y)
    assert found["samples"] == len(x)
    assert [layer["ratio"] for layer in found["passes"]["sum"]] == pytest.approx([len(x)] * 3)


def test_slope_of_the_cost() -> None:
    net, x, y = make("tanh", "quadratic", "softmax")
    slope = output_slope(net, x[:1], y[:1])
    assert slope is not None
    np.testing.assert_allclose(slope, net.feedforward(x[0]) - y[0], rtol=1e-12)
    net, x, y = make("tanh", "cross_entropy", "softmax")
    assert output_slope(net, x[:1], y[:1]) is None
