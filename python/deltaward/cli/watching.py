# SPDX-License-Identifier: MIT
"""What ``deltaward train`` does beside the training."""

from argparse import Namespace
from typing import Any

from deltaward.callbacks import (
    Callback,
    CallbackList,
    Checkpoint,
    CSVLogger,
    EarlyStopping,
    TensorBoard,
    checks,
)
from deltaward.callbacks.base import Logs
from deltaward.cli.errors import FailedError
from deltaward.cli.output import note, say_json


class Watching(Callback):
    """Tell and write the figures of each epoch, and remember how far the run came.

    All that writes figures is in this one callback: a checkpoint asks for the same callbacks again,
    and with or without a table of figures a run is the same.

    Attributes
    ----------
    headline : str
        What to say before the first epoch, once nothing is left that could be refused.
    begun : bool
        Whether all arguments of `fit` were found good.
    epochs : int
        How many were finished here.
    """

    def __init__(self, given: Namespace) -> None:
        self.headline = ""
        self.begun = False
        self.epochs = 0
        self._json = given.json
        self._table: CSVLogger | None = None
        if given.csv is not None:
            self._table = CSVLogger(given.csv, append=given.resume is not None)
        writers: list[Callback] = [] if self._table is None else [self._table]
        if given.tensorboard is not None:
            try:
                writers.append(TensorBoard(given.tensorboard))
            except ImportError as error:
                raise FailedError(f"--tensorboard: {error}") from error
        self._writers = CallbackList(writers)

    def on_train_begin(self, logs: Logs) -> None:
        """Open what is written."""
        self.begun = True
        self._writers.set_run(self.run)
        try:
            self._writers.on_train_begin(logs)
        except ValueError as error:  # of a table to go on with
            raise FailedError(f"--csv: {str(error).removeprefix('path: ')}") from error
        if self.headline:
            note(self.headline)

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Write and tell the figures."""
        try:
            self._writers.on_epoch_end(epoch, logs)
        except ValueError as error:
            raise FailedError(f"--csv: {str(error).removeprefix('path: ')}") from error
        if self._json:
            say_json({"event": "epoch", "epoch": epoch + 1} | logs)
        self.epochs += 1

    def on_train_end(self, logs: Logs) -> None:
        """Tell the others."""
        self._writers.on_train_end(logs)

    def get_state(self) -> dict[str, Any]:
        """Return where the table ends, None without one."""
        return {"table": None if self._table is None else self._table.get_state()}

    def set_state(self, state: dict[str, Any]) -> None:
        """Go on with the table from there; without a place, at its end."""
        checks.state_keys(state, ("table",))
        if self._table is None or state["table"] is None:
            return
        try:
            self._table.set_state(state["table"])
        except ValueError as error:
            raise FailedError(f"--csv: {str(error).removeprefix('path: ')}") from error

    def close(self) -> None:
        """Close what is written."""
        self._writers.close()


def make(given: Namespace) -> tuple[Watching, EarlyStopping | None, list[Callback]]:
    """Return the callbacks that options ask for, the first two also by themselves.

    Raises
    ------
    FailedError
        If what writes for TensorBoard is not installed.
    """
    watching = Watching(given)
    callbacks: list[Callback] = [watching]
    stopping = None
    if given.early_stopping is not None:
        stopping = EarlyStopping(
            patience=given.early_stopping,
            restore_best_weights=True,
            verbose=0 if given.quiet or given.json else 1,
        )
        callbacks.append(stopping)
    if given.checkpoint is not None:
        callbacks.append(Checkpoint(given.checkpoint))
    return watching, stopping, callbacks
