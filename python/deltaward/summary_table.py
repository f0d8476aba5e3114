# SPDX-License-Identifier: MIT
"""A summary as text for a terminal and as HTML for a notebook."""

from deltaward.plots.table import table
from deltaward.summary import Summary

_HEAD = (
    "layer",
    "weights",
    "biases",
    "activation",
    "parameters",
    "bytes",
    "flops forward",
    "flops backward",
)
_WORDS, _MEMORY_WORDS = (0, 1, 2, 3), (0, 2)  # The columns that stand to the left.
_NOTE = "flops: of one sample, those of the products; a multiply-add counts as two"


def _title(summary: Summary) -> str:
    return f"Network {list(summary.sizes)}, cost {summary.cost}, {summary.dtype}"


def _rows(summary: Summary) -> list[list[str]]:
    rows = [
        [
            str(layer.layer),
            str(layer.weights),
            str(layer.biases),
            layer.activation,
            f"{layer.parameters:,}",
            f"{layer.parameter_bytes:,}",
            f"{layer.forward_flops:,}",
            f"{layer.backward_flops:,}",
        ]
        for layer in summary.layers
    ]
    totals = (
        summary.parameters,
        summary.parameter_bytes,
        summary.forward_flops,
        summary.backward_flops,
    )
    return [*rows, ["total", "", "", "", *(f"{total:,}" for total in totals)]]


def _memory(summary: Summary) -> list[list[str]]:
    rows = f"{summary.batch_size:,} rows of {summary.row_bytes:,}"
    return [
        ["parameters", f"{summary.parameter_bytes:,}", "rows padded to whole cache lines"],
        ["gradient", f"{summary.gradient_bytes:,}", "their twin"],
        ["rollback", f"{summary.rollback_bytes:,}", "a copy to go back to if an epoch diverges"],
        ["mini-batch", f"{summary.workspace_bytes:,}", rows],
        ["total", f"{summary.total_bytes:,}", ""],
    ]


def as_text(summary: Summary) -> str:
    """Write aligned columns: the layers, and below them the memory."""
    layers = _aligned([list(_HEAD), *_rows(summary)], _WORDS)
    memory = _aligned([["memory", "bytes", ""], *_memory(summary)], _MEMORY_WORDS)
    return "\n".join([_title(summary), "", *layers, "", *memory, "", _NOTE])


def _aligned(rows: list[list[str]], words: tuple[int, ...]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(
            cell.ljust(width) if column in words else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    rule = "-" * max(map(len, lines))
    return [lines[0], rule, *lines[1:-1], rule, lines[-1]]


def as_html(summary: Summary) -> str:
    """Write two HTML tables: the layers, and below them the memory."""
    layers = table(_title(summary), _HEAD, _rows(summary), words=_WORDS, notes=[_NOTE])
    head = ["", "bytes", ""]
    return f"{layers}\n{table('Memory', head, _memory(summary), words=_MEMORY_WORDS)}"
