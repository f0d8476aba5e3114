# SPDX-License-Identifier: MIT
"""Layers whose δ is 0 everywhere: a diagnosis tells of them where outputs are wrong, and why."""

from typing import Any

import numpy as np
import pytest

import deltaward as dw
import oracle

Rng = np.random.Generator


def _told(net: dw.Network, x: Any, y: Any) -> list[Any]:
    return [f for f in net.diagnose(x, y).findings if f.kind == "standstill"]


def _stuck(net: dw.Network, x: Any, y: Any) -> int:
    """Up to which layer δ is 0, from the trace."""
    return sum(not layer.delta.any() for layer in net.trace(x, y).layers)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
@pytest.mark.parametrize("shut", [1, 2, 3])
def test_a_shut_layer_stops_all_before_it(activation: str, shut: int, rng: Rng) -> None:
    net = dw.Network([6, 8, 7, 5, 3], activation=activation, dtype="float64", seed=1)
    for b in net.biases:
        b[:] = 0.1  # A relu with z = 0 would be shut.
    x, y = rng.random((100, 6)), rng.integers(0, 3, 100)
    assert _told(net, x, y) == []
    net.biases[shut - 1][:] = -1000
    (finding,) = _told(net, x, y)
    assert finding.layer == _stuck(net, x, y) == shut
    which = "Layer 1" if shut == 1 else f"Layers 1 to {shut}"
    assert finding.message.startswith(f"{which}: δ is exactly 0 on all samples, so weights and")
    z = net.trace(x, y).layers[shut - 1].z
    place = f"|z| is at least {np.abs(z).min():.3g}"
    if activation == "relu":
        place = f"z is {z.min():.3g} to {z.max():.3g}"
    assert f"Wᵀδ of layer {shut + 1} arrives, but σ′ of {activation} is 0" in finding.message
    assert finding.message.endswith(f"{place}.")
    assert not any(f.kind == "slow" for f in net.diagnose(x, y).findings)


def test_an_output_that_is_shut_stops_all(rng: Rng) -> None:
    net = dw.Network([4, 5, 3], output_activation="sigmoid", cost="quadratic", dtype="float64")
    x, y = rng.random((100, 4)), np.zeros(100, int)
    net.weights[1][:] *= 1e-6
    net.biases[1][:] = [-800, 0, 0]
    assert _told(net, x, y) == []  # outputs 1 and 2 are wrong and free
    net.biases[1][:] = [-800, -900, 900]
    (finding,) = _told(net, x, y)
    assert finding.layer == _stuck(net, x, y) == 2
    assert finding.message.startswith("All layers: δ is exactly 0 on all samples")
    assert "up to 1 from their targets" in finding.message
    assert "σ′ of sigmoid is 0 there, for |z| is at least 800." in finding.message
    assert "Rule: δ = 0 on all 100 samples, though outputs are more than 0.001" in finding.text
    assert _told(net, x[:31], y[:31]) == []  # too few samples for any rule
    net = dw.Network([4, 3], output_activation="softmax", cost="quadratic", dtype="float64")
    net.biases[0][:] = [-2000, 0, 2000]
    (finding,) = _told(net, x, y)
    assert finding.message.startswith("Layer 1: ")
    assert "softmax is so sure" in finding.message


def test_weights_of_zero_send_nothing_back(rng: Rng) -> None:
    net = dw.Network([4, 5, 5, 3], activation="tanh")
    net.weights[2][:] = 0
    (finding,) = _told(net, rng.random((40, 4)), rng.integers(0, 3, 40))
    assert finding.layer == 2
    assert "Layer 3 has a δ, but its weights send nothing back: Wᵀδ = 0." in finding.message


def test_products_too_small_for_a_float(rng: Rng) -> None:
    net = dw.Network([4, 5, 3], activation="tanh", dtype="float64")
    net.weights[0][:], net.biases[0][:] = 0, 15  # σ′ is 3.7e-13
    net.weights[1][:] *= 1e-300
    (finding,) = _told(net, rng.random((40, 4)), rng.integers(0, 3, 40))
    assert "Wᵀδ ⊙ σ′ is 0 to the last bit, for σ′ is at most 3.7e-13" in finding.message


@pytest.mark.parametrize("cost", [c for c in oracle.COSTS if c != "poisson"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_perfect_fit_is_none(cost: str, dtype: Any, rng: Rng) -> None:
    """There δ = 0 is right, exactly or but for rounding, and the hidden layers have none either."""
    net = dw.Network(
        [4, 8, 3], activation="sigmoid", output_activation="sigmoid", cost=cost, dtype=dtype
    )
    y = np.arange(90) % 3
    x = np.eye(3, 4)[y]
    net.weights[0][:] = 0
    net.weights[0][:3, :3] = 4000 * np.eye(3)
    net.biases[0][:] = -2000
    for z in (60, 90, 2000):
        net.weights[1][:], net.biases[1][:] = 0, -z
        net.weights[1][:, :3] = 2 * z * np.eye(3)
        assert net.evaluate(x, y)["cost"] < 1e-20
        assert _stuck(net, x, y) >= 1
        assert _told(net, x, y) == []
    (finding,) = _told(net, x, (y + 1) % 3)  # the same network, everything wrong
    assert finding.layer == (1 if cost == "cross_entropy" else 2)


def test_an_absolute_error_is_no_miss() -> None:
    """Its δ is 1 or −1 however close the outputs are."""
    net = dw.Network([4, 5, 3], activation="relu", output_activation="identity", cost="absolute")
    net.biases[0][:] = -100
    x = np.random.default_rng(0).random((40, 4))
    assert _told(net, x, net.feedforward(x) + 5e-4) == []
    assert _told(net, x, net.feedforward(x) + 5e-3)[0].layer == 1


def test_soft_targets_that_are_met(rng: Rng) -> None:
    """The cost is their entropy, not 0, and δ is."""
    net = dw.Network([4, 5, 3], dtype="float64")
    net.weights[1][:], net.biases[1][:] = 0, 0
    x = rng.random((40, 4))
    y = net.feedforward(x)
    assert net.evaluate(x, y)["cost"] > 1
    assert _stuck(net, x, y) == 2
    assert _told(net, x, y) == []


class Own:
    """A cost whose targets mean something that nobody else knows."""

    def __init__(self, size: float) -> None:
        self.size = size

    def fn(self, a: Any, y: Any) -> Any:
        return self.size * np.sum(a)

    def delta(self, z: Any, a: Any, y: Any) -> Any:
        return np.full_like(a, self.size)


@pytest.mark.parametrize(("size", "layers"), [(1.0, [1]), (0.0, []), (1e-4, [])])
def test_a_cost_of_ones_own(size: float, layers: list[int], rng: Rng) -> None:
    net = dw.Network([4, 5, 3], activation="relu", cost=Own(size), output_activation="identity")
    net.biases[0][:] = -100
    found = _told(net, rng.random((40, 4)), rng.random((40, 3)))
    assert [finding.layer for finding in found] == layers
    assert all("though |δ| of the last layer is above 0.001" in f.rule for f in found)


def test_blocks_are_put_together(rng: Rng, monkeypatch: pytest.MonkeyPatch) -> None:
    from deltaward.explain import layer_figures

    net = dw.Network([6, 8, 3], activation="tanh", dtype="float64", seed=1)
    net.biases[0][:] = 60
    x, y = rng.random((100, 6)), rng.integers(0, 3, 100)
    (whole,) = _told(net, x, y)
    monkeypatch.setattr(layer_figures, "BLOCK", 30)
    assert _told(net, x, y) == [whole]
    x[95] *= -1000  # One sample, in the last block, whose gates are not all shut the same way.
    (other,) = _told(net, x, y)
    assert f"|z| is at least {np.abs(net.trace(x, y).layers[0].z).min():.3g}." in other.message


@pytest.mark.parametrize(("activation", "far"), [("sigmoid", 60.0), ("tanh", 30.0)])
def test_saturated_neurons_that_nothing_gets_through(activation: str, far: float, rng: Rng) -> None:
    """Within the threshold of dead neurons: they do not learn, and no word says slowly."""
    net = dw.Network([6, 8, 3], activation=activation, dtype="float64", seed=1)
    x, y = rng.standard_normal((200, 6)), rng.integers(0, 3, 200)
    net.biases[0][:3] = far / 15  # flat, and open
    net.weights[0][:3] *= 0.01
    net.biases[0][5:7] = -far
    told = net.diagnose(x, y)
    (some,) = (f for f in told.findings if f.kind == "saturated")
    assert some.neurons == (5, 6)
    assert "no δ gets through, and weights and bias do not learn." in some.message
    assert "slowly" not in some.message
    net.biases[0][:3] = far / 10
    told = net.diagnose(x, y)
    (some,) = (f for f in told.findings if f.kind == "saturated")
    assert some.neurons == (0, 1, 2, 5, 6)
    assert "learn slowly; practically no δ gets through neurons 5, 6, which do not" in some.message
    assert "no δ gets through where |σ′| ≤ 1e-06 on all 200 samples" in some.rule
    assert told.layers[0].shut_neurons == (5, 6)
    assert told.layers[0].dead_neurons == ()
    (some,) = (f for f in net.diagnose(x, y, dead=0.0).findings if f.kind == "saturated")
    assert ("no δ" in some.text) == (not net.trace(x, y).layers[0].sigma_prime[:, 5:7].any())


def test_dead_is_a_word_for_relus_in_the_table(rng: Rng) -> None:
    net = dw.Network([6, 8, 7, 3], activation=["relu", "sigmoid", "softmax"])
    net.biases[0][:], net.biases[1][:] = -100, 60
    text = str(net.diagnose(rng.standard_normal((200, 6)), rng.integers(0, 3, 200)))
    assert "dead: neurons of relu and its relatives with |σ′| ≤ 1e-06" in " ".join(text.split())
    rows = [line.replace(" %", "%").split() for line in text.splitlines()[4:7]]
    assert [row[6] for row in rows] == ["8", "-", "-"]


def test_samples_that_cancel_out_are_no_standstill() -> None:
    """Each sample has a δ in layer 1, but ∇b is 0: it learns nothing, where layer 2 does."""
    net = dw.Network([1, 1, 2, 2], activation="identity", cost="quadratic", dtype="float64")
    for w, values in zip(net.weights, ([[1]], [[1], [1]], [[1, 0], [0, 1]]), strict=True):
        w[:] = values
    # a − y is (2, −1) and (0, −1).
    x, y = np.ones((100, 1)), np.tile([[-1.0, 2], [1, 2]], (50, 1))
    assert _told(net, x, y) == []
    (slow,) = (f for f in net.diagnose(x, y).findings if f.kind == "slow")
    assert (slow.layer, slow.value) == (1, 0)
    assert slow.text.startswith("Layer 1 learns nothing, unlike layer 2: ‖∇b‖ is 0 and 1.4.")
