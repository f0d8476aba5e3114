# SPDX-License-Identifier: MIT
"""The paths of a δ: their sum is δ, found here by walking, and each is the product it says."""

import itertools
import math
from typing import Any

import numpy as np
import pytest

import deltaward as dw
import oracle
from deltaward.explain import blame as module
from wellformed import Reader

SIZES = {1: [4, 3], 2: [4, 5, 3], 3: [4, 5, 4, 3], 4: [3, 4, 3, 5, 2]}
OUTPUTS = [
    (cost, output)
    for cost in oracle.COSTS
    for output in oracle.SIGMA
    if output in oracle.OUTPUTS.get(cost, [output])
]


def _net(sizes: list[int], seed: int = 0, **settings: Any) -> dw.Network:
    net = dw.Network(sizes, init="glorot_uniform", dtype="float64", seed=seed, **settings)
    rng = np.random.default_rng(seed)
    for b in net.biases:
        b[:] = rng.uniform(-0.5, 0.5, b.shape)
    return net


def _sample(net: dw.Network, seed: int = 0) -> tuple[Any, Any]:
    rng = np.random.default_rng(seed)
    y = rng.uniform(0.05, 0.95, net.sizes[-1])
    y = y / y.sum() if net.activations[-1] == "softmax" else y
    return rng.standard_normal(net.sizes[0]), y


def _walk(net: dw.Network, x: Any, y: Any, layer: int, neuron: int) -> dict[tuple[int, ...], float]:
    """Every path and its product, one multiplication after another, in NumPy."""
    zs, a = oracle.forward(net.weights, net.biases, net.activations, x[None])
    end = oracle.output_error(str(net.cost), net.activations[-1], zs[-1], a[-1], y[None])[0]
    found = {}
    for after in itertools.product(*(range(n) for n in net.sizes[layer + 1 :])):
        neurons, product = (neuron, *after), 1.0
        for i, (j, k) in enumerate(itertools.pairwise(neurons)):
            at = layer - 1 + i
            product *= oracle.SIGMA_PRIME[net.activations[at]](zs[at])[0, j]
            product *= net.weights[at + 1][k, j]
        found[neurons] = product * end[neurons[-1]]
    return found


def _check(net: dw.Network, x: Any, y: Any) -> None:
    """Compare every neuron of a network with the walk and with the trace."""
    trace = net._core.trace(net._core.dataset(x[None], y[None]))
    for layer, n in enumerate(net.sizes[1:], 1):
        for neuron in range(n):
            got = net.blame(x, y, layer, neuron)
            walked = _walk(net, x, y, layer, neuron)
            scale = sum(map(abs, walked.values()))
            assert got.delta == trace["delta"][layer - 1][0, neuron]
            assert abs(got.total - got.delta) <= 1e-12 * scale
            assert got.paths is not None
            assert {p.neurons for p in got.paths} == set(walked)
            assert got.number_of_paths == len(got.paths) == len(walked)
            for path in got.paths:
                assert abs(path.contribution - walked[path.neurons]) <= 1e-12 * scale
                assert abs(math.prod(path.factors) - path.contribution) <= 1e-14 * scale
            sizes = [abs(path.contribution) for path in got.paths]
            assert sizes == sorted(sizes, reverse=True)
            _check_edges(got, walked, scale)


def _check_edges(got: module.Blame, walked: dict[tuple[int, ...], float], scale: float) -> None:
    """Each edge has the paths through it, so what passes between two layers is δ."""
    assert len(got.edges) == len(got.sizes) - 1 - got.layer
    for i, edges in enumerate(got.edges):
        expected = np.zeros_like(edges)
        for neurons, value in walked.items():
            expected[neurons[i + 1], neurons[i]] += value
        np.testing.assert_allclose(edges, expected, rtol=0, atol=1e-12 * scale)
        assert abs(edges.sum() - got.delta) <= 1e-12 * scale
    ends = np.zeros(got.sizes[-1])
    for neurons, value in walked.items():
        ends[neurons[-1]] += value
    np.testing.assert_allclose(got.ends, ends, rtol=0, atol=1e-12 * scale)


@pytest.mark.parametrize("layers", SIZES)
@pytest.mark.parametrize("activation", oracle.ELEMENTWISE)
def test_every_neuron(activation: str, layers: int) -> None:
    for seed in range(3):
        net = _net(SIZES[layers], seed, activation=activation)
        assert (net.activations[-1], net.cost) == ("softmax", "cross_entropy")
        _check(net, *_sample(net, seed))


@pytest.mark.parametrize(("cost", "output"), OUTPUTS)
def test_every_end(cost: str, output: str) -> None:
    """Also softmax under another cost, whose Jacobian mixes the outputs."""
    net = _net(SIZES[3], activation="tanh", cost=cost, output_activation=output)
    _check(net, *_sample(net))


def test_different_activations() -> None:
    net = _net(SIZES[4], activation=["relu", "sigmoid", "tanh", "softmax"], cost="quadratic")
    _check(net, *_sample(net))


def test_float32_is_split_in_float64() -> None:
    net = _net(SIZES[3], activation="tanh").copy(dtype="float32")
    x, y = _sample(net)
    got = net.blame(x.astype("float32"), y.astype("float32"), 1, 2)
    assert got.paths is not None
    assert got.total == pytest.approx(got.delta, rel=1e-5)
    assert got.paths[0].factors[1] == float(net.weights[1][got.paths[0].neurons[1], 2])


def test_too_many_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    net = _net(SIZES[4], activation="tanh")
    x, y = _sample(net)
    whole = net.blame(x, y, 1, 2)
    assert whole.number_of_paths == 3 * 5 * 2
    monkeypatch.setattr(module, "PATHS", 29)
    got = net.blame(x, y, 1, 2)
    assert got.paths is None
    assert got.number_of_paths == 30
    np.testing.assert_array_equal(got.edges[0], whole.edges[0])
    trace = net._core.trace(net._core.dataset(x[None], y[None]))
    split = net.weights[1][:, 2] * trace["delta"][1][0] * trace["sigma_prime"][0][0, 2]
    np.testing.assert_allclose(got.edges[0][:, 2], split, rtol=1e-13)
    assert np.count_nonzero(np.delete(got.edges[0], 2, axis=1)) == 0
    assert got.total == pytest.approx(got.delta, rel=1e-12)
    assert "30 paths are too many to list" in str(got)
    assert net.blame(x, y, 2, 0).paths is not None


def test_the_limit_is_a_million(rng: np.random.Generator) -> None:
    net = dw.Network([2, 3, 1000, 1000], dtype="float64")
    x = rng.standard_normal(2)
    paths = net.blame(x, 5, 1, 0).paths
    assert paths is not None
    assert len(paths) == 1_000_000
    net = dw.Network([2, 3, 1001, 1000], dtype="float64")
    assert net.blame(x, 5, 1, 0).paths is None


def test_classes_and_values_of_one_sample() -> None:
    net = _net(SIZES[2], activation="tanh")
    x, _ = _sample(net)
    told = {net.blame(x, y, 1, 0).delta for y in (2, [2], np.uint8(2), [0.0, 0.0, 1.0])}
    assert len(told) == 1
    told |= {net.blame(x[None], y, 1, 0).delta for y in ([2], [[0.0, 0.0, 1.0]])}
    assert len(told) == 1
    one = _net([4, 3, 1], cost="quadratic")
    told = {one.blame(x, y, 1, 0).delta for y in (0.5, [0.5])}
    told |= {one.blame(x[None], y, 1, 0).delta for y in ([0.5], [[0.5]])}
    assert len(told) == 1


def test_a_batch_of_one_sample_as_it_comes_from_a_slice() -> None:
    net = _net(SIZES[2], activation="tanh")
    x, y = np.random.default_rng(0).standard_normal((6, 4)), np.array([2, 0, 1, 1, 2, 0])
    sliced, single = net.blame(x[1:2], y[1:2], 1, 3), net.blame(x[1], y[1], 1, 3)
    assert str(sliced) == str(single)
    assert sliced.delta == net.trace(x[1:2], y[1:2]).layers[0].delta[0, 3]


@pytest.mark.parametrize(
    ("x", "y", "layer", "neuron", "error", "message"),
    [
        (
            np.ones((2, 4)),
            [0, 0],
            1,
            0,
            ValueError,
            r"^x: shape \(2, 4\); expected one sample, \(4,",
        ),
        (np.ones((0, 4)), [], 1, 0, ValueError, r"^x: shape \(0, 4\); .* \(4,\) or \(1, 4\)"),
        (np.ones((1, 4)), [0, 1], 1, 0, ValueError, r"^y: shape \(2,\)"),
        (np.ones((1, 4)), 0, 1, 0, ValueError, r"^y: shape \(\); expected \(1,\) class indices"),
        (np.ones((1, 3)), [0], 1, 0, ValueError, r"^x: shape \(1, 3\)"),
        (1.0, 0, 1, 0, ValueError, r"^x: shape \(\); expected one sample"),
        (np.ones(3), 0, 1, 0, ValueError, r"^x: shape \(1, 3\)"),
        (np.ones(4), 3, 1, 0, ValueError, "^y: class 3"),
        (np.ones(4), 0, 0, 0, ValueError, "^layer: 0; expected 1 to 2"),
        (np.ones(4), 0, 3, 0, ValueError, "^layer: 3; expected 1 to 2"),
        (np.ones(4), 0, 1.0, 0, TypeError, "^layer: 1.0 of type float"),
        (np.ones(4), 0, 1, 5, ValueError, "^neuron: 5; expected 0 to 4"),
        (np.ones(4), 0, 1, -1, ValueError, "^neuron: -1; expected 0 to 4"),
    ],
)
def test_bad_arguments(
    x: Any, y: Any, layer: Any, neuron: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        _net(SIZES[2]).blame(x, y, layer, neuron)


def test_print() -> None:
    net = _net([4, 5, 4, 3], activation="relu")
    x, y = _sample(net, 2)
    told = net.blame(x, y, 1, 0)
    text = str(told)
    assert text == told.table()
    assert text.startswith("δ of neuron 0 in layer 1 of [4, 5, 4, 3]\n")
    assert "… 2 more, together" in text
    assert "… 9 more, together" in told.table(rows=3)
    assert f"δ = {told.delta:+.6g}; the sum of all 12 paths is {told.total:+.6g}" in text
    assert max(map(len, text.splitlines())) <= 80
    with pytest.raises(ValueError, match=r"^rows: 0; expected at least 1"):
        told.table(0)
    assert "the sum of the one path is" in str(net.blame(x, y, 3, 1))


def test_print_of_a_deep_network_fits() -> None:
    net = _net([4, 30, 2, 2, 2, 2, 2, 2, 2], activation="tanh")
    text = str(net.blame(*_sample(net), 1, 29))
    assert max(map(len, text.splitlines())) <= 80


def test_zero_has_no_sign_of_its_own() -> None:
    net = dw.Network([4, 3, 3])
    net.biases[0][:] = -100
    for neuron in range(3):
        text = str(net.blame(np.ones(4), 0, layer=1, neuron=neuron))
        assert "δ = +0; the sum of all 3 paths is +0" in text
        assert "-0.000" not in text


def test_html() -> None:
    net = _net([4, 5, 4, 3], activation="relu")
    told = net.blame(*_sample(net), 1, 0)
    page = Reader(told._repr_html_())
    assert page.rows[0] == ["path", "gates, weights, Δᴸ", "contribution"]
    assert len(page.rows) == 11
    assert not page.named("script")
