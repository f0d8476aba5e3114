# SPDX-License-Identifier: MIT
"""What all plots share: colours, line styles, labels at the ends of lines, files."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deltaward.atomic import atomic_write, to_path

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Okabe and Ito, "Color Universal Design" (2008): told apart with every kind of colour blindness.
BLUE, VERMILION, GREEN, SKY = "#0072B2", "#D55E00", "#009E73", "#56B4E9"
LINES: dict[str, dict[str, Any]] = {
    "train": {"color": BLUE, "linestyle": "-"},
    "validation": {"color": VERMILION, "linestyle": "--"},
}
MARKED = 30  # With more points than this, only those are marked that no line reaches.
SUFFIXES = (".png", ".svg", ".pdf")
DPI = 160  # Of a PNG.
LINE_HEIGHT = 12.0  # Points that a label at the end of a line takes.


def file_format(path: str | os.PathLike[str]) -> str:
    """Return png, svg or pdf, what a path's suffix asks for, or raise naming `path`."""
    suffix = to_path(path).suffix.lower()
    if suffix not in SUFFIXES:
        raise ValueError(
            f"path: {os.fspath(path)!r}; expected a name that ends with .png, .svg or .pdf"
        )
    return suffix[1:]


def new_figure(width: float, height: float) -> "Figure":
    """Make an empty figure of a size in inches.

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    """
    try:
        from matplotlib.layout_engine import ConstrainedLayoutEngine

        from deltaward.plots.figure import NotebookFigure
    except ImportError as error:
        raise ImportError(
            f"a plot needs matplotlib, which can't be imported ({error}): "
            "pip install 'deltaward[plot]'"
        ) from error
    layout = ConstrainedLayoutEngine(w_pad=0.08, h_pad=0.08)
    return NotebookFigure(figsize=(width, height), layout=layout)


def write(figure: "Figure", path: str | os.PathLike[str]) -> None:
    """Write a figure as its path's suffix asks, whole or not at all."""
    with atomic_write(path) as file:
        figure.savefig(file, format=file_format(path), dpi=DPI)


def root(axis: Any) -> "Figure":
    """Return the figure that axes stand on, subfigures in between or not."""
    return axis.get_figure().canvas.figure


def draw_line(axis: Any, name: str, values: npt.NDArray[np.float64]) -> Any:
    """Draw the values (epochs,) of "train" or "validation" over epochs 1, 2, …; NaN is a gap."""
    drawn = np.isfinite(values)
    alone = drawn & ~np.r_[False, drawn[:-1]] & ~np.r_[drawn[1:], False]
    marked = drawn if len(values) <= MARKED else alone
    (line,) = axis.plot(
        np.arange(1, len(values) + 1),
        np.where(drawn, values, np.nan),
        label=name,
        marker="o",
        markersize=3.5,
        markevery=np.flatnonzero(marked).tolist(),
        **LINES[name],
    )
    return line


def name_lines(axis: Any, lines: Sequence[Any]) -> None:
    """Name lines in a legend."""
    axis.legend(handles=lines, frameon=False)


def label_ends(axis: Any, lines: Sequence[Any]) -> None:
    """Write each line's label to the right of its last point, none over another.

    The layout has to be done, for it decides how many points lie between two ends.
    """
    to_points = 72 / root(axis).dpi
    frame = axis.get_window_extent()
    bottom, top = frame.y0 * to_points + LINE_HEIGHT / 2, frame.y1 * to_points - LINE_HEIGHT / 2
    ends = []
    for line in lines:
        last = int(np.flatnonzero(np.isfinite(line.get_ydata()))[-1])
        end = float(line.get_xdata()[last]), float(line.get_ydata()[last])
        ends.append((axis.transData.transform(end)[1] * to_points, end, line))
    ends.sort(key=lambda end: end[0])
    places = _apart([place for place, _, _ in ends], bottom, top)
    for (place, end, line), lifted in zip(ends, places, strict=True):
        axis.annotate(
            line.get_label(),
            end,
            xytext=(7, lifted - place),
            textcoords="offset points",
            va="center",
            color=line.get_color(),
            annotation_clip=False,
        )


def _apart(places: Sequence[float], bottom: float, top: float) -> list[float]:
    """Move ascending places a line's height apart, half of it each way, inside the frame."""
    apart: list[float] = []
    for place in places:
        apart.append(max(place, apart[-1] + LINE_HEIGHT) if apart else place)
    back = sum(a - p for a, p in zip(apart, places, strict=True)) / len(apart)
    if back > 0:
        back = min(back, apart[0] - bottom)
        back = max(back, apart[-1] - top)
    return [place - back for place in apart]
