# SPDX-License-Identifier: MIT
"""Files that TensorBoard reads, through whichever library for them is installed."""

import os
import platform
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from deltaward.atomic import naming
from deltaward.base import Array

BINS = 30  # what TensorBoard draws
MISSING = (
    "TensorBoard: neither tensorboardX nor tensorboard is installed; expected one of them: "
    "pip install 'deltaward[tensorboard]'"
)


def _of_tensorboardx() -> tuple[Callable[[Path], Any], Any, Any]:
    # Its SummaryWriter hands events to a thread. A full disk ends the thread, and once ten events
    # are queued the next blocks the training (seen with 2.6.5 on /dev/full). So records are
    # written and flushed in place, and OSError reaches the caller.
    records = import_module("tensorboardX").RecordWriter
    event = import_module("tensorboardX.proto.event_pb2").Event
    return lambda path: records(str(path)), event, import_module("tensorboardX.proto.summary_pb2")


def _of_tensorboard() -> tuple[Callable[[Path], Any], Any, Any]:
    records = import_module("tensorboard.summary.writer.record_writer").RecordWriter
    event = import_module("tensorboard.compat.proto.event_pb2").Event
    summary = import_module("tensorboard.compat.proto.summary_pb2")
    return lambda path: records(path.open("wb")), event, summary


def load_library() -> tuple[Callable[[Path], Any], Any, Any]:
    """Find what event files are written with.

    Returns
    -------
    tuple
        A function that opens a file of records, the class of an event, the module of summaries.

    Raises
    ------
    ImportError
        If neither tensorboardX nor tensorboard is installed.
    """
    for find in (_of_tensorboardx, _of_tensorboard):
        try:
            return find()
        except ImportError:
            continue
    raise ImportError(MISSING)


class EventFile:
    """A new event file in a folder: what TensorBoard calls a run.

    Parameters
    ----------
    folder : Path
        Made if it is not there.

    Raises
    ------
    ImportError
        If neither tensorboardX nor tensorboard is installed.
    OSError
        If the file can't be written.
    """

    def __init__(self, folder: Path) -> None:
        opened, self._event, self._summary = load_library()
        folder.mkdir(parents=True, exist_ok=True)
        # TensorBoard reads the files of a folder in the order of their names: the time first. The
        # random end keeps two trainings of one second apart.
        name = f"{int(time.time()):010d}.{platform.node()}.{os.getpid()}.{os.urandom(4).hex()}"
        self._path = folder / f"events.out.tfevents.{name}"
        self._records = opened(self._path)
        self._write(file_version="brain.Event:2")

    def _write(self, **fields: Any) -> None:
        with naming(self._path):
            self._records.write(self._event(wall_time=time.time(), **fields).SerializeToString())

    def scalars(self, figures: dict[str, float], step: int) -> None:
        """Write one value for each name; TensorBoard holds them as float32."""
        values = [self._summary.Summary.Value(tag=k, simple_value=v) for k, v in figures.items()]
        self._write(step=step, summary=self._summary.Summary(value=values))

    def histogram(self, tag: str, values: Array, step: int) -> None:
        """Write how the values of an array of any shape are spread."""
        flat = values.ravel().astype(np.float64)
        low, high = flat.min(), flat.max()
        # Bins around a single value would be wider than what they hold.
        counts, edges = np.histogram(flat, bins=BINS if low < high else [low, high])
        proto = self._summary.HistogramProto(
            min=low,
            max=high,
            num=flat.size,
            sum=flat.sum(),
            sum_squares=flat @ flat,
            bucket_limit=edges[1:],
            bucket=counts,
        )
        value = self._summary.Summary.Value(tag=tag, histo=proto)
        self._write(step=step, summary=self._summary.Summary(value=[value]))

    def flush(self) -> None:
        """Let a reader see all that was written."""
        with naming(self._path):
            self._records.flush()

    def close(self) -> None:
        """Close the file."""
        with naming(self._path):
            self._records.close()
