# SPDX-License-Identifier: MIT
"""The costs of a range test over the learning rate, as a picture."""

import math
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deltaward.plots import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = npt.NDArray[np.float64]


def plot_learning_rates(
    rates: Array,
    costs: Array,
    smoothed: Array,
    marks: Mapping[str, float],
    path: str | os.PathLike[str] | None,
) -> "Figure":
    """Draw a range test; see `deltaward.range_test.LearningRateCurve.plot`.

    Parameters
    ----------
    rates, costs, smoothed : (k,) arrays
        Of its steps.
    marks : mapping of str to float
        At most two rates to point out, by name; NaN is left out.
    path : path, optional
        Where to write the picture.
    """
    if path is not None:
        style.file_format(path)
    figure = style.new_figure(7.0, 4.0)
    axis = figure.subplots()
    axis.plot(rates, costs, color=style.SKY, linewidth=0.8, label="mini-batch")
    axis.plot(rates, smoothed, color=style.BLUE, linewidth=2, label="smoothed")
    axis.set_xscale("log")
    axis.set_ylim(*_limits(costs, smoothed))
    axis.set_xlabel("learning rate")
    axis.set_ylabel("cost")
    axis.grid(True, alpha=0.35, linewidth=0.6)
    axis.set_axisbelow(True)
    axis.spines[["top", "right"]].set_visible(False)
    looks = zip(marks.items(), ((style.VERMILION, "--"), (style.GREEN, ":")), strict=False)
    rules = sorted((rate, name, *look) for (name, rate), look in looks if not math.isnan(rate))
    # The names grow away from each other, so they do not meet where the rates are close.
    sides = ("left",) if len(rules) == 1 else ("right", "left")
    for (rate, name, colour, dashes), side in zip(rules, sides, strict=False):
        _upright(axis, f"{name}: {rate:.3g}", rate, colour, dashes, side)
    axis.legend(loc="lower left", framealpha=0.85, edgecolor="none")
    if path is not None:
        style.write(figure, path)
    return figure


def _limits(costs: Array, smoothed: Array) -> tuple[float, float]:
    """Leave out where the cost shoots up at the end: below it nothing else could be seen."""
    low = float(min(costs.min(), smoothed.min()))
    high = float(max(smoothed[: int(smoothed.argmin()) + 1].max(), np.median(smoothed)))
    room = (high - low) or abs(low) or 1.0
    return low - 0.08 * room, high + 0.25 * room


def _upright(axis: Any, text: str, rate: float, colour: str, dashes: str, side: str) -> None:
    axis.axvline(rate, color=colour, linestyle=dashes, label=f"_{text}")
    axis.annotate(
        text,
        (rate, 1),
        xycoords=axis.get_xaxis_transform(),
        xytext=(-2 if side == "right" else 2, 4),
        textcoords="offset points",
        ha=side,
        color=colour,
    )
