# SPDX-License-Identifier: MIT
"""Which class is taken for which, as a picture."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deltaward import metrics
from deltaward.plots import style
from deltaward.plots.class_names import class_names

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WRITTEN = 25  # With more classes the cells are too small for numbers.
CELL, TINY = 0.58, 0.16  # Inches of a cell with numbers and without.
MOST = 200


def confusion_matrix(
    y_true: "npt.ArrayLike | metrics.ConfusionMatrix",
    y_pred: npt.ArrayLike | None = None,
    *,
    names: Sequence[str] | None = None,
    path: str | os.PathLike[str] | None = None,
) -> "Figure":
    """Draw how often each class is taken for each: the count, and below it the share of the row.

    Parameters
    ----------
    y_true, y_pred : arrays
        Classes and predictions, as in `deltaward.metrics.confusion_matrix`. Or y_true alone: a
        `deltaward.metrics.ConfusionMatrix`, or the (n, n) counts that one gives.
    names : sequence of str, optional
        Of the classes; by default their indices.
    path : path, optional
        Where to write the picture.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    TypeError, ValueError
        As `deltaward.metrics.confusion_matrix`; for counts that are no square of whole numbers,
        more than 200 classes, names that do not fit and a bad path.
    OSError
        If the file can't be written.

    Notes
    -----
    With more than 25 classes only the colours are shown. They follow the square root of the share,
    so that rare mistakes are seen beside what is right.
    """
    counts = _counts(y_true, y_pred)
    n = len(counts)
    if n > MOST:
        raise ValueError(f"y_true: {n} classes; expected at most {MOST}")
    labels = class_names(names, n)
    if path is not None:
        style.file_format(path)
    totals = counts.sum(axis=1, keepdims=True)
    shares = counts / np.maximum(totals, 1)
    cell = CELL if n <= WRITTEN else TINY
    figure = style.new_figure(max(cell * n + 1.9, 4.4), max(cell * n + 1.2, 3.4))
    axis = figure.subplots()
    picture = axis.imshow(np.sqrt(shares), cmap="Blues", vmin=0, vmax=1)
    if n <= WRITTEN:
        for (i, j), count in np.ndenumerate(counts):
            _write(axis, i, j, int(count), float(shares[i, j]))
    every = 1 if n <= WRITTEN else -(-n // 20)
    ticks = range(0, n, every)
    longest = max(len(name) for name in labels)
    axis.set_xticks(
        ticks, [labels[t] for t in ticks], fontsize=8, rotation=90 if longest > 5 else 0
    )
    axis.set_yticks(ticks, [labels[t] for t in ticks], fontsize=8)
    axis.set_xlabel("taken for")
    axis.set_ylabel("is")
    right, total = int(np.trace(counts)), int(counts.sum())
    axis.set_title(
        f"{right:,} of {total:,} right ({100 * right / total:.2f} %)", loc="left", fontsize=10.5
    )
    bar = figure.colorbar(picture, ax=axis, shrink=0.8)
    ticks_of_bar = [0, 0.01, 0.05, 0.2, 0.5, 1]
    places = np.sqrt(ticks_of_bar).tolist()
    bar.set_ticks(places, labels=[f"{100 * t:g} %" for t in ticks_of_bar])
    bar.set_label("share of the row")
    if path is not None:
        style.write(figure, path)
    return figure


def _counts(y_true: Any, y_pred: Any) -> npt.NDArray[np.int64]:
    if isinstance(y_true, metrics.ConfusionMatrix):
        if y_pred is not None:
            raise TypeError("y_pred: given beside a ConfusionMatrix; expected None")
        return y_true.result()
    if y_pred is not None:
        return metrics.confusion_matrix(y_true, y_pred)
    counts = np.asarray(y_true)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or not counts.size:
        raise ValueError(
            f"y_true: shape {counts.shape} without y_pred; expected (n, n) counts, "
            "or y_pred beside it"
        )
    if counts.dtype.kind not in "iu":
        raise TypeError(f"y_true: dtype {counts.dtype} of the counts; expected whole numbers")
    if (counts < 0).any() or not counts.any():
        raise ValueError("y_true: counts below 0, or none above; expected some")
    return counts.astype(np.int64)


def _write(axis: Any, i: int, j: int, count: int, share: float) -> None:
    if not count:
        axis.text(j, i, "0", ha="center", va="center", fontsize=7, color="#8A8A8A")
        return
    colour = "white" if share > 0.3 else "#222222"
    percent = f"{100 * share:.1f} %" if share < 0.9995 or share == 1 else "99.9 %"
    look = {"ha": "center", "color": colour}
    weight = "bold" if i == j else "normal"
    axis.text(j, i - 0.02, f"{count:,}", va="bottom", fontsize=8, weight=weight, **look)
    axis.text(j, i + 0.06, percent, va="top", fontsize=6.5, **look)
