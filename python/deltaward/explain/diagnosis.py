# SPDX-License-Identifier: MIT
"""How well the error reaches each layer, and what keeps neurons from learning."""

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deltaward.base import NetworkBase
from deltaward.explain.findings import Finding, Thresholds, find
from deltaward.explain.layer_figures import GATED, GREATEST, Limits, Tally, gather
from deltaward.explain.standstill import standstill

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAN = float("nan")


@dataclass(frozen=True)
class LayerDiagnosis:
    """A non-input layer on the samples of a diagnosis.

    Attributes
    ----------
    layer : int
        Counted from 1, the first non-input layer.
    activation : str
        Its name.
    neurons : int
        How many it has.
    delta : float
        ‖δ‖, over all samples and neurons.
    weights_factor : float
        ‖Wᵀδ‖ / ‖δ‖ of the layer after: what its weights do to the error. NaN for the last layer.
    gate_factor : float
        ‖(Wᵀδ) ⊙ σ′‖ / ‖Wᵀδ‖: what the gate σ′ of this layer does. NaN for the last layer.
    ratio : float
        ‖δ‖ of this layer over that of the layer after, the product of the two.
    saturated : float
        The share of σ′ (all samples and neurons) that is saturated; NaN but for sigmoid and tanh.
    saturated_neurons : tuple of int
        Counted from 0. Those of a hidden layer that are saturated on nearly all samples.
    dead_neurons : tuple of int
        Of relu and its relatives: σ′ = 0, within the threshold, on all samples.
    shut_neurons : tuple of int
        The same of sigmoid and tanh, saturated so far that no δ gets through.
    wrong_neurons : tuple of int
        Of the last layer, if σ′ is part of its Δᴸ: saturated far from the target on half of the
        samples.
    low_inputs : float
        The share of the activations that come in, of all samples, that are near zero.
    low_input_neurons : tuple of int
        Neurons of the layer before that are near zero on all samples.
    speed : float
        ‖∂C/∂b‖ of the mean cost, the speed of learning of chapter 5 of the book.
    """

    layer: int
    activation: str
    neurons: int
    delta: float
    weights_factor: float
    gate_factor: float
    ratio: float
    saturated: float
    saturated_neurons: tuple[int, ...]
    dead_neurons: tuple[int, ...]
    shut_neurons: tuple[int, ...]
    wrong_neurons: tuple[int, ...]
    low_inputs: float
    low_input_neurons: tuple[int, ...]
    speed: float


@dataclass(frozen=True)
class Diagnosis:
    """What was measured and found. ``print`` it, or let a notebook show it.

    Attributes
    ----------
    sizes, cost
        As those of the network; cost is its name.
    samples : int
        On how many samples.
    layers : tuple of LayerDiagnosis
        One for each non-input layer.
    findings : list of Finding
        What the rules found, by layer; empty where nothing did.
    thresholds : Thresholds
        Of the rules.
    """

    sizes: tuple[int, ...]
    cost: str
    samples: int
    layers: tuple[LayerDiagnosis, ...]
    findings: list[Finding] = field(default_factory=list)
    thresholds: Thresholds = field(default_factory=Thresholds)

    def table(self) -> str:
        """Write the layers and the findings as plain text."""
        from deltaward.explain.diagnosis_table import as_text

        return as_text(self)

    def __str__(self) -> str:
        return self.table()

    def _repr_html_(self) -> str:
        from deltaward.explain.diagnosis_table import as_html

        return as_html(self)

    def plot(self, path: str | os.PathLike[str] | None = None) -> "Figure":
        """Draw ‖δ‖ and the speed of each layer, and what Wᵀ and the gate did to the error.

        Parameters
        ----------
        path : path, optional
            Where to write the picture: PNG, SVG or PDF, as its suffix says.

        Returns
        -------
        matplotlib.figure.Figure

        Raises
        ------
        ImportError
            If matplotlib is not installed: ``pip install 'deltaward[plot]'``.
        TypeError, ValueError
            If path is no path, or has another suffix.
        OSError
            If the file can't be written.
        """
        from deltaward.plots.diagnosis import plot_diagnosis

        silent = not self.findings and self.samples < self.thresholds.fewest_samples
        findings = None if silent else len(self.findings)
        return plot_diagnosis(self.layers, self.samples, findings, path)


def diagnose(
    net: NetworkBase, x: npt.ArrayLike, y: npt.ArrayLike, thresholds: Thresholds
) -> Diagnosis:
    """Diagnose a network; see `deltaward.Network.diagnose`."""
    limits = Limits(thresholds.saturated, thresholds.dead, thresholds.near_zero)
    samples, tallies = gather(net, x, y, limits)
    layers = tuple(_layer(tallies, i, samples, thresholds) for i in range(len(tallies)))
    finite = [tally.finite for tally in tallies]
    return Diagnosis(
        sizes=tuple(net.sizes),
        cost=net.cost if isinstance(net.cost, str) else type(net.cost).__name__,
        samples=samples,
        layers=layers,
        findings=find(layers, finite, samples, thresholds, standstill(tallies)),
        thresholds=thresholds,
    )


def _layer(tallies: list[Tally], i: int, samples: int, thresholds: Thresholds) -> LayerDiagnosis:
    tally = tallies[i]
    after = tallies[i + 1].delta if i + 1 < len(tallies) else NAN
    can_saturate = tally.activation in GREATEST
    often = tally.saturated >= thresholds.saturated_samples * samples
    shut = _where(tally.open_ == 0)
    return LayerDiagnosis(
        layer=i + 1,
        activation=tally.activation,
        neurons=len(tally.open_),
        delta=tally.delta,
        weights_factor=_over(tally.back, after),
        gate_factor=_over(tally.delta, tally.back),
        ratio=_over(tally.delta, after),
        saturated=float(tally.saturated.mean()) / samples if can_saturate else NAN,
        # In the last layer it is the aim of training, as long as the output is right.
        saturated_neurons=_where(often) if can_saturate and i + 1 < len(tallies) else (),
        dead_neurons=shut if tally.activation in GATED else (),
        shut_neurons=shut if can_saturate else (),
        wrong_neurons=_where((tally.wrong > 0) & (tally.wrong >= thresholds.wrong * samples)),
        low_inputs=float(tally.low.mean()) / samples,
        low_input_neurons=_where(tally.low == samples),
        speed=float(np.linalg.norm(tally.bias_sum)) / samples,
    )


def _where(mask: npt.NDArray[Any]) -> tuple[int, ...]:
    return tuple(int(k) for k in np.flatnonzero(mask))


def _over(a: float, b: float) -> float:
    return a / b if b else NAN
