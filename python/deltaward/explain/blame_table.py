# SPDX-License-Identifier: MIT
"""A blame as text for a terminal and as HTML for a notebook."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from deltaward.plots.table import table

if TYPE_CHECKING:
    from deltaward.explain.blame import Blame

WIDTH = 80
_EDGE_HEAD = ["neuron after", "w δ σ′"]


def _title(blame: "Blame") -> str:
    return f"δ of neuron {blame.neuron} in layer {blame.layer} of {list(blame.sizes)}"


def _notes(blame: "Blame", shown: int) -> list[str]:
    """Say what the rows add up to, and what they leave out."""
    delta = f"δ = {blame.delta + 0.0:+.6g}"  # + 0.0: a shut gate can leave −0
    if blame.paths is None:
        last = f"{delta}; the sum of all {len(blame.edges[0])} is {blame.total:+.6g}"
    else:
        paths = "the one path" if len(blame.paths) == 1 else f"all {len(blame.paths):,} paths"
        last = f"{delta}; the sum of {paths} is {blame.total:+.6g}"
    values = _values(blame)
    notes = []
    if len(values) > shown:
        rest = float(np.sum(values[shown:]))
        notes.append(f"… {len(values) - shown:,} more, together {rest:+#.4g}")
    closed = int(np.count_nonzero(values == 0))
    if closed:
        notes.append(f"{closed:,} of {len(values):,} are 0: a gate σ′ = 0, a weight or a Δ of 0")
    return [*notes, last]


def _values(blame: "Blame") -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Return the contributions, strongest first."""
    if blame.paths is not None:
        return blame.paths.contributions
    edges = blame.edges[0][:, blame.neuron]
    return np.asarray(edges[np.argsort(-np.abs(edges), kind="stable")])


def _lead(blame: "Blame") -> str:
    if blame.paths is None:
        return (
            f"{blame.number_of_paths:,} paths are too many to list: "
            "δ by the neurons of the layer after"
        )
    if not blame.edges:
        return "a neuron of the last layer: the cost comes right after it, δ = Δᴸ (BP1)"
    return f"the sum over all paths to the cost, each {_product(blame)}"


def _product(blame: "Blame") -> str:
    return " · ".join(["σ′ · w"] * min(len(blame.edges), 2) + ["…"] * (len(blame.edges) > 2)) + (
        " · Δᴸ"
    )


def _rows(blame: "Blame", rows: int) -> tuple[list[str], list[list[str]]]:
    if blame.paths is None:
        edges = blame.edges[0][:, blame.neuron]
        order = np.argsort(-np.abs(edges), kind="stable")[:rows]
        return _EDGE_HEAD, [[str(k), f"{edges[k] + 0.0:+#.4g}"] for k in order.tolist()]
    head = ["path", "gates, weights, Δᴸ", "contribution"]
    return head, [
        [
            " → ".join(map(str, path.neurons)),
            " · ".join(f"{factor + 0.0:.3g}" for factor in path.factors),
            f"{path.contribution + 0.0:+#.4g}",
        ]
        for path in blame.paths[:rows]
    ]


def as_text(blame: "Blame", rows: int) -> str:
    """Write the strongest paths in aligned columns, the factors where there is room for them."""
    head, cells = _rows(blame, rows)
    lines = _aligned([head, *cells])
    if len(head) == 3 and max(map(len, lines)) > WIDTH:
        lines = _aligned([[row[0], row[2]] for row in [head, *cells]])
    lines.insert(1, "-" * max(map(len, lines)))
    return "\n".join([_title(blame), _lead(blame), "", *lines, "", *_notes(blame, len(cells))])


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    last = len(widths) - 1
    return [
        "  ".join(
            cell.rjust(width) if column == last else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def as_html(blame: "Blame", rows: int) -> str:
    """Write an HTML table of the strongest paths."""
    head, cells = _rows(blame, rows)
    notes = [_lead(blame), *_notes(blame, len(cells))]
    return table(_title(blame), head, cells, words=range(len(head) - 1), notes=notes)
