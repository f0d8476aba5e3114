# SPDX-License-Identifier: MIT
"""A confusion matrix as a table for a notebook."""

import numpy as np
import numpy.typing as npt

from deltaward.plots.table import Markup, table

WHOLE = 20  # Of more classes, only the commonest confusions are told.
TOLD = 10


def confusion_table(counts: npt.NDArray[np.int64]) -> str:
    """Write counts (n, n), a row for each true class, as HTML."""
    n, samples = len(counts), int(counts.sum())
    right = int(np.trace(counts))
    share = f", {100 * right / samples:.2f} % right" if samples else ""
    caption = f"Confusion matrix: {samples:,} samples{share}"
    if n > WHOLE:
        return _commonest(caption, counts)
    rows = []
    for i, row in enumerate(counts.tolist()):
        cells = [f"{count:,}" if count else "·" for count in row]
        cells[i] = Markup(f"<b>{cells[i]}</b>")
        recall = f"{100 * row[i] / sum(row):.1f} %" if sum(row) else ""
        rows.append([f"class {i}", *cells, f"{sum(row):,}", recall])
    head = ["", *map(str, range(n)), "samples", "recall"]
    return table(caption, head, rows, notes=["A row for each true class, a column for each guess."])


def _commonest(caption: str, counts: npt.NDArray[np.int64]) -> str:
    wrong = counts.copy()
    np.fill_diagonal(wrong, 0)
    order = np.argsort(-wrong, axis=None, kind="stable")[:TOLD]
    places = zip(*np.unravel_index(order, wrong.shape), strict=True)
    rows = [[f"class {i}", f"class {j}", f"{wrong[i, j]:,}"] for i, j in places if wrong[i, j]]
    note = f"The commonest confusions of {len(counts)} classes."
    return table(caption, ["true", "taken for", "samples"], rows, words=(0, 1), notes=[note])
