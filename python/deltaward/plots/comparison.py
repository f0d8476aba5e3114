# SPDX-License-Identifier: MIT
"""The right backward pass beside the wrong ones, as bars."""

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from deltaward.plots import bars, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class ComparedLayer(Protocol):
    """What of a `deltaward.explain.lab.LayerComparison` is drawn."""

    @property
    def cosine(self) -> float: ...  # noqa: D102
    @property
    def ratio(self) -> float: ...  # noqa: D102


class Compared(Protocol):
    """What of a `deltaward.explain.lab.VariantComparison` is drawn."""

    @property
    def layers(self) -> Sequence[ComparedLayer]: ...  # noqa: D102
    @property
    def cost_after(self) -> float: ...  # noqa: D102


class Comparison(Protocol):
    """What of a `deltaward.explain.lab.BackpropComparison` is drawn."""

    @property
    def variants(self) -> Mapping[str, Compared]: ...  # noqa: D102
    @property
    def cost_before(self) -> float: ...  # noqa: D102


def plot_comparison(found: Comparison, path: str | os.PathLike[str] | None) -> "Figure":
    """Draw a comparison; see `deltaward.explain.lab.BackpropComparison.plot`."""
    if path is not None:
        style.file_format(path)
    variants = found.variants
    layers = len(next(iter(variants.values())).layers)
    labels = [f"layer {i}" for i in range(1, layers + 1)]
    figure = style.new_figure(10.5, bars.height(len(variants), layers) + 1.3)
    angle, length, cost = figure.subplots(1, 3, sharey=True)
    angle.set_title("direction: cosine to the gradient", loc="left", fontsize=9.5)
    bars.draw(angle, {n: [c.cosine for c in v.layers] for n, v in variants.items()}, labels)
    angle.set_xlim(-1.08, 1.08)
    angle.axvline(1, color=style.GREEN, linestyle=":", linewidth=1.5)
    length.set_title("length: ratio to the gradient's", loc="left", fontsize=9.5)
    length.set_xscale("log")
    ratios = {n: [c.ratio for c in v.layers] for n, v in variants.items()}
    bars.draw(length, ratios, labels, start=1.0)
    bars.room_around(length, [r for each in ratios.values() for r in each], 1.0)
    length.axvline(1, color=style.GREEN, linestyle=":", linewidth=1.5)
    cost.set_title("cost after a step of equal length", loc="left", fontsize=9.5)
    costs = {n: [v.cost_after] for n, v in variants.items()}
    # From the cost before: to the left it fell.
    bars.draw(cost, costs, ["cost"], start=found.cost_before)
    cost.locator_params(axis="x", nbins=4)
    cost.set_xlabel(
        f"from {found.cost_before:.4g}, the cost before: to the left it fell", fontsize=8.5
    )
    length.set_xlabel("dotted: as the gradient", fontsize=8.5)
    angle.set_xlabel("dotted: as the gradient", fontsize=8.5)
    figure.legend(
        *angle.get_legend_handles_labels(),
        loc="outside lower center",
        ncols=min(layers, 8),
        frameon=False,
        fontsize=8.5,
    )
    if path is not None:
        style.write(figure, path)
    return figure
