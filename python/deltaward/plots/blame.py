# SPDX-License-Identifier: MIT
"""A network drawn with the way of one δ through it, from the cost back to its neuron."""

import itertools
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from deltaward.plots import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = npt.NDArray[np.float64]

SHOWN = 8  # Neurons of a layer; of a larger one those that the most of δ came through.
COLUMN, ROW, RADIUS = 1.7, 0.62, 0.14  # Inches.
WIDEST, FAINTEST = 5.0, 0.3  # Points of the edge that the most came through, and of the least.
WEAK = 0.1  # Edges below this part of the strongest are drawn lighter: there are many of them.
GREY, INK = "#B0B0B0", "#222222"
OF_SIGN = {True: (style.BLUE, "solid"), False: (style.VERMILION, (0, (4, 1.5)))}


class Blamed(Protocol):
    """What of a `deltaward.explain.blame.Blame` is drawn."""

    @property
    def layer(self) -> int: ...  # noqa: D102
    @property
    def neuron(self) -> int: ...  # noqa: D102
    @property
    def delta(self) -> float: ...  # noqa: D102
    @property
    def sizes(self) -> tuple[int, ...]: ...  # noqa: D102
    @property
    def edges(self) -> tuple[Array, ...]: ...  # noqa: D102
    @property
    def ends(self) -> Array: ...  # noqa: D102
    @property
    def deltas(self) -> tuple[Array, ...]: ...  # noqa: D102


@dataclass(frozen=True)
class Column:
    """The neurons of a layer that are drawn, at their heights in inches, and how many are not."""

    neurons: list[int]
    heights: list[float]
    more: int

    def height(self, neuron: int) -> float:
        """Return where a drawn neuron is."""
        return self.heights[self.neurons.index(neuron)]


def plot_blame(blame: Blamed, path: str | os.PathLike[str] | None) -> "Figure":
    """Draw a blame; see `deltaward.explain.blame.Blame.plot`."""
    if path is not None:
        style.file_format(path)
    columns = [_column(blame, layer) for layer in range(len(blame.sizes))]
    tallest = max(len(c.neurons) + (c.more > 0) for c in columns)
    width, height = COLUMN * (len(columns) + 1), ROW * max(tallest, 3) + 1.9
    figure = style.new_figure(max(width, 5.2), height)
    axis = figure.subplots()
    axis.set_axis_off()
    axis.set_aspect("equal")
    _draw_edges(axis, blame, columns)
    for layer, column in enumerate(columns):
        _draw_column(axis, blame, layer, column)
    cost = COLUMN * len(columns)
    axis.text(cost, 0, "C", ha="center", va="center", fontweight="bold", bbox=_box())
    top = max(max(c.heights) for c in columns) + 0.62
    axis.text(cost, top, "cost", ha="center", va="bottom", fontsize=9)
    bottom = min(min(c.heights) - ROW * (c.more > 0) for c in columns) - 0.4
    axis.set_xlim(-0.6, cost + 0.5)
    axis.set_ylim(bottom, top + 0.25)
    for layer in range(len(columns)):
        told = f"layer {layer}" if layer else "input"
        axis.text(COLUMN * layer, top, told, ha="center", va="bottom", fontsize=9)
    axis.set_title(
        f"δ of neuron {blame.neuron} in layer {blame.layer}: {blame.delta:+.3g}",
        loc="left",
        fontweight="bold",
    )
    _explain(axis)
    if path is not None:
        style.write(figure, path)
    return figure


def _box() -> dict[str, Any]:
    return {"boxstyle": "round,pad=0.35", "facecolor": "white", "edgecolor": INK}


def _through(blame: Blamed, layer: int) -> Array:
    """Return how much of δ came through each neuron of a layer; of a layer before, none did."""
    after = layer - blame.layer
    if after < 0 or layer == 0:
        return np.zeros(blame.sizes[layer])
    if after == 0:
        here = np.zeros(blame.sizes[layer])
        here[blame.neuron] = 1
        return here
    return np.asarray(np.abs(blame.edges[after - 1]).sum(axis=1))


def _column(blame: Blamed, layer: int) -> Column:
    through = _through(blame, layer)
    size = len(through)
    if layer == blame.layer:
        # Its neighbours are only there to be seen: those of the largest δ.
        through = np.abs(blame.deltas[0])
        through[blame.neuron] = np.inf
    shown = np.sort(np.argsort(-through, kind="stable")[:SHOWN]) if size > SHOWN else range(size)
    neurons = [int(k) for k in shown]
    rows = len(neurons)
    return Column(neurons, [ROW * ((rows - 1) / 2 - i) for i in range(rows)], size - rows)


def _draw_edges(axis: Any, blame: Blamed, columns: Sequence[Column]) -> None:
    largest = max([np.abs(e).max() for e in (*blame.edges, blame.ends)])
    for layer, (here, after) in enumerate(itertools.pairwise(columns)):
        for j in here.neurons:
            for k in after.neurons:
                share = 0.0
                if layer >= blame.layer:
                    share = float(blame.edges[layer - blame.layer][k, j])
                ends = (here.height(j), after.height(k))
                _draw_edge(axis, layer, ends, share, largest)
    last = columns[-1]
    for j in last.neurons:
        ends = (last.height(j), 0.0)
        _draw_edge(axis, len(columns) - 1, ends, float(blame.ends[j]), largest)


def _draw_edge(
    axis: Any, layer: int, heights: tuple[float, float], share: float, largest: float
) -> None:
    x = (COLUMN * layer, COLUMN * (layer + 1))
    if share == 0 or not np.isfinite(share):
        axis.plot(x, heights, color=GREY, linewidth=FAINTEST, zorder=1)
        return
    colour, dashes = OF_SIGN[share > 0]
    wide = max(WIDEST * abs(share) / largest, FAINTEST)
    axis.plot(
        x,
        heights,
        color=colour,
        linestyle=dashes,
        linewidth=wide,
        alpha=1.0 if abs(share) > WEAK * largest else 0.45,
        solid_capstyle="butt",
        dash_capstyle="butt",
        # Below strong edges the weak ones do not hide them.
        zorder=1 + abs(share) / largest,
    )


def _draw_column(axis: Any, blame: Blamed, layer: int, column: Column) -> None:
    from matplotlib.patches import Circle

    x = COLUMN * layer
    through = _through(blame, layer)
    for neuron, y in zip(column.neurons, column.heights, strict=True):
        is_it = layer == blame.layer and neuron == blame.neuron
        edge = INK if through[neuron] > 0 else GREY
        axis.add_patch(
            Circle(
                (x, y),
                RADIUS * (1.25 if is_it else 1),
                facecolor="white",
                edgecolor=edge,
                linewidth=2.2 if is_it else 1,
                zorder=3,
            )
        )
        axis.text(x, y, str(neuron), ha="center", va="center", fontsize=7, color=INK, zorder=4)
        if layer >= blame.layer:
            delta = blame.deltas[layer - blame.layer][neuron]
            axis.text(
                x,
                y + RADIUS * 1.4,
                f"{delta:+.2g}",
                ha="center",
                va="bottom",
                fontsize=7,
                fontweight="bold" if is_it else "normal",
                color=INK if through[neuron] > 0 else "#777777",
                bbox={"boxstyle": "square,pad=0.05", "facecolor": "white", "edgecolor": "none"},
                zorder=4,
            )
    if column.more:
        below = column.heights[-1] - ROW * 0.75
        axis.text(x, below, f"… {column.more:,} more", ha="center", va="center", fontsize=8)


def _explain(axis: Any) -> None:
    from matplotlib.lines import Line2D

    told = {True: "adds to δ (above 0)", False: "takes from δ (below 0)"}
    lines = [
        Line2D([], [], color=colour, linestyle=dashes, linewidth=2.5, label=told[sign])
        for sign, (colour, dashes) in OF_SIGN.items()
    ]
    axis.legend(
        handles=lines,
        loc="upper center",
        bbox_to_anchor=(0.5, 0.0),
        ncols=2,
        frameon=False,
        handlelength=3.6,
        fontsize=8,
        title="width: the sum of all paths through the edge; numbers: δ",
        title_fontsize=8,
    )
