# SPDX-License-Identifier: MIT
"""The numbers beside the network, drawn."""

from typing import Any

import numpy as np

from deltaward.explain.film.ink import FONT, INK, LIGHT, PALE, SMALL, TEXT
from deltaward.explain.film.model import Panel


def draw_panel(axis: Any, panel: Panel, left: float, right: float) -> None:
    """Draw a panel between two x."""
    look: dict[str, Any] = {
        "va": "center",
        "size": TEXT,
        "weight": "bold",
        "color": INK,
        "family": FONT,
    }
    axis.text(left, 4.78, panel.title, **look)
    lines = [max(cell.count("\n") for cell in row) + 1 for row in panel.rows]
    columns = max(map(len, panel.rows))
    # The first column is as wide as its longest name asks.
    longest = max(len(part) for row in panel.rows for part in row[0].split("\n"))
    small = 7.0 if columns > 5 else SMALL
    first = left + max(0.0077 * small * longest, 0.1)
    ends = first + min((right - first) / max(columns - 1, 1), 0.85) * np.arange(columns)
    y = 4.5
    last = len(panel.rows) - 1
    for number, (row, height) in enumerate(zip(panel.rows, lines, strict=True)):
        is_total = panel.is_sum and number == last
        if is_total:
            axis.plot([left, ends[-1]], [y + 0.04, y + 0.04], color=PALE, linewidth=0.8)
        look = {
            "va": "top",
            "size": small,
            "weight": "bold" if is_total else "normal",
            "color": INK if number else PALE,
            "family": FONT,
            "linespacing": 1.3,
        }
        axis.text(left, y, row[0], ha="left", **look)
        for end, cell in zip(ends[1:], row[1:], strict=False):
            axis.text(end, y, cell, ha="right", **look)
        y -= 0.25 + 0.15 * (height - 1)
        if not number:
            axis.plot([left, ends[-1]], [y + 0.04, y + 0.04], color=LIGHT, linewidth=0.8)
    look = {"va": "top", "size": SMALL, "color": INK, "family": FONT, "linespacing": 1.35}
    axis.text(left, y - 0.08, "\n".join(panel.notes), **look)
