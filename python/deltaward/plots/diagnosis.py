# SPDX-License-Identifier: MIT
"""How well the error reaches each layer, as bars."""

import math
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from deltaward.plots import bars, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Diagnosed(Protocol):
    """What of a `deltaward.explain.diagnosis.LayerDiagnosis` is drawn."""

    @property
    def layer(self) -> int: ...  # noqa: D102
    @property
    def activation(self) -> str: ...  # noqa: D102
    @property
    def delta(self) -> float: ...  # noqa: D102
    @property
    def weights_factor(self) -> float: ...  # noqa: D102
    @property
    def gate_factor(self) -> float: ...  # noqa: D102
    @property
    def saturated(self) -> float: ...  # noqa: D102
    @property
    def dead_neurons(self) -> tuple[int, ...]: ...  # noqa: D102
    @property
    def speed(self) -> float: ...  # noqa: D102


def plot_diagnosis(
    layers: Sequence[Diagnosed],
    samples: int,
    findings: int | None,
    path: str | os.PathLike[str] | None,
) -> "Figure":
    """Draw a diagnosis; see `deltaward.explain.diagnosis.Diagnosis.plot`."""
    if path is not None:
        style.file_format(path)
    names = [_name(each) for each in layers]
    figure = style.new_figure(11.0, bars.height(len(layers), 3) + 1.5)
    left, right = figure.subfigures(1, 2, squeeze=False)[0]
    lengths, factors = left.subplots(), right.subplots()
    lengths.set_title("what arrives", loc="left", fontsize=9.5)
    lengths.set_xlabel("‖δ‖ over all samples, ‖∂C/∂b‖ of the mean cost", fontsize=8.5)
    lengths.set_xscale("log")
    arrived = {n: [each.delta, each.speed] for n, each in zip(names, layers, strict=True)}
    sizes = [v for each in arrived.values() for v in each if 0 < v < float("inf")]
    start = min(sizes, default=1.0) / 3
    bars.draw(lengths, arrived, ["‖δ‖", "‖∂C/∂b‖, the speed of learning"], start=start)
    bars.room_around(lengths, sizes, start, left=False)
    factors.set_title("what happens on the way from the next layer", loc="left", fontsize=9.5)
    factors.set_xlabel("below 1 the error shrinks", fontsize=8.5)
    factors.set_xscale("log")
    ways = {
        n: [each.weights_factor, each.gate_factor]
        for n, each in zip(names, layers[:-1], strict=False)
    }
    # The error begins in the last layer: nothing comes to it.
    labels = ["Wᵀ: ‖Wᵀδ‖ / ‖δ‖", "gate: ‖(Wᵀδ) ⊙ σ′‖ / ‖Wᵀδ‖"]
    bars.draw(factors, {**ways, names[-1]: []}, labels, start=1.0)
    bars.room_around(factors, [v for each in ways.values() for v in each], 1.0)
    for part, axis in ((left, lengths), (right, factors)):
        handles, told = axis.get_legend_handles_labels()
        if handles:
            part.legend(
                handles, told, loc="outside lower center", ncols=2, frameon=False, fontsize=8.5
            )
    found = f"{findings or 'no'} finding{'s' * (findings != 1)}"
    if findings is None:
        found = "too few for findings"
    figure.suptitle(f"{samples:,} sample{'s' * (samples != 1)}, {found}", fontsize=10.5)
    if path is not None:
        style.write(figure, path)
    return figure


def _name(layer: Diagnosed) -> str:
    told = f"layer {layer.layer}\n{layer.activation}"
    if math.isfinite(layer.saturated):
        told += f"\n{100 * layer.saturated:.0f} % saturated"
    if layer.dead_neurons:
        told += f"\n{len(layer.dead_neurons):,} dead"
    return told
