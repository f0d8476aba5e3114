# SPDX-License-Identifier: MIT
"""Wrong backward passes: each fails where theory says, and is right where it says."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import deltaward as dw
import oracle
from lab_nets import M, agreeing, assert_is, make

Array = npt.NDArray[Any]


@pytest.mark.parametrize("cost", oracle.COSTS)
@pytest.mark.parametrize("activation", oracle.ELEMENTWISE)
def test_the_transpose_is_right_and_no_other_name_for_it(activation: str, cost: str) -> None:
    for seed, output in enumerate(oracle.OUTPUTS.get(cost, [activation, "softmax"])):
        net, x, y = make(activation, cost, output)
        found = net.compare_backprop(x, y, seed=seed)
        assert next(iter(found.variants)) == "transpose"
        for layer in found.variants["transpose"].layers:
            assert layer.agrees
            assert_is(layer, 1, 1)
        for layer in found.variants["sum"].layers:
            assert not layer.agrees
            assert_is(layer, 1, M)
        for layer in found.variants["sign"].layers:
            assert not layer.agrees
            assert_is(layer, -1, 1)
        for name in ("pseudo-inverse", "updated weights"):
            assert agreeing(found, name) == [False, False, True]
        assert ("diagonal softmax" in found.variants) == (output == "softmax")


def transcribed(net: dw.Network, x: Array, y: Array, name: str, rate: float) -> list[Array]:
    """The gradient of each layer, flat, as a learner would write it in NumPy."""
    zs, a = oracle.forward(net.weights, net.biases, net.activations, x)
    slope = oracle._SLOPE[str(net.cost)](a[-1], y)
    prime = [oracle.SIGMA_PRIME[act] for act in net.activations]
    gates = {
        "no gate": [np.ones_like(z) for z in zs],
        "gate of a": [p(v) for p, v in zip(prime, a[1:], strict=True)],
    }.get(name, [p(z) for p, z in zip(prime, zs, strict=True)])
    deltas = [slope * gates[-1]]
    for layer in range(len(zs) - 2, -1, -1):
        w = net.weights[layer + 1]
        back = {
            "pseudo-inverse": np.linalg.pinv(w),
            "updated weights": (w - rate * deltas[0].T @ a[layer + 1] / len(x)).T,
        }.get(name, w.T)
        deltas.insert(0, np.stack([back @ row for row in deltas[0]]) * gates[layer])
    pairs = zip(deltas, a[:-1], strict=True)
    return [np.r_[(d.T @ v).ravel(), d.sum(axis=0)] / len(x) for d, v in pairs]


@pytest.mark.parametrize("name", ["pseudo-inverse", "no gate", "gate of a", "updated weights"])
@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "elu", "gelu", "softplus"])
def test_against_what_a_learner_writes(activation: str, name: str) -> None:
    net, x, y = make(activation, "quadratic", activation)
    found = net.compare_backprop(x, y, variants=[name], entries=1000, step=0.2)
    wrong = transcribed(net, x, y, name, found.learning_rate)
    b, w = oracle.gradient(net.weights, net.biases, net.activations, "quadratic", x, y)
    assert sum(found.left_out) == 0
    for layer, u in zip(found.variants[name].layers, wrong, strict=True):
        v = np.r_[w[layer.layer].ravel(), b[layer.layer]]
        lengths = np.linalg.norm(u), np.linalg.norm(v)
        assert layer.cosine == pytest.approx(float(u @ v / lengths[0] / lengths[1]), abs=1e-8)
        assert layer.ratio == pytest.approx(float(lengths[0] / lengths[1]), rel=1e-6)


def test_no_gate_is_right_for_identity() -> None:
    net, x, y = make("identity", "quadratic", "identity")
    found = net.compare_backprop(x, y)
    assert agreeing(found, "no gate") == agreeing(found, "gate of a") == [True] * 3
    mixed, x, y = make(["tanh", "identity", "identity"], "quadratic")
    assert agreeing(mixed.compare_backprop(x, y), "no gate") == [False, True, True]


@pytest.mark.parametrize("output", ["sigmoid", "softmax"])
def test_a_fused_output_has_no_gate_to_forget(output: str) -> None:
    net, x, y = make("tanh", "cross_entropy", output)
    found = net.compare_backprop(x, y)
    for name in ("no gate", "gate of a"):
        assert agreeing(found, name) == [False, False, True]
    net, x, y = make("tanh", "quadratic", output)
    assert agreeing(net.compare_backprop(x, y), "no gate") == [False] * 3


@pytest.mark.parametrize("activation", ["relu", "leaky_relu"])
def test_the_gate_of_a_is_that_of_z_where_signs_are_kept(activation: str) -> None:
    net, x, y = make(activation, "cross_entropy")
    assert agreeing(net.compare_backprop(x, y), "gate of a") == [True] * 3
    assert agreeing(net.compare_backprop(x, y), "no gate") == [False, False, True]


def test_the_pseudo_inverse_of_orthogonal_weights_is_the_transpose() -> None:
    net, x, y = make("tanh", "quadratic", sizes=[4, 5, 5, 5])
    rng = np.random.default_rng(0)
    for w in net.weights[1:]:
        w[:] = np.linalg.qr(rng.standard_normal(w.shape))[0]
    found = net.compare_backprop(x, y)
    for one, other in zip(
        found.variants["pseudo-inverse"].layers, found.variants["transpose"].layers, strict=True
    ):
        assert one.agrees
        assert one.cosine == pytest.approx(other.cosine, abs=1e-10)
        assert one.ratio == pytest.approx(other.ratio, abs=1e-10)
    net.weights[2][:] *= 2  # W⁺ = Wᵀ/4
    found = net.compare_backprop(x, y)
    layers = found.variants["pseudo-inverse"].layers
    assert_is(layers[1], 1, 1 / 4)
    assert_is(layers[0], 1, 1 / 4)
    assert layers[2].agrees


def test_with_one_output_the_pseudo_inverse_is_off_in_length_alone() -> None:
    # w⁺ = wᵀ/‖w‖²: the last hidden layer has the right direction.
    net, x, y = make("tanh", "quadratic", sizes=[4, 6, 5, 1])
    layers = net.compare_backprop(x, y).variants["pseudo-inverse"].layers
    assert_is(layers[1], 1, 1 / float((net.weights[2] ** 2).sum()))
    assert layers[0].cosine < 0.999


def test_diagonal_softmax_by_hand() -> None:
    for cost in ("cross_entropy", "quadratic"):
        net, x, y = make("tanh", cost, "softmax", [4, 3])
        (layer,) = net.compare_backprop(x, y).variants["diagonal softmax"].layers
        a = oracle.softmax(x @ net.weights[0].T + net.biases[0])
        slope = -y / a if cost == "cross_entropy" else a - y
        wrong = slope * a * (1 - a)
        b, w = oracle.gradient(net.weights, net.biases, ["softmax"], cost, x, y)
        u = np.r_[(wrong.T @ x / M).ravel(), wrong.mean(axis=0)]
        v = np.r_[w[0].ravel(), b[0]]
        expected = float(u @ v / np.linalg.norm(u) / np.linalg.norm(v))
        assert layer.cosine == pytest.approx(expected, abs=1e-9)
        assert layer.ratio == pytest.approx(np.linalg.norm(u) / np.linalg.norm(v), rel=1e-6)
        assert not layer.agrees


def test_updated_weights_come_closer_with_a_shorter_step() -> None:
    net, x, y = make()
    off = [
        1 - net.compare_backprop(x, y, step=step).variants["updated weights"].layers[0].cosine
        for step in (0.1, 0.01)
    ]
    assert off[0] / off[1] == pytest.approx(100, rel=0.3)  # the angle is in proportion
