# SPDX-License-Identifier: MIT
"""A training run: its epochs, and what happens around them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from deltaward import _core, metrics, progress, schedules
from deltaward.callbacks import CallbackList, Checkpoint
from deltaward.history import History
from deltaward.inference import Inference
from deltaward.optimizers import RPROP, Optimizer
from deltaward.schedules.constant import Constant
from deltaward.training import figures_of, given, resuming
from deltaward.training.divergence import is_of, make_error, put_back
from deltaward.training.figures_of import Figures
from deltaward.training.recipe import Recipe
from deltaward.training.sources import Arrays, Batches

Rates = npt.NDArray[np.float64]

SHOWN_EVERY = 0.02  # seconds, as in the core


@dataclass(kw_only=True)
class Run:
    """One call of `deltaward.Network.fit`: what it was asked for, and how far it is.

    Callbacks see it as ``self.run``; its public attributes are those of `deltaward.callbacks.Run`.
    """

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
        self._settings: dict[str, Any] | None = None
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
    def learning_rate(self) -> float:
        """η of the next step; once set, it stays from there on."""
        return float(self._rates(1)[0])

    @learning_rate.setter
    def learning_rate(self, rate: float) -> None:
        if isinstance(self.optimizer, RPROP):
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

    def train(self) -> History:
        """Go through the epochs that are left."""
        with progress.reporter(self.verbose, self.epochs, self.samples) as self._shown:
            while self.epoch < self.epochs and not self.stopped:
                try:
                    figures = self._train_epoch()
                except FloatingPointError as error:
                    if not is_of(error, self.history) or not self.hooks.diverged(error):
                        raise
                    break
                if not self.samples:
                    self._shown.learn(self.progress.samples)
                self.epoch += 1
                self.progress = _core.Progress()
                self.stopping = False
                self._shown.finish(self.epoch, figures, self._rate)
                self.stopped = self.net.stop_training
                self._checkpoint("epochs", self.epoch)
        return self.history

    @property
    def settings(self) -> dict[str, Any]:
        """What has to be the same to go on from a checkpoint."""
        if self._settings is None:
            self._settings = resuming.settings_of(self)
        return self._settings

    def write_checkpoint(self, path: str | os.PathLike[str]) -> None:
        """Write all that is needed to go on from here."""
        resuming.write(self, path)

    def _checkpoint(self, unit: str, count: int) -> None:
        for checkpoint in self._checkpoints:
            checkpoint.after(unit, count)

    def _train_epoch(self) -> Figures:
        started = time.perf_counter()
        done_before = self.progress.samples
        self._went_on = self.progress.batches > 0
        if not self._went_on:
            self.hooks.on_epoch_begin(self.epoch, {})
        if isinstance(self.source, Arrays):
            self._pass_over_arrays(self.source)
        else:
            with put_back(self.net, self.history):
                self._pass_over_batches(self.source)
        trained = self.progress.samples - done_before
        self._rate = trained / max(time.perf_counter() - started, 1e-9)
        self.net._epochs_trained += 1
        figures = self._means()
        if self.validation is not None:
            figures |= figures_of.validate(self.net, self.validation, self.metrics)
        figures["learning_rate"] = self.last_rate
        figures["seconds"] = time.perf_counter() - started
        self.schedule.end_epoch(figures)
        self.history.append(figures)
        appended = set(figures)
        self.hooks.on_epoch_end(self.epoch, figures)
        self.history.complete(figures, appended)
        return figures

    def _pass_over_arrays(self, source: Arrays) -> None:
        self._has_accuracy = self.net._accuracy_means_something(source.data)
        if self.stopping:
            return
        left = self.steps_per_epoch - self.progress.batches
        self._advance(
            source.data,
            self._rates(left),
            self.recipe.core(self.net, source.weight),
            batch_size=self.batch_size,
            shuffle=bool(self.shuffle),
            block=source.block(self.shuffle),
            epoch=self.first_epoch + self.epoch,
            start=self.progress,
        )

    def _pass_over_batches(self, source: Batches) -> None:
        """Train on each mini-batch of an iterable, as an epoch of its own for the core."""
        recipe = self.recipe.core(self.net, 1.0)
        total, shown = self.progress, time.perf_counter()
        for batch in self._left_over(source):
            before = total
            self.net._check_own_cost(batch.x, batch.y, stacklevel=6)
            # The random numbers of dropout and noise are those of (epoch, mini-batch).
            number = (self.first_epoch + self.epoch) << 32 | before.batches
            self._advance(
                batch.data,
                self._rates(1),
                recipe,
                batch_size=len(batch.data),
                shuffle=False,
                block=0,
                epoch=number,
                start=_core.Progress(),
                before=before,
                # `put_back` does it for the epoch: a copy for each mini-batch doubled Adam's time.
                rollback=False,
            )
            total = self.progress
            # The core ticks only in mini-batches that take long.
            if time.perf_counter() - shown > SHOWN_EVERY:
                self._shown.update(self.epoch + 1, total.samples, self._means())
                shown = time.perf_counter()
            if self.net.stop_training:
                break
        if not total.samples:
            raise ValueError("x: no mini-batch in it; expected at least one pair (x, y)")

    def _left_over(self, source: Batches) -> Iterator[Arrays]:
        """Skip the mini-batches that were trained on before a checkpoint."""
        for i, batch in enumerate(source):
            self._has_accuracy = self.net._accuracy_means_something(batch.data)
            if self.stopping and i + 1 == self.progress.batches:
                return
            if i >= self.progress.batches:
                yield batch

    def _advance(
        self,
        data: _core.Dataset,
        rates: Rates,
        recipe: _core.Recipe,
        *,
        start: _core.Progress,
        before: _core.Progress | None = None,
        **order: Any,
    ) -> None:
        """Let the core train on data, and count what it did."""
        first_step = self.step
        self._coming = rates

        def note(done: _core.Progress) -> None:
            self.step = first_step + done.batches - start.batches
            self.progress = done if before is None else figures_of.add(before, done)

        def tick(done: _core.Progress) -> None:
            note(done)
            self._shown.update(self.epoch + 1, self.progress.samples, self._means())

        def after_batch(done: _core.Progress) -> bool:
            note(done)
            made = done.batches - start.batches
            self.last_rate, self._coming = float(rates[made - 1]), rates[made:]
            self.hooks.on_train_batch_end(self.progress.batches - 1, self._means())
            self._checkpoint("batches", self.step)
            return not self.net.stop_training

        result = self.net._core.train_epoch(
            data,
            rates,
            seed=self.seed,
            threads=self.threads or 0,
            recipe=recipe,
            start=start,
            tick=tick if self.verbose == 1 else None,
            after_batch=after_batch if self._comes_back else None,
            **order,
        )
        self._coming = np.empty(0)
        note(result.progress)
        made = result.progress.batches - start.batches
        if made:
            self.last_rate = float(rates[made - 1])
        if result.bad_layer is not None:
            none_yet = np.isnan(self.last_rate)
            raise make_error(
                result,
                epoch=self.epoch,
                step=self.step if result.bad_place == "cost" else self.step - 1,
                learning_rate=float(rates[0]) if none_yet else self.last_rate,
                back_to="the checkpoint" if self._went_on else "before that epoch",
                history=self.history,
            )

    @property
    def _comes_back(self) -> bool:
        """Whether something happens after each mini-batch."""
        return self.hooks.overrides_batch_hook or any(
            c.unit == "batches" for c in self._checkpoints
        )

    def _rates(self, count: int) -> Rates:
        rate = self.fixed_rate
        if rate is None and isinstance(self.schedule, Constant):
            rate = self.schedule.learning_rate
        if rate is not None:
            return np.full(count, rate)
        # A copy, for `learning_rate` may change it.
        return self.schedule.rates(self.step, count, self.span).copy()

    def _means(self) -> Figures:
        accuracy = self.progress.accuracy if self._has_accuracy else float("nan")
        return {"cost": self.progress.cost, "accuracy": accuracy}
