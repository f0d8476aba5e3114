# SPDX-License-Identifier: MIT
"""Lying bars, a group for each name and a bar in it for each layer."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

GROUP = 0.78  # Of the room of a group, for its bars.
FEW_DECADES = 200  # With fewer, 2 and 5 of each are numbered too.


def shades(count: int) -> list[Any]:
    """Return colours from dark to light, told apart by their lightness alone."""
    from matplotlib import colormaps

    return [colormaps["cividis"](0.05 + 0.85 * i / max(count - 1, 1)) for i in range(count)]


def height(groups: int, bars: int) -> float:
    """Return the inches that so many groups of bars take."""
    return groups * max(0.18 * bars, 0.3) + 0.2


def draw(
    axis: Any, groups: Mapping[str, Sequence[float]], labels: Sequence[str], *, start: float = 0.0
) -> None:
    """Draw bars from `start`, the first group at the top; a value that is none is written.

    On a logarithmic axis a bar begins at 1, say, and goes to where its value is.
    """
    colours = shades(len(labels))
    thick = GROUP / len(labels)
    for row, values in enumerate(groups.values()):
        for i, value in enumerate(values):
            y = row - GROUP / 2 + thick * (i + 0.5)
            label = labels[i] if row == 0 else None
            shown = math.isfinite(value) and not (value <= 0 and axis.get_xscale() == "log")
            long = value - start if shown else 0.0
            axis.barh(y, long, thick * 0.9, left=start, color=colours[i], label=label)
            if not shown:
                text = "0" if value == 0 else "none" if math.isnan(value) else f"{value:g}"
                axis.annotate(
                    text, (start, y), (3, 0), textcoords="offset points", va="center", fontsize=7
                )
    axis.set_yticks(range(len(groups)), list(groups), fontsize=8.5)
    axis.set_ylim(len(groups) - 0.45, -0.55)
    axis.axvline(start, color="#222222", linewidth=0.8)
    axis.grid(True, axis="x", alpha=0.35, linewidth=0.6)
    axis.set_axisbelow(True)
    axis.spines[["top", "right"]].set_visible(False)


def room_around(axis: Any, values: Sequence[float], start: float, *, left: bool = True) -> None:
    """Give a logarithmic axis room for all values and for where the bars start.

    Without `left` the axis begins where the bars do.
    """
    from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

    drawn = [v for v in (*values, start) if math.isfinite(v) and v > 0]
    # Less than a decade would leave the axis without a number.
    low = min(min(drawn) / 1.6, start / 4) if left else start
    high = max(max(drawn) * 1.6, 12 * low)
    axis.set_xlim(low, high)
    axis.xaxis.set_minor_formatter(NullFormatter())
    if high / low < FEW_DECADES:
        axis.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axis.xaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
