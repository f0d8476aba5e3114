# SPDX-License-Identifier: MIT
"""The figures of each epoch in a CSV file."""

import csv
import os
from contextlib import suppress
from typing import Any

import numpy as np

from deltaward import arguments
from deltaward.atomic import naming, to_path
from deltaward.callbacks import checks
from deltaward.callbacks.base import Callback, Logs


class CSVLogger(Callback):
    """Write a line for each epoch, and have it in the file as soon as the epoch ends.

    The columns are ``epoch``, counted from 0 as in Keras, and the figures of the first epoch, in
    their order. A figure that a later epoch lacks leaves its cell empty; one that only comes later
    is left out. Floats are written so that reading them gives the same bits. The file is open only
    while something is written.

    A training that is resumed goes on with the file, whatever `append` is: lines that were written
    after the checkpoint are cut off, for their epochs come again. A file that is not there is begun
    anew, with the epochs that are left.

    Parameters
    ----------
    path : path
        The file, in an existing folder.
    separator : str, default ","
        One character between the cells.
    append : bool, default False
        Go on with the file if it is there, in its columns. False: begin it anew.

    Raises
    ------
    TypeError, ValueError
        For a bad argument; in training, ValueError if the file to go on with was not written by a
        `CSVLogger` with this separator, or lacks a figure of this training.
    OSError
        In training, if the file can't be written, before the first epoch if it is so then.
    """

    def __init__(
        self, path: str | os.PathLike[str], separator: str = ",", append: bool = False
    ) -> None:
        self.path = to_path(path)
        if not isinstance(separator, str):
            raise TypeError(f"separator: {separator!r}; expected a str of one character")
        if len(separator) != 1 or separator in '"\r\n':
            raise ValueError(
                f"separator: {separator!r}; expected one character, no quote and no line end"
            )
        self.separator = separator
        self.append = arguments.boolean(append, "append")
        self._found: list[str] = []
        self._columns: list[str] = []

    def on_train_begin(self, logs: Logs) -> None:
        """Begin the file, or read the columns of the one to go on with."""
        self._found, self._columns = [], []
        goes_on = self.append or self.run.resumed
        with naming(self.path), self.path.open("ab" if goes_on else "wb"):
            pass
        if self.path.stat().st_size:
            self._found = self._header()
            self._end_last_line()

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Write the line, in a new file after the names of the columns."""
        rows: list[list[Any]] = []
        if not self._columns:
            self._columns = self._found or ["epoch", *(name for name in logs if name != "epoch")]
            if not self._found:
                rows.append(self._columns)
            missing = [name for name in logs if name not in self._columns]
            if missing:
                raise ValueError(
                    f"path: {str(self.path)!r} has no column for {', '.join(missing)}; expected "
                    "the file of a training with the same figures"
                )
        cells = {name: _cell(value) for name, value in logs.items()} | {"epoch": epoch}
        rows.append([cells.get(name, "") for name in self._columns])
        self._append(rows)

    def get_state(self) -> dict[str, Any]:
        """Return the length of the file in bytes, and its columns."""
        there = self.path.exists()
        return {
            "bytes": self.path.stat().st_size if there else 0,
            "columns": self._columns or self._found,
        }

    def set_state(self, state: dict[str, Any]) -> None:
        """Cut off what was written after `get_state`, to go on from there.

        Raises
        ------
        TypeError, ValueError
            If it is no such state, or the file is not that of the training.
        OSError
            If the file can't be written.
        """
        checks.state_keys(state, ("bytes", "columns"))
        length = arguments.integer(state["bytes"], "state: bytes", 0)
        columns = state["columns"]
        if not isinstance(columns, list) or not all(isinstance(name, str) for name in columns):
            raise ValueError(f"state: columns {columns!r}; expected a list of str")
        size = self.path.stat().st_size
        if size and self._header() != columns and columns:
            raise ValueError(
                f"path: {str(self.path)!r} has other columns than {', '.join(columns)}; expected "
                "the file of the training that is resumed"
            )
        # It is shorter if the power went off before the disk had all: what is there stays.
        if size > length:
            os.truncate(self.path, length)
        if min(size, length):
            self._found = columns
            self._end_last_line()

    def _append(self, rows: list[list[Any]]) -> None:
        """Add whole lines, or none where there is no room for them."""
        # Opened for each line: however the training ends, no file is left open.
        before = self.path.stat().st_size if self.path.exists() else 0
        try:
            with (
                naming(self.path),
                self.path.open("a", encoding="utf-8", newline="") as file,
            ):
                csv.writer(file, delimiter=self.separator, lineterminator="\n").writerows(rows)
        except OSError:
            with suppress(OSError):
                os.truncate(self.path, before)
            raise

    def _header(self) -> list[str]:
        try:
            with naming(self.path), self.path.open(encoding="utf-8-sig", newline="") as file:
                found = next(csv.reader(file, delimiter=self.separator))
        except (UnicodeDecodeError, csv.Error):
            found = []
        if found[:1] != ["epoch"] or len(found) < 2:
            raise ValueError(
                f"path: {str(self.path)!r} does not begin with names of columns, epoch first, "
                f"with {self.separator!r} between them; expected a file of CSVLogger"
            )
        return found

    def _end_last_line(self) -> None:
        """End a line that was cut off, so that the next one is not glued to it."""
        with naming(self.path), self.path.open("rb+") as file:
            file.seek(-1, os.SEEK_END)
            if file.read() != b"\n":
                file.write(b"\n")


def _cell(value: Any) -> Any:
    return repr(float(value)) if isinstance(value, (float, np.floating)) else value
