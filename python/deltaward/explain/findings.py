# SPDX-License-Identifier: MIT
"""The rules of a diagnosis: when something is worth telling, and how it is told."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deltaward import arguments
from deltaward.callbacks.checks import finite
from deltaward.explain.standstill import Standstill

if TYPE_CHECKING:
    from deltaward.explain.diagnosis import LayerDiagnosis

LISTED = 12  # Neurons that a text names.


@dataclass(frozen=True)
class Thresholds:
    """From when on the rules of a diagnosis speak; see `deltaward.Network.diagnose`."""

    saturated: float = 0.05
    saturated_samples: float = 0.9
    wrong: float = 0.5
    dead: float = 1e-6
    near_zero: float = 0.01
    near_zero_share: float = 0.9
    slow: float = 0.1
    exploding: float = 10.0
    fewest_samples: int = 32

    def __post_init__(self) -> None:
        for name in ("saturated", "saturated_samples", "wrong", "near_zero_share", "slow"):
            value = finite(getattr(self, name), name)
            if not 0 < value <= 1:
                raise ValueError(f"{name}: {value}; expected above 0, at most 1")
        for name in ("dead", "near_zero"):
            value = finite(getattr(self, name), name)
            if value < 0:
                raise ValueError(f"{name}: {value}; expected at least 0")
        if finite(self.exploding, "exploding") <= 1:
            raise ValueError(f"exploding: {self.exploding}; expected above 1")
        arguments.integer(self.fewest_samples, "fewest_samples", 1)


@dataclass(frozen=True)
class Finding:
    """Something that keeps a layer from learning.

    Attributes
    ----------
    kind : str
        "not finite", "standstill", "dead", "saturated", "saturated wrong", "low inputs", "slow" or
        "exploding". A "standstill" holds for all layers up to this one.
    layer : int
        Counted from 1, the first non-input layer.
    neurons : tuple of int
        Of this layer, counted from 0; for "low inputs" those of the layer before that are near
        zero on all samples. Empty where it is the layer as a whole.
    value, threshold : float
        What the rule compared.
    message, rule : str
        What was found, and by which rule.
    """

    kind: str
    layer: int
    neurons: tuple[int, ...]
    value: float
    threshold: float
    message: str
    rule: str

    @property
    def text(self) -> str:
        """The message and the rule."""
        return f"{self.message} Rule: {self.rule}."

    def __str__(self) -> str:
        return self.text


def find(
    layers: Sequence["LayerDiagnosis"],
    finite_: Sequence[bool],
    samples: int,
    thresholds: Thresholds,
    stopped: Standstill | None = None,
) -> list[Finding]:
    """Apply the rules; those that count samples need `Thresholds.fewest_samples` of them."""
    broken = [layer for layer, sound in zip(layers, finite_, strict=True) if not sound]
    if broken:
        return [_not_finite(layer) for layer in broken]
    if samples < thresholds.fewest_samples:
        return []
    return [
        finding
        for layer in layers
        for finding in (
            *_stands_still(layer, layers, stopped, samples),
            *_neurons(layer, samples, thresholds),
            *_low_inputs(layer, thresholds),
            # What stands still is told of once.
            *(() if stopped and layer.layer <= stopped.layer else _slow(layer, layers, thresholds)),
            *_exploding(layer, layers, thresholds),
        )
    ]


def _not_finite(layer: "LayerDiagnosis") -> Finding:
    return Finding(
        "not finite",
        layer.layer,
        (),
        layer.delta,
        math.inf,
        f"Layer {layer.layer}: δ is not finite, so nothing can be learned: the training diverged, "
        "or the weights are no numbers.",
        "every δ is finite",
    )


def _stands_still(
    layer: "LayerDiagnosis",
    layers: Sequence["LayerDiagnosis"],
    stopped: Standstill | None,
    samples: int,
) -> Iterator[Finding]:
    """Tell, at the last of them, of the layers that no δ reaches."""
    if stopped is None or layer.layer != stopped.layer:
        return
    which = (
        "All layers"
        if layer is layers[-1] and len(layers) > 1
        else f"Layers 1 to {layer.layer}"
        if layer.layer > 1
        else "Layer 1"
    )
    yield Finding(
        "standstill",
        layer.layer,
        (),
        layer.delta,
        0.0,
        f"{which}: δ is exactly 0 on all samples, so weights and biases there have no gradient. "
        f"{stopped.why}",
        f"δ = 0 on all {samples:,} samples, though {stopped.though}",
    )


def _neurons(layer: "LayerDiagnosis", samples: int, t: Thresholds) -> Iterator[Finding]:
    """Name neurons whose gate is closed."""

    def made(
        kind: str, which: tuple[int, ...], threshold: float, told: str, rule: str
    ) -> Iterator[Finding]:
        if which:
            one = len(which) == 1
            message = (
                f"Layer {layer.layer}: {len(which)} of {layer.neurons} neurons "
                f"{'is' if one else 'are'} {told} Neuron{'' if one else 's'} {_listed(which)}."
            )
            yield Finding(kind, layer.layer, which, len(which), threshold, message, rule)

    yield from made(
        "dead",
        layer.dead_neurons,
        t.dead,
        "dead: the gate σ′ is closed on every sample, so practically no δ gets through, "
        "and weights and bias stay as they are.",
        f"|σ′| ≤ {t.dead:g} on all {samples:,} samples",
    )
    rule = f"σ′ below {100 * t.saturated:g} % of σ′(0)"
    shut_rule = f"practically no δ gets through where |σ′| ≤ {t.dead:g} on all {samples:,} samples"
    shut = _among(layer.saturated_neurons, layer.shut_neurons)
    yield from made(
        "saturated",
        layer.saturated_neurons,
        t.saturated_samples,
        "saturated: σ is flat there, so "
        + (
            "practically no δ gets through, and weights and bias do not learn."
            if shut == layer.saturated_neurons
            else "little δ gets through, and weights and bias learn slowly"
            + (
                f"; practically no δ gets through {_named(shut)}, which do not learn."
                if shut
                else "."
            )
        ),
        f"{rule} on at least {100 * t.saturated_samples:g} % of the samples"
        + (f"; {shut_rule}" if shut else ""),
    )
    shut = _among(layer.wrong_neurons, layer.shut_neurons)
    yield from made(
        "saturated wrong",
        layer.wrong_neurons,
        t.wrong,
        "saturated at the wrong value: this cost has σ′ in Δᴸ, so "
        + (
            "practically no δ is left, and nothing is learned, just where the output is wrong"
            if shut == layer.wrong_neurons
            else "the learning is slow just where the output is wrong"
            + (f", and {_named(shut)} learn nothing, for practically no δ is left" if shut else "")
        )
        + "; with cross_entropy σ′ cancels.",
        f"{rule} and more than 0.5 from the target on at least {100 * t.wrong:g} % of the samples"
        + (f"; {shut_rule}" if shut else ""),
    )


def _among(neurons: tuple[int, ...], others: tuple[int, ...]) -> tuple[int, ...]:
    chosen = set(others)
    return tuple(neuron for neuron in neurons if neuron in chosen)


def _named(neurons: tuple[int, ...]) -> str:
    return f"neuron{'' if len(neurons) == 1 else 's'} {_listed(neurons)}"


def _listed(neurons: tuple[int, ...]) -> str:
    told = ", ".join(map(str, neurons[:LISTED]))
    return told + (f", … {len(neurons) - LISTED:,} more" if len(neurons) > LISTED else "")


def _low_inputs(layer: "LayerDiagnosis", t: Thresholds) -> Iterator[Finding]:
    if layer.low_inputs >= t.near_zero_share:
        yield Finding(
            "low inputs",
            layer.layer,
            layer.low_input_neurons,
            layer.low_inputs,
            t.near_zero_share,
            f"Layer {layer.layer}: {100 * layer.low_inputs:.1f} % of the activations that come in "
            "are near zero. Weights from low-activation neurons learn slowly, for ∂C/∂w = a δ "
            f"(BP4). {len(layer.low_input_neurons):,} neurons of the layer before are near zero "
            "on all samples.",
            f"|a| < {t.near_zero:g} for at least {100 * t.near_zero_share:g} %",
        )


def _between(layers: Sequence[Any], first: int, last: int) -> str:
    """Tell what weights and gates do to ‖δ‖ on its way from layer `last` back to `first`."""
    way = layers[first - 1 : last - 1]
    weights = math.prod(layer.weights_factor for layer in way)
    gates = math.prod(layer.gate_factor for layer in way)
    return (
        f"From layer {last} back to layer {first} the weights multiply ‖δ‖ by {weights:.2g} "
        f"and the gates by {gates:.2g}."
    )


def _slow(
    layer: "LayerDiagnosis", layers: Sequence["LayerDiagnosis"], t: Thresholds
) -> Iterator[Finding]:
    later = layers[layer.layer : -1]
    if not later:
        return
    fastest = max(later, key=lambda other: other.speed)
    if fastest.speed > 0 and layer.speed <= t.slow * fastest.speed:
        value = layer.speed / fastest.speed
        times = f"{1 / value:,.0f} times more slowly than" if value else "nothing, unlike"
        yield Finding(
            "slow",
            layer.layer,
            (),
            value,
            t.slow,
            f"Layer {layer.layer} learns {times} layer {fastest.layer}: ‖∇b‖ is {layer.speed:.2g} "
            f"and {fastest.speed:.2g}. {_between(layers, layer.layer, fastest.layer)}",
            f"‖∇b‖ at most {t.slow:g} of that of a later hidden layer",
        )


def _exploding(
    layer: "LayerDiagnosis", layers: Sequence["LayerDiagnosis"], t: Thresholds
) -> Iterator[Finding]:
    last = layers[-1]
    if layer is last or last.delta == 0 or layer.delta < t.exploding * last.delta:
        return
    yield Finding(
        "exploding",
        layer.layer,
        (),
        layer.delta / last.delta,
        t.exploding,
        f"Layer {layer.layer}: the error grows on its way back, ‖δ‖ is "
        f"{layer.delta / last.delta:.3g} times that of the last layer. "
        f"{_between(layers, layer.layer, last.layer)}",
        f"‖δ‖ at least {t.exploding:g} times that of the last layer",
    )
