# SPDX-License-Identifier: MIT
"""What a training run left behind."""

import os
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    Figures = npt.NDArray[np.float64]


class History:
    """The figures of each epoch."""

    def __init__(self) -> None:
        self._lists: dict[str, list[float]] = {}
        # What a checkpoint held, until someone asks for lists: there it takes four times as much.
        self._before: dict[str, Figures] = {}

    @property
    def history(self) -> dict[str, list[float]]:
        """The figures by their names, a list of each.

        ``cost`` and ``accuracy`` (means over the epoch's samples, each before the step of its own
        mini-batch), ``val_cost`` and ``val_accuracy`` (at the end of the epoch, only with
        validation data), ``seconds`` (wall time, validation included). The accuracies are NaN
        where the targets are values of a regression.
        """
        while self._before:
            name, figures = self._before.popitem()
            self._lists[name][:0] = figures.tolist()
        return self._lists

    @history.setter
    def history(self, figures: dict[str, list[float]]) -> None:
        self._lists, self._before = figures, {}

    def _go_on_from(self, figures: "dict[str, Figures]") -> None:
        """Begin with the epochs of a checkpoint."""
        self._lists, self._before = {name: [] for name in figures}, figures

    def _arrays(self) -> "dict[str, Figures]":
        """Return the figures as arrays of their own, float64."""
        return {
            name: np.concatenate([self._before.get(name, ()), figures])
            for name, figures in self._lists.items()
        }

    def _last(self) -> dict[str, float]:
        """Return the last figure of each name."""
        return {
            name: figures[-1] if figures else float(self._before[name][-1])
            for name, figures in self._lists.items()
        }

    def append(self, figures: dict[str, float]) -> None:
        """Add the figures of an epoch."""
        for key, value in figures.items():
            self._lists.setdefault(key, []).append(value)

    def complete(self, figures: dict[str, float], appended: Collection[str]) -> None:
        """Take what hooks made of the figures of the epoch that was appended last.

        Parameters
        ----------
        figures : dict of float
            As they are now.
        appended : collection of str
            The names that `append` was given.
        """
        for key, value in figures.items():
            if key in appended:
                self._lists[key][-1] = value
            else:
                self._lists.setdefault(key, []).append(value)

    @property
    def epochs(self) -> int:
        """Number of finished epochs."""
        return len(self._lists.get("seconds", ())) + len(self._before.get("seconds", ()))

    def plot(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        axes: "Axes | Sequence[Axes] | Mapping[str, Axes] | None" = None,
    ) -> "Figure":
        """Draw the figures over the epochs, counted from 1, with matplotlib.

        There is a panel for the cost, one for the accuracy, one for each other metric of the
        validation, and one for the learning rate. What is NaN in every epoch is left out, and a
        learning rate that stays the same. An axis is logarithmic where a learning rate spans more
        than a decade, or anything else more than two. The best epoch has a ring.

        Parameters
        ----------
        path : path, optional
            Where to write the picture: PNG, SVG or PDF, as its suffix says.
        axes : Axes, sequence of Axes, or dict of Axes, optional
            Draw on these instead of a new figure: one for each panel, or, by name of the panel
            (``{"cost": axis}``), only for some. Lines are then named in a legend.

        Returns
        -------
        matplotlib.figure.Figure
            The figure, which no window and no state of pyplot knows of; notebooks show it.

        Raises
        ------
        ImportError
            If matplotlib is not installed: ``pip install 'deltaward[plot]'``.
        TypeError, ValueError
            For another suffix, axes that do not fit the panels, or a history without figures.
        OSError
            If the file can't be written.
        """
        from deltaward.plots.history import plot_history

        return plot_history(self.history, path, axes)

    def _repr_html_(self) -> str:
        from deltaward.plots.history_table import history_table

        return history_table(self.history, self.epochs)

    def __repr__(self) -> str:
        last = ", ".join(f"{key} {value:.4g}" for key, value in self._last().items())
        return f"History({self.epochs} epochs{': ' if last else ''}{last})"
