# SPDX-License-Identifier: MIT
"""The edges of a frame: width for size, dashes for sign, and how far a signal has come."""

from typing import Any

import numpy as np

from deltaward.explain.film.ink import GREY, INK, LIGHT
from deltaward.explain.film.model import Array, Edges
from deltaward.explain.film.stage import WIDE, Stage

WIDEST, FAINTEST = 4.2, 0.5  # Points.
DASHES = (0, (4, 1.5))


def draw_edges(
    axis: Any, stage: Stage, layer: int, edges: Edges, colour: str, progress: float
) -> None:
    """Draw the edges into a layer."""
    starts, ends = _ends(stage, layer)
    if edges.kind in ("old", "new"):
        _lines(axis, starts, ends, edges.values, INK if edges.kind == "new" else GREY, 1)
    elif edges.kind == "update":
        assert edges.before is not None
        # The weights themselves: on their way from the old ones.
        now = edges.before + progress * (edges.values - edges.before)
        scale = float(np.abs([edges.before, edges.values]).max())
        _lines(axis, starts, ends, edges.before, LIGHT, 1, scale)
        ink = starts + progress * (ends - starts)
        _lines(axis, starts, ink, now, colour, 2, scale)
    else:
        _lines(axis, starts, ends, np.zeros_like(edges.values), LIGHT, 1)
        way = progress * (ends - starts)
        if edges.kind == "forward":
            _lines(axis, starts, starts + way, edges.values, colour, 2)
        elif edges.kind == "back":
            _lines(axis, ends - way, ends, edges.values, colour, 2)
        else:
            # a comes from one end and δ from the other.
            _lines(axis, starts, starts + way / 2, edges.values, colour, 2)
            _lines(axis, ends - way / 2, ends, edges.values, colour, 2)


def _ends(stage: Stage, layer: int) -> tuple[Array, Array]:
    """Return where the edges begin and end, (shown, shown before, 2)."""
    before, here = stage.heights[layer - 1], stage.heights[layer]
    left = stage.columns[layer - 1] + WIDE / 2
    right = stage.columns[layer] - WIDE / 2
    starts = np.array([[(left, y) for y in before] for _ in here])
    ends = np.array([[(right, y) for _ in before] for y in here])
    return starts, ends


def _lines(
    axis: Any,
    starts: Array,
    ends: Array,
    values: Array,
    colour: str,
    zorder: float,
    scale: float | None = None,
) -> None:
    from matplotlib.collections import LineCollection

    sizes = np.nan_to_num(np.abs(values)).ravel()
    largest = (float(sizes.max()) if scale is None else scale) or 1.0
    lines = LineCollection(
        list(np.stack([starts.reshape(-1, 2), ends.reshape(-1, 2)], axis=1)),
        colors=colour,
        linewidths=np.maximum(WIDEST * sizes / largest, FAINTEST),
        linestyles=[DASHES if v < 0 else "solid" for v in values.ravel()],
        zorder=zorder,
    )
    lines.set_capstyle("butt")
    axis.add_collection(lines, autolim=False)
