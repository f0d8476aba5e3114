# SPDX-License-Identifier: MIT
"""The cases as a picture: how many times as long as deltaward each library takes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from deltaward.benchmarks.peers import OWN

BLUE, GREY, RED, INK = "#1f6fb2", "#9aa4ad", "#c4472f", "#24292f"
BAR = {"linewidth": 5, "alpha": 0.55, "solid_capstyle": "butt"}
COLUMNS = 2
# Twice what GitHub shows, for sharp letters on dense screens.
DPI = 200


def draw(records: Sequence[dict[str, Any]], caption: str, path: Path) -> None:
    """Draw one panel a case, all on the same logarithmic axis, and save it as a PNG.

    Parameters
    ----------
    records : sequence of dict
        As `training.measure` returns them.
    caption : str
        What it was measured on.
    path : pathlib.Path
        Where to save it.
    """
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    mpl.rcParams.update({"font.size": 9, "font.family": "DejaVu Sans", "text.color": INK})
    # As many lines as the fuller of the panels that stand side by side.
    lines = [
        max(len(record["rows"]) for record in records[i : i + COLUMNS])
        for i in range(0, len(records), COLUMNS)
    ]
    figure, axes = plt.subplots(
        len(lines),
        COLUMNS,
        figsize=(9.2, 1.2 + 0.225 * sum(lines) + 0.62 * len(lines)),
        squeeze=False,
        gridspec_kw={"height_ratios": [n + 0.6 for n in lines]},
        layout="constrained",
    )
    spans = [row["ratio"]["median"] for record in records for row in record["rows"]]
    limits = (min(0.5, *spans) / 1.5, max(2.0, *spans) * 12)  # room for the numbers
    for index, axis in enumerate(axes.flat):
        if index >= len(records):
            axis.set_axis_off()
            continue
        _panel(axis, records[index], lines[index // COLUMNS], limits)
    figure.suptitle(
        "Time of one training epoch, as a multiple of deltaward's\n"
        "logarithmic, left is faster; red: faster than deltaward; black: the quartiles",
        fontsize=10.5,
    )
    figure.supxlabel(caption, fontsize=7.5, color="#57606a", wrap=True)
    figure.savefig(path, dpi=DPI, metadata={"Software": None})
    plt.close(figure)


def _panel(axis: Any, record: dict[str, Any], lines: int, limits: tuple[float, float]) -> None:
    rows = sorted(record["rows"], key=lambda row: float(row["ratio"]["median"]))
    for line, row in enumerate(rows):
        ratio = row["ratio"]
        own = row["name"].startswith(OWN)
        colour = BLUE if own else RED if ratio["median"] < 1 else GREY
        axis.plot([1, ratio["median"]], [line, line], color=colour, **BAR)
        axis.plot([ratio["low"], ratio["high"]], [line, line], color=INK, linewidth=1, zorder=3)
        axis.plot(ratio["median"], line, "o", color=colour, markersize=6)
        axis.annotate(
            f"{_times(ratio['median'])}  {_milliseconds(row['time']['median'])}",
            (max(1.0, ratio["median"], ratio["high"]), line),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
        )
    axis.axvline(1, color=BLUE, linewidth=1)
    axis.set(xscale="log", xlim=limits, ylim=(lines - 0.4, -0.7))
    axis.set_yticks(range(len(rows)), [row["name"] for row in rows])
    for label, row in zip(axis.get_yticklabels(), rows, strict=True):
        label.set_fontweight("bold" if row["name"].startswith(OWN) else "normal")
    axis.set_xticks([])
    axis.minorticks_off()
    axis.tick_params(length=0)
    axis.spines[:].set_visible(False)
    sizes, _, rest = record["title"].partition(" ")
    axis.set_title(f"{record['case']}   {sizes}", loc="left", fontweight="bold", fontsize=9, pad=16)
    axis.text(0, 1, rest, transform=axis.transAxes, fontsize=8, va="bottom")


def _times(ratio: float) -> str:
    return f"{ratio:.2f} ×" if ratio < 10 else f"{ratio:,.0f} ×"


def _milliseconds(seconds: float) -> str:
    ms = 1e3 * seconds
    return f"({ms:.2f} ms)" if ms < 1 else f"({ms:.1f} ms)" if ms < 10 else f"({ms:,.0f} ms)"
