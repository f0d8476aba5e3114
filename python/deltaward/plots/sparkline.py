# SPDX-License-Identifier: MIT
"""A line as small as a word, as SVG for a cell of an HTML table."""

import html
import math
from collections.abc import Iterator, Sequence

WIDTH, HEIGHT, EDGE = 120.0, 22.0, 3.0
BUCKETS = 120  # One a pixel; of more values, the lowest and the highest of each bucket are drawn.
MARK = "#D55E00"  # Vermilion of Okabe and Ito: readable on white and on black.


def sparkline(values: Sequence[float], label: str, mark: int | None = None) -> str:
    """Draw values, a gap where one is not finite.

    Parameters
    ----------
    values : sequence of float
        From left to right.
    label : str
        What a screen reader says; escaped here.
    mark : int, optional
        The index of a value that gets a dot.

    Returns
    -------
    str
        An ``<svg>`` element in the colour of the text around it.
    """
    finite = [v for v in values if math.isfinite(v)]
    low, high = (min(finite), max(finite)) if finite else (0.0, 0.0)

    def place(i: int) -> str:
        x = EDGE + (WIDTH - 2 * EDGE) * (i / (len(values) - 1) if len(values) > 1 else 0.5)
        # Halves, so that the difference of two huge values stays finite.
        share = (values[i] / 2 - low / 2) / (high / 2 - low / 2) if high / 2 > low / 2 else 0.5
        return f"{x:.1f},{HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * share:.1f}"

    def dot(i: int, radius: float, fill: str) -> str:
        x, y = place(i).split(",")
        return f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{fill}"/>'

    parts = []
    for run in _runs(values):
        if len(run) == 1:
            parts.append(dot(run[0], 1.5, "currentColor"))
        else:
            points = " ".join(map(place, run))
            parts.append(
                f'<polyline points="{points}" fill="none" stroke="currentColor" '
                'stroke-width="1.3" stroke-linejoin="round"/>'
            )
    if mark is not None:
        parts.append(dot(mark, 2.6, MARK))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{html.escape(label)}" '
        f'width="{WIDTH:.0f}" height="{HEIGHT:.0f}" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" '
        f'style="vertical-align: middle">{"".join(parts)}</svg>'
    )


def _runs(values: Sequence[float]) -> Iterator[list[int]]:
    """Yield the indices to draw, in runs of finite values."""
    run: list[int] = []
    for i in _thinned(values):
        if math.isfinite(values[i]):
            run.append(i)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _thinned(values: Sequence[float]) -> list[int]:
    count = len(values)
    if count <= 2 * BUCKETS:
        return list(range(count))
    kept = {0, count - 1}
    for bucket in range(BUCKETS):
        inside = range(count * bucket // BUCKETS, count * (bucket + 1) // BUCKETS)
        finite = [i for i in inside if math.isfinite(values[i])]
        if finite:
            kept |= {min(finite, key=values.__getitem__), max(finite, key=values.__getitem__)}
        else:
            kept.add(inside[0])  # not finite: the gap stays
    return sorted(kept)
