# SPDX-License-Identifier: MIT
"""A range test as a table for a notebook, with its curve as small as a word."""

import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from deltaward.plots.sparkline import sparkline
from deltaward.plots.table import Markup, table

Array = npt.NDArray[np.float64]


def learning_rate_table(
    rates: Array, smoothed: Array, steps: int, marks: Mapping[str, float]
) -> str:
    """Write a range test as HTML; see `deltaward.range_test.LearningRateCurve`.

    Parameters
    ----------
    rates, smoothed : (k,) arrays
        Learning rates, ascending, and the smoothed costs.
    steps : int
        How many were to be made.
    marks : mapping of str to float
        Rates to point out, the suggestion first; NaN where there is none.
    """
    suggestion = next(iter(marks.values()))
    rows = [["first", f"{rates[0]:.3g}", f"{smoothed[0]:.4g}"]]
    for name, rate in marks.items():
        found = not math.isnan(rate)
        cost = f"{np.interp(np.log(rate), np.log(rates), smoothed):.4g}" if found else ""
        rows.append([name, f"{rate:.3g}" if found else "none", cost])
    rows.append(["last", f"{rates[-1]:.3g}", f"{smoothed[-1]:.4g}"])
    dot = None if math.isnan(suggestion) else int(np.abs(np.log(rates / suggestion)).argmin())
    drawn = sparkline(smoothed.tolist(), "smoothed cost over the learning rate", dot)
    notes: list[str] = [Markup(f"{drawn} the smoothed cost over the logarithm of the rate")]
    if dot is None:
        notes.append("The cost fell less than it scatters; try more steps or a larger batch_size.")
    caption = f"Range test: {len(rates)} of {steps} steps"
    return table(caption, ["", "learning rate", "smoothed cost"], rows, notes=notes)
