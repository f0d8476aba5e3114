# SPDX-License-Identifier: MIT
"""Tables that can be read on a terminal and as Markdown."""

from collections.abc import Sequence

from deltaward.benchmarks.side_by_side import Spread


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table whose first column is text and whose others are numbers."""
    widths = [max(len(row[i]) for row in (header, *rows)) for i in range(len(header))]
    rule = [f":{'-' * (widths[0] - 1)}", *("-" * (width - 1) + ":" for width in widths[1:])]

    def line(cells: Sequence[str]) -> str:
        first = cells[0].ljust(widths[0])
        others = [cell.rjust(w) for cell, w in zip(cells[1:], widths[1:], strict=True)]
        return f"| {' | '.join([first, *others])} |"

    return "\n".join([line(header), line(rule), *(line(row) for row in rows)])


def short(value: float) -> str:
    """Return a number with three figures that count, or all before its point."""
    for limit, digits in ((1, 3), (10, 2), (100, 1)):
        if abs(value) < limit:
            return f"{value:.{digits}f}"
    return f"{value:,.0f}"


def within(values: Spread, unit: float = 1.0) -> list[str]:
    """Return two cells: the median, and the quartiles as a range."""
    low, median, high = (short(v * unit) for v in (values.low, values.median, values.high))
    return [median, f"{low}–{high}"]
