# SPDX-License-Identifier: MIT
"""The figures of a run, epoch by epoch, as a picture."""

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from deltaward.plots import style
from deltaward.plots.panels import Panel, best, panels, wants

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 7.0, 2.4  # Inches of a panel.
STACKED = 3  # More panels than this stand in two columns.
# Values further apart than this factor are drawn on a logarithmic axis. One of cost, flat to the
# eye as soon as it has fallen to a hundredth, needs it later than the rate that brought it there.
LOGARITHMIC = {"learning_rate": 10.0}
LOGARITHMIC_OTHERS = 100.0


def plot_history(
    history: Mapping[str, Sequence[float]],
    path: str | os.PathLike[str] | None,
    axes: "Axes | Sequence[Axes] | Mapping[str, Axes] | None",
) -> "Figure":
    """Draw a history; see `deltaward.History.plot`."""
    if path is not None:
        style.file_format(path)
    shown = panels(history)
    if not shown:
        raise ValueError("history: no finite figure of any epoch; expected at least one")
    pairs = _on_a_new_figure(shown) if axes is None else _on_given(axes, shown)
    figure = style.root(pairs[0][1])
    lines = [_draw(panel, axis) for panel, axis in pairs]
    if axes is None:
        figure.draw_without_rendering()  # the layout
    for (panel, axis), drawn in zip(pairs, lines, strict=True):
        if panel.name != "learning_rate":
            # Beside the axes of somebody else's figure there may be no room for labels.
            (style.label_ends if axes is None else style.name_lines)(axis, drawn)
    if path is not None:
        style.write(figure, path)
    return figure


def _on_a_new_figure(shown: Sequence[Panel]) -> list[tuple[Panel, Any]]:
    columns = 1 if len(shown) <= STACKED else 2
    rows = -(-len(shown) // columns)
    figure = style.new_figure(WIDTH * (1 if columns == 1 else 1.6), HEIGHT * rows + 0.3)
    grid = figure.subplots(rows, columns, squeeze=False)
    for axis in grid.flat[len(shown) :]:
        axis.remove()
    for axis in grid.flat[max(0, len(shown) - columns) : len(shown)]:
        axis.set_xlabel("epoch")
    return list(zip(shown, grid.flat, strict=False))


def _on_given(axes: Any, shown: Sequence[Panel]) -> list[tuple[Panel, Any]]:
    by_name = {panel.name: panel for panel in shown}
    known = ", ".join(by_name)
    if isinstance(axes, Mapping):
        for name in axes:
            if name not in by_name:
                raise ValueError(f"axes: panel {name!r}; this history has {known}")
        pairs = [(by_name[name], axis) for name, axis in axes.items()]
    else:
        given = list(np.atleast_1d(np.asarray(axes, dtype=object)).flat)
        if len(given) != len(shown):
            raise ValueError(f"axes: {len(given)}; expected one for each panel: {known}")
        pairs = list(zip(shown, given, strict=True))
    if not pairs:
        raise ValueError(f"axes: none; expected some for {known}")
    for _, axis in pairs:
        if not hasattr(axis, "plot") or not hasattr(axis, "get_figure"):
            raise TypeError(f"axes: {type(axis).__name__}; expected matplotlib's Axes")
    for _, axis in pairs:
        axis.set_xlabel("epoch")
    return pairs


def _draw(panel: Panel, axis: Any) -> list[Any]:
    lines = [style.draw_line(axis, name, values) for name, values in panel.lines.items()]
    _scale(panel, axis)
    axis.set_title(panel.name.replace("_", " "), loc="left", fontweight="bold", parse_math=False)
    axis.grid(True, alpha=0.35, linewidth=0.6)
    axis.set_axisbelow(True)
    axis.spines[["top", "right"]].set_visible(False)
    # Of all that stands on the axes, ours or not. No tick at 0: there is no such epoch.
    last = max(axis.dataLim.x1, 1.0)
    edge = 0.03 * (last - 1) or 0.5
    axis.set_xlim(max(1 - edge, 0.5), last + edge)
    _mark_best(panel, axis)
    return lines


def _scale(panel: Panel, axis: Any) -> None:
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    axis.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1, steps=[1, 2, 5, 10]))
    values = np.concatenate(list(panel.lines.values()))
    finite = values[np.isfinite(values)]
    factor = LOGARITHMIC.get(panel.name, LOGARITHMIC_OTHERS)
    # A logarithmic axis has no place for 0, where a schedule may end.
    if finite.min() > 0 and finite.max() / finite.min() > factor:
        axis.set_yscale("log")
    elif panel.name.endswith("accuracy"):
        axis.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))


def _mark_best(panel: Panel, axis: Any) -> None:
    """Ring the best epoch, of the validation if there is one, and write it above the panel."""
    name, values = list(panel.lines.items())[-1]
    index = best(panel.name, values)
    if index is None:
        return
    value = values[index]
    colour = style.LINES[name]["color"]
    axis.plot(
        index + 1,
        value,
        label="_best",
        marker="o",
        markersize=9,
        markerfacecolor="none",
        linestyle="none",
        color=colour,
    )
    text = f"{100 * value:.2f} %" if panel.name.endswith("accuracy") else f"{value:.4g}"
    told = f"{wants(panel.name)}: {text}, epoch {index + 1}"
    axis.set_title(told, loc="right", fontsize="small", color=colour)
