# SPDX-License-Identifier: MIT
"""What the frames of a film show: the numbers of a trace, and at the end those of a real step."""

import itertools
from typing import Any

import numpy as np
import pytest

import deltaward as dw
import own_costs
from deltaward.explain.film.digits import short
from deltaward.explain.film.model import Film, Phase
from deltaward.explain.film.phases import film
from deltaward.explain.film.step import SHOWN, take

COSTS = [
    ("tanh", "quadratic", "identity"),
    ("relu", "cross_entropy", "softmax"),
    ("sigmoid", "cross_entropy", "sigmoid"),
    ("sigmoid", "quadratic", "softmax"),
    ("gelu", "poisson", "softplus"),
]


def _of(told: Film, name: str, layer: int) -> Phase:
    (found,) = (p for p in told.phases if p.name == name and p.layer == layer)
    return found


def _column(phase: Phase, layer: int, place: str) -> list[str]:
    return [getattr(neuron, place) for neuron in phase.neurons[layer]]


def _written(values: Any, name: str = "") -> list[str]:
    return [name + short(float(v)) for v in values]


def _told(told: str) -> float:
    return float(told.replace("−", "-"))


def test_the_order_of_the_phases(make: Any) -> None:
    _, _, told = make([3, 4, 2])
    assert [(p.name, p.layer) for p in told.phases] == [
        ("input", 0),
        *[(name, layer) for layer in (1, 2) for name in ("z", "a")],
        ("BP1", 2),
        ("Wᵀδ", 1),
        ("BP2", 1),
        *[(name, layer) for layer in (2, 1) for name in ("BP3", "BP4")],
        ("update", 2),
        ("update", 1),
        ("end", 0),
    ]


@pytest.mark.parametrize(("hidden", "cost", "output"), COSTS)
@pytest.mark.parametrize("m", [1, 3])
def test_numbers_are_those_of_the_trace(
    make: Any, hidden: str, cost: str, output: str, m: int
) -> None:
    sample = m - 1
    net, step, told = make(
        [3, 4, 2], m=m, sample=sample, activation=hidden, cost=cost, output_activation=output
    )
    layers = step.trace.layers
    assert _column(told.phases[0], 0, "inside") == _written(step.trace.inputs[sample])
    for i, traced in enumerate(layers, 1):
        assert _column(_of(told, "z", i), i, "above") == _written(traced.z[sample], "z ")
        assert _column(_of(told, "a", i), i, "inside") == _written(traced.activation[sample])
        delta = _of(told, "BP1" if i == 2 else "BP2", i)
        assert _column(delta, i, "below") == _written(traced.delta[sample], "δ ")
        assert _column(_of(told, "BP3", i), i, "below") == _written(traced.nabla_b, "∂b ")
        np.testing.assert_array_equal(_of(told, "BP4", i).edges[i - 1].values, traced.nabla_w)
        a = step.trace.inputs if i == 1 else layers[0].activation
        np.testing.assert_array_equal(
            _of(told, "z", i).edges[i - 1].values, traced.weights * a[sample]
        )
    assert layers[0].back is not None
    back = _of(told, "Wᵀδ", 1)
    assert _column(back, 1, "below") == _written(layers[0].back[sample], "Wᵀδ ")
    np.testing.assert_array_equal(
        back.edges[1].values, layers[1].weights * layers[1].delta[sample][:, None]
    )
    assert _column(_of(told, "BP1", 2), 2, "beside") == _written(step.trace.targets[sample], "y ")
    assert net.trace(np.zeros(3), np.zeros(2) + 0.5).cost_name == cost


def test_the_first_frame_has_the_input_alone(make: Any) -> None:
    net, _, told = make([3, 4, 2])
    first = next(told.frames(4))
    assert first.finished
    for layer, neurons in enumerate(first.phase.neurons):
        for neuron in neurons:
            assert bool(neuron.inside) == (layer == 0)
            assert not neuron.above
            assert not neuron.below
            assert not neuron.beside
    assert [edges.kind for edges in first.phase.edges] == ["old", "old"]
    for edges, w in zip(first.phase.edges, net.weights, strict=True):
        np.testing.assert_array_equal(edges.values, w)


@pytest.mark.parametrize(("hidden", "cost", "output"), COSTS)
def test_the_last_frame_has_the_weights_of_a_real_step(
    make: Any, hidden: str, cost: str, output: str
) -> None:
    net, step, told = make(
        [3, 4, 2], m=3, rate=0.3, activation=hidden, cost=cost, output_activation=output
    )
    last = list(told.frames(2))[-1]
    traced = step.trace.layers
    for i, (edges, w, b) in enumerate(zip(last.phase.edges, net.weights, net.biases, strict=True)):
        assert edges.kind == "new"
        np.testing.assert_allclose(edges.values, w - 0.3 * traced[i].nabla_w, rtol=1e-12)
        assert np.abs(edges.values - w).max() > 1e-6
        new_b = b - 0.3 * traced[i].nabla_b
        assert _column(last.phase, i + 1, "below") == _written(new_b, "b ")
    before = [_of(told, "update", i).edges[i - 1].before for i in (1, 2)]
    for old, w in zip(before, net.weights, strict=True):
        assert np.array_equal(np.asarray(old), w)


def test_the_network_stays_as_it_is() -> None:
    net = dw.Network([3, 4, 2], seed=3)
    net.fit(np.eye(3, dtype=np.float32), [0, 1, 0], optimizer="adam", verbose=0)
    twin = net.copy()
    take(net, np.eye(3), [0, 1, 1], 0.5, 0)
    for own, other in zip(net.weights + net.biases, twin.weights + twin.biases, strict=True):
        assert np.array_equal(own, other)
    assert net.epochs_trained == 1


def test_all_phases_and_frames_differ(make: Any) -> None:
    _, _, told = make([3, 4, 3, 2])
    shown = [(p.neurons, p.title, p.layer, p.name) for p in told.phases]
    assert len(set(shown)) == len(shown)
    frames = list(told.frames(3))
    assert len(frames) == told.number_of_frames(3) == 3 * (len(told.phases) - 2) + 2
    for one, other in itertools.pairwise(frames):
        assert one != other
    assert sum(frame.finished for frame in frames) == len(told.phases)


def test_numbers_stay_once_they_are_there(make: Any) -> None:
    """An activation that came forward is there until the end, and only its phase calls it new."""
    _, _, told = make([3, 4, 2])
    for one, other in itertools.pairwise(told.phases):
        for row, after in zip(one.neurons, other.neurons, strict=True):
            for neuron, later in zip(row, after, strict=True):
                for place in ("inside", "above", "beside"):
                    had = getattr(neuron, place)
                    assert not had or getattr(later, place) == had
                    assert (place in later.new) == (getattr(later, place) != had)


def test_big_layers_show_the_strongest(make: Any) -> None:
    _, step, told = make([300, 40, 20], m=2, sample=1)
    phase = told.phases[-1]
    assert [len(row) for row in phase.neurons] == [SHOWN] * 3
    hidden, output = ([n.number for n in phase.neurons[layer]] for layer in (1, 2))
    delta = np.abs(step.trace.layers[0].delta[1])
    assert hidden == sorted(np.argsort(-delta)[:SHOWN].tolist())
    assert int(np.argmax(step.trace.targets[1])) in output
    moved = np.abs(step.trace.layers[0].nabla_w[hidden]).sum(axis=0)
    inputs = [n.number for n in phase.neurons[0]]
    assert inputs == sorted(np.argsort(-moved)[:SHOWN].tolist())
    edges = _of(told, "BP4", 2).edges[1].values
    np.testing.assert_array_equal(edges, step.trace.layers[1].nabla_w[np.ix_(output, hidden)])


def test_a_sum_adds_up_with_what_is_not_shown(make: Any) -> None:
    _, step, told = make([300, 40, 20])
    for name, rows in (("z", 2), ("Wᵀδ", 1)):
        panel = _of(told, name, 1).panel
        terms = [_told(row[-1]) for row in panel.rows[1:-1]]
        assert len(terms) == SHOWN + rows
        assert sum(terms) == pytest.approx(_told(panel.rows[-1][-1]), abs=0.02)
    k = step.shown[1][0]
    z = _of(told, "z", 1).panel.rows[-1][-1]
    assert z == short(float(step.trace.layers[0].z[0, k]), 3)
    assert [row[0] for row in _of(told, "z", 1).panel.rows[-3:]] == ["295 more", "b", "z"]


@pytest.mark.parametrize(("hidden", "cost", "output"), COSTS)
def test_the_output_error_is_taken_apart(make: Any, hidden: str, cost: str, output: str) -> None:
    _, step, told = make([3, 4, 2], activation=hidden, cost=cost, output_activation=output)
    head, *rows = _of(told, "BP1", 2).panel.rows
    for k, row in enumerate(rows):
        cells = dict(zip(head[1:], map(_told, row[1:]), strict=True))
        assert cells["δ"] == pytest.approx(float(step.trace.layers[1].delta[0, k]), rel=6e-3)
        if cost == "cross_entropy":
            assert "∇ₐC" not in cells
            assert cells["δ"] == pytest.approx(cells["a"] - cells["y"], abs=2e-3)
        elif output == "softmax":
            assert "σ′(z)" not in cells
            assert cells["∇ₐC"] == pytest.approx(cells["a"] - cells["y"], abs=2e-3)
        else:
            assert cells["δ"] == pytest.approx(cells["∇ₐC"] * cells["σ′(z)"], rel=2e-2)


def test_the_gate_is_told(make: Any) -> None:
    _, step, told = make([3, 4, 2])
    traced = step.trace.layers[0]
    rows = _of(told, "BP2", 1).panel.rows[1:]
    expected = np.stack([traced.back[0], traced.sigma_prime[0], traced.delta[0]], axis=1)
    assert [row[1:] for row in rows] == [tuple(short(v, 3) for v in r) for r in expected]


@pytest.mark.parametrize("m", [1, 3])
def test_gradients_of_one_sample_show_their_factors(make: Any, m: int) -> None:
    _, step, told = make([3, 4, 2], m=m)
    panel = _of(told, "BP4", 1).panel
    assert [cell.count("\n") for cell in panel.rows[0][1:]] == [int(m == 1)] * 3
    nabla = step.trace.layers[0].nabla_w
    assert [row[1:] for row in panel.rows[1:]] == [tuple(map(short, row)) for row in nabla]
    assert any("mean" in note for note in panel.notes) == (m > 1)


def test_old_and_new_weights_are_told(make: Any) -> None:
    net, _, told = make([3, 4, 2])
    last = told.phases[-1].edges
    for layer in (1, 2):
        for k, row in enumerate(_of(told, "update", layer).panel.rows[1:]):
            for j, cell in enumerate(row[1:-1]):
                old, new = map(_told, cell.split("\n"))
                assert old == pytest.approx(net.weights[layer - 1][k, j], abs=6e-3)
                assert new == pytest.approx(last[layer - 1].values[k, j], abs=6e-3)


def test_a_step_that_raises_the_cost_says_so(make: Any) -> None:
    _, step, told = make([3, 4, 2], rate=200.0, cost="quadratic")
    assert step.cost_after > step.trace.cost
    assert any("rose" in note for note in told.phases[-1].panel.notes)
    _, step, told = make([3, 4, 2], rate=0.01, cost="quadratic")
    assert step.cost_after < step.trace.cost
    assert not told.phases[-1].panel.notes


def test_a_cost_of_ones_own() -> None:
    net = dw.Network([3, 2], cost=own_costs.QuadraticCost, output_activation="sigmoid")
    told = film(take(net, np.ones(3), np.array([0.2, 0.9]), 0.5, 0))
    assert _of(told, "BP1", 1).panel.rows[0] == ("neuron", "a", "y", "δ")


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (np.ones(3), 1),
        (np.ones(3), np.array([1])),
        (np.ones(3), np.array([0.0, 1.0])),
        (np.ones((1, 3)), np.array([[0.0, 1.0]])),
        (np.full((2, 3), 255, np.uint8), np.array([1, 0])),
        ([[1.0, 1.0, 1.0]], [1]),
    ],
)
def test_forms_of_samples(x: Any, y: Any) -> None:
    net = dw.Network([3, 2])
    told = film(take(net, x, y, 0.5, 0))
    assert _column(told.phases[0], 0, "inside") == ["+1", "+1", "+1"]
    assert not np.array_equal(told.phases[-1].edges[0].values, net.weights[0])
