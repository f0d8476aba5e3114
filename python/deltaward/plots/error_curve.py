# SPDX-License-Identifier: MIT
"""The errors of central differences over their step, as a picture."""

import os
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from deltaward.plots import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = npt.NDArray[np.float64]


def plot_errors(
    h: Array,
    errors: Array,
    error: Array,
    best_h: float,
    crossed: Array,
    path: str | os.PathLike[str] | None,
) -> "Figure":
    """Draw the V; see `deltaward.explain.error_curve.ErrorCurve.plot`.

    Parameters
    ----------
    h : (k,) array
        Steps.
    errors : (layers, k) array
        Of each layer.
    error : (k,) array
        In all.
    best_h : float
        The step to point out.
    crossed : (kinks,) array
        The step of each kink.
    path : path, optional
        Where to write the picture.
    """
    if path is not None:
        style.file_format(path)
    if not np.isfinite(error).any():
        raise ValueError("curve: no finite error at any h; look at the weights of the network")
    figure = style.new_figure(7.0, 4.4)
    axis = figure.subplots()
    axis.set_xscale("log")
    axis.set_yscale("log")
    # A logarithmic axis has no place for 0, an error that rounding hid.
    for values in errors:
        axis.plot(h, np.where(values > 0, values, np.nan), color=style.SKY, linewidth=0.9)
    axis.lines[0].set_label("each layer")
    seen = np.where(error > 0, error, np.nan)
    axis.plot(h, seen, color=style.BLUE, linewidth=2, marker="o", markersize=3.5, label="in all")
    axis.set_xlabel("step h")
    axis.set_ylabel("error of central differences")
    axis.set_xlim(float(h.min()) / 2, float(h.max()) * 2)
    axis.grid(True, alpha=0.35, linewidth=0.6)
    axis.set_axisbelow(True)
    axis.spines[["top", "right"]].set_visible(False)
    axis.axvline(best_h, color=style.GREEN, linestyle=":", label=f"best h: {best_h:.1e}")
    if len(crossed):
        first = float(crossed.min())
        axis.axvspan(
            first,
            float(h.max()),
            color=style.VERMILION,
            alpha=0.1,
            linewidth=0,
            label=f"steps across a kink, from h = {first:.1e}",
        )
    axis.legend(framealpha=0.85, edgecolor="none", fontsize="small")
    if path is not None:
        style.write(figure, path)
    return figure
