# SPDX-License-Identifier: MIT
"""A diagnosis: its figures against NumPy, planted faults all found, none invented."""

import math
from typing import Any

import numpy as np
import pytest

import deltaward as dw
import oracle
from deltaward.explain import layer_figures
from wellformed import Reader

Rng = np.random.Generator


def _batch(rng: Rng, net: dw.Network, m: int = 200) -> tuple[Any, Any]:
    return rng.standard_normal((m, net.sizes[0])), rng.integers(0, net.sizes[-1], m)


def _kinds(diagnosis: Any) -> set[tuple[str, int]]:
    return {(finding.kind, finding.layer) for finding in diagnosis.findings}


def _backward(net: dw.Network, x: Any, y: Any) -> tuple[list[Any], list[Any], list[Any], list[Any]]:
    """δ, Wᵀδ, σ′ and what comes in of each layer, in NumPy; y are values."""
    zs, a = oracle.forward(net.weights, net.biases, net.activations, x)
    deltas = [oracle.output_error(str(net.cost), net.activations[-1], zs[-1], a[-1], y)]
    backs: list[Any] = []
    slopes: list[Any] = []
    for layer in range(len(zs) - 2, -1, -1):
        backs.insert(0, deltas[0] @ net.weights[layer + 1])
        slopes.insert(0, oracle.SIGMA_PRIME[net.activations[layer]](zs[layer]))
        deltas.insert(0, backs[0] * slopes[0])
    return deltas, backs, slopes, a[:-1]


@pytest.mark.parametrize("activation", oracle.ELEMENTWISE)
def test_figures(activation: str, rng: Rng, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layer_figures, "BLOCK", 64)  # 200 samples are three blocks and a rest
    net = dw.Network([9, 8, 7, 6, 3], activation=activation, dtype="float64")
    x, y = _batch(rng, net)
    told = net.diagnose(x, y)
    deltas, backs, slopes, inputs = _backward(net, x, oracle.one_hot(y, 3))
    size = [float(np.linalg.norm(delta)) for delta in deltas]
    assert [layer.layer for layer in told.layers] == [1, 2, 3, 4]
    for i, layer in enumerate(told.layers):
        assert layer.delta == pytest.approx(size[i], rel=1e-12)
        assert layer.low_inputs == pytest.approx(float((np.abs(inputs[i]) < 0.01).mean()))
        speed = float(np.linalg.norm(deltas[i].mean(axis=0)))
        assert layer.speed == pytest.approx(speed, rel=1e-12)
        if i == 3:
            assert all(map(math.isnan, (layer.weights_factor, layer.gate_factor, layer.ratio)))
            continue
        back = float(np.linalg.norm(backs[i]))
        assert layer.weights_factor == pytest.approx(back / size[i + 1], rel=1e-12)
        assert layer.gate_factor == pytest.approx(size[i] / back, rel=1e-12)
        product = layer.weights_factor * layer.gate_factor
        assert product == pytest.approx(size[i] / size[i + 1], rel=1e-12)
        assert product == pytest.approx(layer.ratio, rel=1e-12)
        if activation in ("sigmoid", "tanh"):
            greatest = 0.25 if activation == "sigmoid" else 1.0
            assert layer.saturated == pytest.approx(float((slopes[i] < 0.05 * greatest).mean()))
        else:
            assert math.isnan(layer.saturated)


@pytest.mark.parametrize("activation", ["relu", "gelu", "silu", "elu", "softplus"])
def test_dead_neurons_are_found_and_no_others(activation: str, rng: Rng) -> None:
    for seed in range(5):
        net = dw.Network([12, 30, 20, 4], activation=activation, seed=seed)
        planted = [rng.choice(n, 4, replace=False) for n in (30, 20)]
        for b, dead in zip(net.biases, planted, strict=False):
            b[dead] = -300
        told = net.diagnose(*_batch(rng, net))
        found = {f.layer: set(f.neurons) for f in told.findings if f.kind == "dead"}
        assert found == {i + 1: set(dead.tolist()) for i, dead in enumerate(planted)}
        assert _kinds(told) == {("dead", 1), ("dead", 2)}
        assert told.layers[0].dead_neurons == tuple(sorted(planted[0].tolist()))


def test_neurons_that_live_on_one_sample_are_not_dead(rng: Rng) -> None:
    net = dw.Network([3, 2, 2], dtype="float64")
    net.weights[0][:] = [[1, 0, 0], [1, 0, 0]]
    net.biases[0][:] = [-5, -10]
    x, y = rng.uniform(-1, 1, (100, 3)), rng.integers(0, 2, 100)
    x[57, 0] = 6
    for dead in (1e-6, 0):
        (finding,) = (f for f in net.diagnose(x, y, dead=dead).findings if f.kind == "dead")
        assert finding.neurons == (1,)


def test_the_output_layer_can_be_dead(rng: Rng) -> None:
    net = dw.Network([3, 4, 2], cost="quadratic", output_activation="relu", activation="tanh")
    net.biases[1][1] = -100
    assert ("dead", 2) in _kinds(net.diagnose(*_batch(rng, net)))


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
@pytest.mark.parametrize("sign", [-1, 1])
def test_saturated_neurons_are_found_and_no_others(activation: str, sign: int, rng: Rng) -> None:
    for seed in range(5):
        net = dw.Network([12, 30, 20, 4], activation=activation, seed=seed)
        planted = [rng.choice(n, 4, replace=False) for n in (30, 20)]
        for b, stuck in zip(net.biases, planted, strict=False):
            b[stuck] = sign * 12
        told = net.diagnose(*_batch(rng, net))
        found = {f.layer: set(f.neurons) for f in told.findings if f.kind == "saturated"}
        assert found == {i + 1: set(stuck.tolist()) for i, stuck in enumerate(planted)}
        assert _kinds(told) == {("saturated", 1), ("saturated", 2)}
        assert told.layers[0].saturated >= 4 / 30


def test_saturated_on_enough_samples(rng: Rng) -> None:
    """σ′ of tanh is 0.05 at z = 2.18: on 89 of 100 samples is not enough, on 90 it is."""
    net = dw.Network([1, 2, 2], activation="tanh")
    net.weights[0][:], net.biases[0][:] = 1, 0
    y = np.arange(100) % 2
    for stuck, found in ((89, False), (90, True)):
        x = np.where(np.arange(100) < stuck, 2.19, 2.17)[:, None]
        told = net.diagnose(x, y)
        assert (("saturated", 1) in _kinds(told)) == found
        assert told.layers[0].saturated == pytest.approx(stuck / 100)
    assert ("saturated", 1) in _kinds(net.diagnose(x, y, saturated_samples=0.5))
    assert ("saturated", 1) not in _kinds(net.diagnose(x, y, saturated=0.04))


@pytest.mark.parametrize("classes", [True, False])
def test_an_output_saturated_at_the_wrong_value(classes: bool, rng: Rng) -> None:
    """The slow start of chapter 3: with the quadratic cost, not with cross_entropy."""
    for cost, found in (("quadratic", {("saturated wrong", 2)}), ("cross_entropy", set())):
        net = dw.Network(
            [5, 8, 3], activation="tanh", output_activation="sigmoid", cost=cost, seed=3
        )
        net.biases[1][:] = [9, -9, -9]
        x, _ = _batch(rng, net, 100)
        right = np.zeros(100, int)
        wrong = np.where(np.arange(100) < 50, 1, 0)
        for y in (right, wrong):
            told = net.diagnose(x, y if classes else oracle.one_hot(y, 3))
            assert _kinds(told) == (found if y is wrong else set())
        if found:
            assert told.findings[0].neurons == (0, 1)
            assert "the learning is slow just where" in told.findings[0].message
            net.biases[1][1] = -60
            (finding,) = net.diagnose(x, y if classes else oracle.one_hot(y, 3)).findings
            assert "and neuron 1 learn nothing" in finding.message
            net.biases[1][0] = 60
            (finding,) = net.diagnose(x, y if classes else oracle.one_hot(y, 3)).findings
            assert "no δ is left, and nothing is learned, just where" in finding.message


def test_healthy_networks_give_none() -> None:
    for seed in range(60):
        rng = np.random.default_rng(seed)
        activation = oracle.ELEMENTWISE[seed % len(oracle.ELEMENTWISE)]
        hidden = rng.integers(8, 80, rng.integers(1, 3)).tolist()
        net = dw.Network([20, *hidden, 5], activation=activation, seed=seed)
        told = net.diagnose(*_batch(rng, net, 300))
        assert told.findings == [], (activation, hidden)
        assert "Nothing found by the rules." in str(told)


def test_a_trained_network_gives_none(digits: Any) -> None:
    (x, y), _ = digits
    net = dw.Network([64, 30, 10], activation="tanh")
    net.fit(x, y, epochs=10, learning_rate=0.3, verbose=0)
    assert net.evaluate(x, y)["accuracy"] > 0.95
    assert net.diagnose(x, y).findings == []


def test_slow_first_layers_of_a_deep_sigmoid_network(digits: Any) -> None:
    """Chapter 5 of the book: with four hidden layers the first learns far slower than the last."""
    (x, y), _ = digits
    net = dw.Network([64, 30, 30, 30, 30, 10], activation="sigmoid")
    told = net.diagnose(x, y)
    speeds = [float(np.linalg.norm(b)) for b in net.gradient(x, y)[0]]
    assert speeds[0] < speeds[1] < speeds[2] < speeds[3]
    assert [layer.speed for layer in told.layers] == pytest.approx(speeds, rel=1e-5)
    slow = {f.layer: f for f in told.findings if f.kind == "slow"}
    expected = {i + 1 for i in range(3) if speeds[i] <= 0.1 * max(speeds[i + 1 : 4])}
    assert set(slow) == expected >= {1, 2}
    assert slow[1].value == pytest.approx(speeds[0] / speeds[3], rel=1e-5)
    assert f"{speeds[3] / speeds[0]:,.0f} times more slowly than layer 4" in slow[1].text
    gates = math.prod(layer.gate_factor for layer in told.layers[:3])
    assert f"the gates by {gates:.2g}" in slow[1].text
    assert "at most 0.1 of" in slow[1].text
    relu = dw.Network([64, 30, 30, 30, 30, 10], activation="relu")
    assert not any(f.kind == "slow" for f in relu.diagnose(x, y).findings)


def test_an_error_that_explodes(rng: Rng) -> None:
    net = dw.Network([6, 20, 20, 20, 3], activation="relu", seed=1)
    x, y = _batch(rng, net)
    assert net.diagnose(x, y).findings == []
    net.weights[1][:] *= 30
    found = [f for f in net.diagnose(x, y).findings if f.kind == "exploding"]
    assert [f.layer for f in found] == [1]
    assert found[0].value >= 10


def test_inputs_near_zero(rng: Rng) -> None:
    net = dw.Network([100, 10, 3], activation="tanh")
    x, y = _batch(rng, net)
    x[:, 8:] = 0.005
    (finding,) = net.diagnose(x, y).findings
    assert (finding.kind, finding.layer) == ("low inputs", 1)
    assert finding.neurons == tuple(range(8, 100))
    assert "92." in finding.text
    assert "at least 90 %" in finding.text
    assert net.diagnose(x, y, near_zero=0.001).findings == []


def test_no_error_and_weights_that_are_no_numbers(rng: Rng) -> None:
    net = dw.Network([4, 5, 5, 2], cost="quadratic", activation="tanh", dtype="float64")
    x, _ = _batch(rng, net)
    told = net.diagnose(x, net.feedforward(x))
    assert told.findings == []
    assert math.isnan(told.layers[0].ratio)
    assert "nan" not in str(told)
    net.weights[1][0, 0] = math.nan
    told = net.diagnose(x, np.zeros((200, 2)))
    assert {f.kind for f in told.findings} == {"not finite"}
    assert "not finite" in str(told)


def test_tiny_errors_have_norms(rng: Rng) -> None:
    """‖δ‖ of 1e-200, whose squares are 0 in float64."""
    net = dw.Network([4, 5, 5, 2], cost="quadratic", activation="tanh", dtype="float64")
    x, _ = _batch(rng, net)
    net.weights[2][:] *= 1e-200
    layer = net.diagnose(x, np.ones((200, 2))).layers[0]
    assert 0 < layer.delta < 1e-190
    assert layer.weights_factor * layer.gate_factor == pytest.approx(layer.ratio, rel=1e-12)


def test_few_samples(rng: Rng) -> None:
    net = dw.Network([4, 30, 3])
    x, y = _batch(rng, net, 1)
    told = net.diagnose(x[0], y)
    assert told.findings == []
    assert told.samples == 1
    assert len(told.layers[0].dead_neurons) > 0
    assert "Too few samples for findings: 1; the rules need 32" in str(told)
    assert net.diagnose(x, y, fewest_samples=1).findings != []


@pytest.mark.parametrize("n_out", [1, 3])
def test_one_sample_with_values(n_out: int, rng: Rng) -> None:
    net = dw.Network([4, 5, n_out], activation="sigmoid", cost="quadratic")
    x, y = rng.standard_normal(4), rng.uniform(size=n_out)
    expected = repr(net.diagnose(x[None], y[None]))  # figures of the last layer are NaN
    assert repr(net.diagnose(x, y)) == expected
    if n_out == 1:
        assert repr(net.diagnose(x, float(y[0]))) == expected
    else:
        assert repr(net.diagnose(x, 2)) == repr(net.diagnose(x[None], [2]))


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"saturated": 0}, ValueError, r"^saturated: 0\.0; expected above 0, at most 1"),
        ({"slow": 1.5}, ValueError, r"^slow: 1\.5; expected above 0"),
        ({"dead": -1}, ValueError, r"^dead: -1\.0; expected at least 0"),
        ({"exploding": 1}, ValueError, r"^exploding: 1; expected above 1"),
        ({"near_zero": "x"}, TypeError, r"^near_zero: 'x' of type str; expected a number"),
        ({"wrong": math.nan}, ValueError, r"^wrong: nan; expected a finite number"),
        ({"fewest_samples": 0}, ValueError, r"^fewest_samples: 0; expected at least 1"),
        ({"x": np.ones((2, 5))}, ValueError, r"^x: shape"),
        ({"y": [0]}, ValueError, r"^y: shape"),
    ],
)
def test_bad_arguments(given: dict[str, Any], error: type[Exception], message: str) -> None:
    net = dw.Network([4, 3, 2])
    valid: dict[str, Any] = {"x": np.ones((2, 4)), "y": [0, 1]}
    with pytest.raises(error, match=message):
        net.diagnose(**(valid | given))


def test_print_and_html(digits: Any) -> None:
    (x, y), _ = digits
    net = dw.Network([64, 300, 30, 30, 30, 10], activation=["relu"] + ["sigmoid"] * 3 + ["softmax"])
    net.biases[0][:20] = -1000
    told = net.diagnose(x, y)
    text = str(told)
    assert text == told.table()
    assert text.startswith("Diagnosis of [64, 300, 30, 30, 30, 10], cost cross_entropy, on 1,541")
    assert max(map(len, text.splitlines())) <= 80
    flat = " ".join(text.split())
    for finding in told.findings:
        assert " ".join(finding.text.split()) in flat
        assert "Rule: " in finding.text
    assert "… " in told.findings[0].text
    page = Reader(told._repr_html_())
    assert [row[0] for row in page.rows] == ["layer", "1", "2", "3", "4", "5"]
    assert all(finding.text in page.text for finding in told.findings)
    assert not page.named("script")
