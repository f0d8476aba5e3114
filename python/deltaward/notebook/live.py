# SPDX-License-Identifier: MIT
"""The page of explanations, live beside a training."""

from typing import Any

import numpy.typing as npt

from deltaward.arrays import as_array
from deltaward.callbacks import Callback
from deltaward.callbacks.base import Logs
from deltaward.explain.page import content
from deltaward.notebook.budget import Budget
from deltaward.progress import format_figures

SHARE = 0.05  # Of the time of the training.
INTERVAL = 0.1  # Seconds between two updates.


class Live(Callback):
    """Show in a notebook how δ and the weights change while `fit` runs.

    It is the page of `deltaward.Network.to_html` without its wrong passes, which take long to
    compare: step through forward and backward pass, pick neurons and weights, and their numbers go
    on with the training. It is renewed at most ten times a second, and less often where that would
    take more than 5 % of the time; the state at the end is shown in any case. Training comes to
    the same bits as without it.

    The page comes up in the output of the cell that calls `fit`, or, if the object was shown
    before, there. Without a notebook nothing is shown, and `fit` runs as ever.

    Parameters
    ----------
    x, y : arrays
        As in `deltaward.Network.evaluate`: 1 to 8 samples to choose from.
    title : str, optional
        The heading. By default the sizes of the network.

    Attributes
    ----------
    widget : anywidget.AnyWidget
        What is shown, for layouts of ipywidgets.

    Raises
    ------
    ImportError
        If anywidget is not installed: ``pip install 'deltaward[notebook]'``.
    TypeError, ValueError
        For arrays that are none; when the training begins, for samples that do not fit the
        network, more than 8, a network of more than 4 MB, or a title that is no text.

    Examples
    --------
    >>> from deltaward.notebook import Live
    >>> net.fit(x, y, epochs=30, callbacks=[Live(x[:3], y[:3])])
    """

    def __init__(self, x: npt.ArrayLike, y: npt.ArrayLike, *, title: str | None = None) -> None:
        from deltaward.notebook.widget import PageWidget

        self.samples = as_array(x, "x"), as_array(y, "y")
        self.title = title
        self.widget = PageWidget()
        self.budget = Budget(SHARE, INTERVAL)
        self._is_placed = False  # by whoever has it shown, and not by fit
        self._is_running = False

    def _repr_mimebundle_(self, **options: Any) -> Any:
        self._is_placed = True
        return self.widget._repr_mimebundle_(**options)

    def on_train_begin(self, logs: Logs) -> None:
        """Show the network as it is, and see whether the samples fit."""
        self.budget.start()
        self._send(f"before epoch 1 of {self.run.epochs}")
        self._is_running = True
        if not self._is_placed and _in_notebook():
            from IPython.display import display

            display(self.widget)

    def on_train_tick(self, batch: int, logs: Logs) -> None:
        """Show the network if it is time."""
        if self.budget.is_due:
            self._send(self._status(logs))

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Show the network if it is time: epochs may be too short for a tick."""
        if self.budget.is_due:
            self._send(self._status(logs))

    def on_train_end(self, logs: Logs) -> None:
        """Show the network as it was trained."""
        self._is_running = False
        self._send(f"trained: {self._status(logs)}")

    def close(self) -> None:
        """Show the network as it was left, by Ctrl-C or an error."""
        if self._is_running:
            self._is_running = False
            self._send(f"stopped: {self._status({})}")

    def _status(self, logs: Logs) -> str:
        run = self.run
        epoch = min(run.epoch + 1, run.epochs)
        figures = format_figures(logs)
        return f"epoch {epoch} of {run.epochs}, step {run.step:,}  {figures}".strip()

    def _send(self, status: str) -> None:
        with self.budget.spending():
            try:
                found = content(self.net, *self.samples, title=self.title, lab=False)
            except FloatingPointError:
                return  # The training has diverged, and ends with an error of its own.
            self.widget.show(found, status)


def _in_notebook() -> bool:
    """Say whether there is a kernel that shows widgets."""
    from IPython import get_ipython

    return getattr(get_ipython(), "kernel", None) is not None
