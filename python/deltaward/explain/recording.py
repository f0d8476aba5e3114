# SPDX-License-Identifier: MIT
"""Traces along a training run."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy.typing as npt

from deltaward import arguments
from deltaward.callbacks import Callback
from deltaward.callbacks.base import Logs
from deltaward.callbacks.given import checked

if TYPE_CHECKING:
    from deltaward.explain.trace import BackpropTrace


class Recorded(NamedTuple):
    """A trace and when it was made.

    Attributes
    ----------
    epoch : int
        Counted from 0: that of the last step before the trace.
    step : int
        Mini-batches trained on before the trace, since the begin of the run; 0: none yet.
    trace : BackpropTrace
        Of the samples that are watched, with the weights after that step.
    """

    epoch: int
    step: int
    trace: "BackpropTrace"


class Trace(Callback):
    """Trace the same samples again and again while a network is trained.

    Give it to ``net.fit(..., record=...)``. It holds the trace before the first step and one after
    every so many, as a sequence of `Recorded`. Training comes to the same bits as without it.

    Parameters
    ----------
    every : int, default 1
        How many mini-batches, or epochs, lie between two traces.
    samples : (x, y)
        What is traced, as in `deltaward.Network.trace`; a few samples are enough to see δ move.
    unit : {"batches", "epochs"}, default "batches"
        What `every` counts. With "batches" the loop comes back to Python after each mini-batch,
        which small networks feel.

    Attributes
    ----------
    steps, epochs : list of int
        Those of the traces.
    traces : list of BackpropTrace
        The traces themselves.

    Raises
    ------
    TypeError, ValueError
        For a bad argument; for samples that do not fit the network when the training begins.

    Notes
    -----
    Each trace holds the weights and their gradient: of 784-30-10 in float32 about 200 kB, so a
    thousand of them are 200 MB (`nbytes` tells). A new run begins a new record; one that goes on
    from a checkpoint records what comes after it.

    Examples
    --------
    >>> record = dw.Trace(every=100, samples=(x[:1], y[:1]))
    >>> net.fit(x, y, record=record)
    >>> [float(abs(trace.layers[0].delta).max()) for trace in record.traces]
    """

    def __init__(
        self, every: int = 1, *, samples: tuple[npt.ArrayLike, npt.ArrayLike], unit: str = "batches"
    ) -> None:
        self.every = arguments.integer(every, "every", 1)
        self.unit = arguments.choice(unit, "unit", ("batches", "epochs"))
        if not isinstance(samples, (tuple, list)) or len(samples) != 2:
            raise TypeError(f"samples: {_kind(samples)}; expected a pair (x, y)")
        self.samples = samples[0], samples[1]
        self._records: list[Recorded] = []
        if self.unit == "batches":
            # Overridden in these alone: a batch hook costs time.
            setattr(self, "on_train_batch_end", self._after_batch)  # noqa: B010

    @property
    def steps(self) -> list[int]:
        """Mini-batches before each trace."""
        return [record.step for record in self._records]

    @property
    def epochs(self) -> list[int]:
        """The epoch of each trace, counted from 0."""
        return [record.epoch for record in self._records]

    @property
    def traces(self) -> "list[BackpropTrace]":
        """The traces in their order."""
        return [record.trace for record in self._records]

    @property
    def nbytes(self) -> int:
        """Bytes of all traces."""
        return sum(record.trace.nbytes for record in self._records)

    def __len__(self) -> int:
        return len(self._records)

    def __getitem__(self, index: int) -> Recorded:
        return self._records[index]

    def __iter__(self) -> Iterator[Recorded]:
        return iter(self._records)

    def __repr__(self) -> str:
        size = f"{self.nbytes / 1e6:.1f} MB"
        return f"<Trace every {self.every} {self.unit}: {len(self)} traces, {size}>"

    def _repr_html_(self) -> str:
        from deltaward.explain.recording_table import as_html

        return as_html(self)

    def on_train_begin(self, logs: Logs) -> None:
        """Begin a new record, and see whether the samples fit the network."""
        self.net._core.dataset(*self.samples, None, "samples[0]", "samples[1]")
        self._records = []

    def on_epoch_begin(self, epoch: int, logs: Logs) -> None:
        """Record before the first step."""
        if not self._records:
            self._record()

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Record after so many epochs."""
        if self.unit == "epochs" and (epoch + 1) % self.every == 0:
            self._record()

    def _after_batch(self, batch: int, logs: Logs) -> None:
        if self.run.step % self.every == 0:
            self._record()

    def _record(self) -> None:
        self._records.append(Recorded(self.run.epoch, self.run.step, self.net.trace(*self.samples)))


def with_record(callbacks: Iterable[Callback] | Callback | None, record: Any) -> list[Callback]:
    """Return the callbacks of a run with its record behind them, or raise naming what is none."""
    if not isinstance(record, Trace):
        raise TypeError(f"record: {_kind(record)}; expected a deltaward.Trace or None")
    return [*checked(callbacks), record]


def _kind(thing: Any) -> str:
    if isinstance(thing, type):
        return f"the class {thing.__name__}"
    length = f" of {len(thing)}" if isinstance(thing, (tuple, list)) else ""
    return f"{type(thing).__name__}{length}"
