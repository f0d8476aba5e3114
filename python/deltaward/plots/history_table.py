# SPDX-License-Identifier: MIT
"""The figures of a run as a table for a notebook: first, best, last and a line in between."""

from collections.abc import Mapping, Sequence

import numpy as np

from deltaward.plots.panels import best, tells, wants
from deltaward.plots.sparkline import sparkline
from deltaward.plots.table import Markup, table


def history_table(history: Mapping[str, Sequence[float]], epochs: int) -> str:
    """Write a history as HTML; see `deltaward.History`."""
    seconds = sum(history.get("seconds", ()))
    caption = f"History: {epochs} epoch{'' if epochs == 1 else 's'}, {seconds:.3g} s"
    rows = []
    for key, given in history.items():
        values = np.asarray(given, np.float64)
        if key == "seconds" or not np.isfinite(values).any():
            continue
        if key == "learning_rate" and not tells(values):
            caption += f", learning rate {values[0]:.4g}"
            continue
        index = best(key, values)
        chosen = ""
        if index is not None:
            chosen = f"{wants(key)}: {_number(key, values[index])}, epoch {index + 1}"
        drawn = Markup(sparkline(values.tolist(), f"{key}, epoch by epoch", index))
        rows.append([key, _number(key, values[0]), chosen, _number(key, values[-1]), drawn])
    return table(caption, ["", "first", "best", "last", ""], rows, words=(0, 4))


def _number(key: str, value: float) -> str:
    if np.isfinite(value) and key.endswith("accuracy"):
        return f"{100 * value:.2f} %"
    return f"{value:.4g}"
