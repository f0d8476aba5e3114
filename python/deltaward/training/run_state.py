# SPDX-License-Identifier: MIT
"""A training run without its loop: what it was asked for, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deltaward import _core, metrics, progress, schedules
from deltaward.callbacks import CallbackList, Checkpoint
from deltaward.history import History
from deltaward.inference import Inference
from deltaward.optimizers import Optimizer
from deltaward.schedules.constant import Constant
from deltaward.training import figures_of, given
from deltaward.training.recipe import Recipe
from deltaward.training.sources import Arrays, Batches

Rates = npt.NDArray[np.float64]


@dataclass(kw_only=True)
class RunState:
    """One call of `deltaward.Network.fit`: what it was asked for, and how far it is."""

    net: Inference
    source: Arrays | Batches
    epochs: int
    batch_size: int
    optimizer: Optimizer
    schedule: schedules.Schedule
    recipe: Recipe
    validation: Arrays | None
    metrics: Sequence[metrics.Metric]
    hooks: CallbackList
    shuffle: bool | str
    seed: int
    first_epoch: int  # of all that the network was trained for
    threads: int | None
    verbose: int
    resumed: bool = False  # from a checkpoint

    def __post_init__(self) -> None:
        self.history = History()
        self.epoch = 0  # the present one, counted from 0
        self.progress = _core.Progress()  # within it
        self.step = 0  # mini-batches so far
        self.stopped = False
        self.stopping = False  # asked for before the checkpoint in the middle of this epoch
        self.fixed_rate: float | None = None  # from then on, instead of the schedule's
        self.last_rate = float("nan")
        self._rate = 0.0  # samples trained on in a second of this epoch
        self._has_accuracy = True
        self._went_on = False  # in the middle of this epoch
        self._coming = np.empty(0)  # rates of the steps that the core is about to make
        self._checkpoints = [c for c in self.hooks if isinstance(c, Checkpoint)]
        self._shown = progress.reporter(0, self.epochs, self.samples)

    @property
    def samples(self) -> int:
        """Samples of an epoch; 0 where the source does not say."""
        return self.source.samples if isinstance(self.source, Arrays) else 0

    @property
    def steps_per_epoch(self) -> int:
        """Mini-batches of an epoch; 0 where the source does not say."""
        return -(-self.samples // self.batch_size)

    @property
    def span(self) -> schedules.Span:
        """What schedules are told."""
        return schedules.Span(self.epochs * self.steps_per_epoch, self.steps_per_epoch)

    @property
    def order(self) -> bool | str:
        """How an epoch is shuffled: as asked for, or "blocks" if the data is in a mapped file."""
        blocks = isinstance(self.source, Arrays) and self.source.block(self.shuffle) > 0
        return "blocks" if blocks else self.shuffle

    @property
    def metric_names(self) -> list[str]:
        """What is measured on the validation data."""
        return [metric.name for metric in self.metrics]

    @property
    def callback_names(self) -> list[str]:
        """The classes of the callbacks."""
        return [type(callback).__name__ for callback in self.hooks]

    @property
    def learning_rate(self) -> float:
        """η of the next step; once set, it stays from there on."""
        return float(self._rates(1)[0])

    @learning_rate.setter
    def learning_rate(self, rate: float) -> None:
        if self.optimizer.rule == "rprop":
            raise ValueError(
                f"learning_rate: {rate!r} during a training with RPROP, whose steps change by "
                "themselves; expected another optimizer"
            )
        fixed = schedules.resolve(rate)
        if not isinstance(fixed, Constant):
            raise TypeError(f"learning_rate: {rate!r}; expected a number")
        given.check_rate(self.net, fixed.learning_rate)
        self.fixed_rate = fixed.learning_rate
        self._coming[:] = self.fixed_rate

    def figures(self) -> list[str]:
        """Return the names of the figures of an epoch."""
        return figures_of.names(None if self.validation is None else self.metrics)

    def _rates(self, count: int) -> Rates:
        rate = self.fixed_rate
        if rate is None and isinstance(self.schedule, Constant):
            rate = self.schedule.learning_rate
        if rate is not None:
            rates = np.empty(count)
            rates.fill(rate)
            return rates
        # A copy, for `learning_rate` may change it.
        return self.schedule.rates(self.step, count, self.span).copy()
