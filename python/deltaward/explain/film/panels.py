# SPDX-License-Identifier: MIT
"""The numbers beside the network: a sum term by term, or a table of all shown neurons."""

import numpy as np

from deltaward import equations
from deltaward.explain.film.digits import decimals_for, fixed, short
from deltaward.explain.film.model import Array, Panel
from deltaward.explain.film.step import Step
from deltaward.explain.variants import FAR

DIGITS = 3


def inputs(step: Step) -> Panel:
    """List the input, and the target that the output is to come to."""
    a, y = step.a(0), step.trace.targets[step.sample]
    rows = [("", "neuron", "value")]
    rows += [("x", str(j), _n(a[j])) for j in step.shown[0]]
    rows += [("target y", str(k), _n(y[k])) for k in step.shown[-1]]
    left_out = len(a) + len(y) - len(step.shown[0]) - len(step.shown[-1])
    notes: tuple[str, ...] = ()
    if left_out:
        notes = ("Shown: the inputs whose weights will move", "most, neurons with the largest δ.")
    return Panel("The sample", tuple(rows), notes)


def weighted_sum(step: Step, layer: int) -> Panel:
    """Write z of the layer's first shown neuron term by term."""
    k = step.shown[layer][0]
    traced = step.trace.layers[layer - 1]
    a, w = step.a(layer - 1), np.asarray(traced.weights[k], np.float64)
    rows = _terms(("neuron", "a", "w", "w × a"), step.shown[layer - 1], a, w)
    rows += [("b", "", "", _n(traced.biases[k])), ("z", "", "", _n(traced.z[step.sample, k]))]
    return Panel(f"z of neuron {k} in layer {layer}", tuple(rows), is_sum=True)


def sent_back(step: Step, layer: int) -> Panel:
    """Write (Wᵀδ) of the layer's first shown neuron term by term."""
    j = step.shown[layer][0]
    back = step.trace.layers[layer - 1].back
    assert back is not None
    after = step.trace.layers[layer]
    delta = np.asarray(after.delta[step.sample], np.float64)
    w = np.asarray(after.weights[:, j], np.float64)
    rows = _terms(("neuron", "δ", "w", "w × δ"), step.shown[layer + 1], delta, w)
    rows.append(("Wᵀδ", "", "", _n(back[step.sample, j])))
    notes = ("The weights are those of the way forward,", "read down a column: the transpose.")
    return Panel(f"Wᵀδ of neuron {j} in layer {layer}", tuple(rows), notes, is_sum=True)


def activations(step: Step, layer: int) -> Panel:
    """List z and a."""
    z = step.trace.layers[layer - 1].z[step.sample]
    a = step.a(layer)
    rows = [("neuron", "z", "a = σ(z)")]
    rows += [(str(k), _n(z[k]), _n(a[k])) for k in step.shown[layer]]
    name = step.trace.layers[layer - 1].function
    notes = [f"σ is {name}."]
    if name == "softmax":
        notes = ["softmax: eᶻ over the sum of eᶻ of all", "neurons, so the outputs sum to 1."]
    return Panel(f"Activations of layer {layer}", tuple(rows), tuple(notes))


def output_error(step: Step) -> Panel:
    """List what δ of the output is made of, as far as the cost lets it be taken apart."""
    traced, y = step.trace.layers[-1], step.trace.targets[step.sample]
    a, delta = step.a(step.last), traced.delta[step.sample]
    shown = step.shown[-1]
    cost, function = step.trace.cost_name, traced.function
    cells = [[str(k), _n(a[k]), _n(y[k])] for k in shown]
    head = ["neuron", "a", "y"]
    notes: tuple[str, ...]
    if step.own_cost:
        notes = ("δ is what the cost's delta says.",)
    elif cost == "cross_entropy":
        notes = (f"With cross_entropy and {function} outputs", "σ′ cancels: δ = a − y.")
    else:
        slopes = _cost_slopes(a, np.asarray(y, np.float64), cost)
        head.append("∇ₐC")
        for row, k in zip(cells, shown, strict=True):
            row.append(_n(slopes[k]))
        if function == "softmax":
            notes = ("σ′ of softmax is a matrix: it mixes", "∇ₐC of all neurons into each δ.")
        else:
            head.append("σ′(z)")
            for row, k in zip(cells, shown, strict=True):
                row.append(_n(traced.sigma_prime[step.sample, k]))
            notes = ("δ is the product of ∇ₐC and σ′(z).",)
    rows: list[tuple[str, ...]] = [(*head, "δ")]
    rows += [(*row, _n(delta[k])) for row, k in zip(cells, shown, strict=True)]
    return Panel(f"δ of the output, cost {short(step.trace.cost, 4)}", tuple(rows), notes)


def gate(step: Step, layer: int) -> Panel:
    """List Wᵀδ, σ′ and their product."""
    traced = step.trace.layers[layer - 1]
    assert traced.back is not None
    columns = (traced.back, traced.sigma_prime, traced.delta)
    rows: list[tuple[str, ...]] = [("neuron", "Wᵀδ", "σ′(z)", "δ")]
    rows += [(str(k), *(_n(c[step.sample, k]) for c in columns)) for k in step.shown[layer]]
    notes = ("Where σ′ is near 0 the gate is shut, and", "the neuron hardly learns.")
    return Panel(f"δ of layer {layer}: Wᵀδ times σ′", tuple(rows), notes)


def bias_gradients(step: Step, layer: int) -> Panel:
    """List ∂C/∂b."""
    traced = step.trace.layers[layer - 1]
    rows = [("neuron", "δ", "∂C/∂b")]
    rows += [
        (str(k), _n(traced.delta[step.sample, k]), _n(traced.nabla_b[k])) for k in step.shown[layer]
    ]
    return Panel(f"∂C/∂b of layer {layer}", tuple(rows), _mean_of(step, "δ"))


def weight_gradients(step: Step, layer: int) -> Panel:
    """Show ∂C/∂W, with δ before the rows and a above the columns where they are its factors."""
    traced = step.trace.layers[layer - 1]
    a, delta, alone = step.a(layer - 1), traced.delta[step.sample], step.samples == 1
    before, here = step.shown[layer - 1], step.shown[layer]
    head = [f"{j}\na {short(a[j])}" if alone else str(j) for j in before]
    rows = [("", *head)]
    for k in here:
        name = f"{k}\nδ {short(delta[k])}" if alone else str(k)
        rows.append((name, *(short(traced.nabla_w[k, j]) for j in before)))
    return Panel(f"∂C/∂W of layer {layer}: row × column", tuple(rows), _mean_of(step, "δ a"))


def update(step: Step, layer: int) -> Panel:
    """Show each weight and bias before the step and after it."""
    traced = step.trace.layers[layer - 1]
    before, here = step.shown[layer - 1], step.shown[layer]
    old = np.column_stack([step.weights(layer), traced.biases[list(here)]])
    new_b = step.new_biases[layer - 1][list(here)]
    new = np.column_stack([step.weights(layer, new=True), new_b])
    places = decimals_for(float(np.abs(new - old).max()))
    # Seven columns of more would run into each other.
    places = min(places, 4 if len(before) > 3 else 6)
    rows: list[tuple[str, ...]] = [("", *map(str, before), "b")]
    for k, olds, news in zip(here, old, new, strict=True):
        cells = (f"{fixed(o, places)}\n{fixed(n, places)}" for o, n in zip(olds, news, strict=True))
        rows.append((f"{k}", *cells))
    return Panel(f"W and b of layer {layer}: old, new below", tuple(rows))


def outcome(step: Step) -> Panel:
    """Tell what the step did to the cost, and to the weights that are shown."""
    before, after = step.trace.cost, step.cost_after
    moved = [
        float(np.abs(new - layer.weights).max())
        for new, layer in zip(step.new_weights, step.trace.layers, strict=True)
    ]
    rows = [("", "cost"), ("before", f"{before:.5g}"), ("after", f"{after:.5g}")]
    rows += [(f"largest |Δw|, layer {i}", short(m, 3)) for i, m in enumerate(moved, 1)]
    notes: tuple[str, ...] = ()
    if after > before:
        notes = ("The cost rose: this η is too large here.",)
    return Panel(f"After one step, η = {step.learning_rate:g}", tuple(rows), notes)


def _terms(
    head: tuple[str, ...], shown: tuple[int, ...], values: Array, w: Array
) -> list[tuple[str, ...]]:
    rows = [head, *((str(j), _n(values[j]), _n(w[j]), _n(w[j] * values[j])) for j in shown)]
    more = len(w) - len(shown)
    if more:
        rest = np.ones(len(w), bool)
        rest[list(shown)] = False
        rows.append((f"{more:,} more", "", "", _n(float(w[rest] @ values[rest]))))
    return rows


def _cost_slopes(a: Array, y: Array, cost: str) -> Array:
    """Return ∇ₐC, which BP1 gives where σ′ is 1."""
    far = np.full_like(a, FAR)
    return np.asarray(equations.output_error(far, a, y, "softplus", cost), np.float64)


def _mean_of(step: Step, what: str) -> tuple[str, ...]:
    if step.samples == 1:
        return ()
    return (f"The mean of {what} over {step.samples:,} samples.",)


def _n(value: float) -> str:
    return short(float(value), DIGITS)
