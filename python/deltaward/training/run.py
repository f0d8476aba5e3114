# SPDX-License-Identifier: MIT
"""A training run: its epochs, and what happens around them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np

from deltaward import _core, progress
from deltaward.history import History
from deltaward.training import figures_of
from deltaward.training.divergence import is_of, make_error, put_back
from deltaward.training.figures_of import Figures
from deltaward.training.importing import importing
from deltaward.training.run_state import Rates, RunState
from deltaward.training.sources import Arrays, Batches

SHOWN_EVERY = 0.02  # seconds, as in the core


class Run(RunState):
    """The loop over the epochs of a call of `deltaward.Network.fit`.

    Callbacks see it as ``self.run``; its public attributes are those of `deltaward.callbacks.Run`.
    """

    @cached_property
    def settings(self) -> dict[str, Any]:
        """What has to be the same to go on from a checkpoint."""
        with importing:
            from deltaward.training.resuming import settings_of
        return settings_of(self)

    @cached_property
    def _core_recipe(self) -> _core.Recipe:
        return self.recipe.core(self.net, self.source.weight or 1.0)

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

    def write_checkpoint(self, path: str | os.PathLike[str]) -> None:
        """Write all that is needed to go on from here."""
        with importing:  # it reads and writes files; most trainings do not
            from deltaward.training.resuming import write
        write(self, path)

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
        if self.hooks:
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
            self._core_recipe,
            batch_size=self.batch_size,
            shuffle=bool(self.shuffle),
            block=source.block(self.shuffle),
            epoch=self.first_epoch + self.epoch,
            start=self.progress,
        )

    def _pass_over_batches(self, source: Batches) -> None:
        """Train on each mini-batch of an iterable, as an epoch of its own for the core."""
        recipe = self._core_recipe
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
                self._tick(total)
                shown = time.perf_counter()
            if self.net.stop_training:
                break
        if not total.samples:
            raise ValueError("x: no mini-batch in it; expected at least one pair (x, y)")

    def _left_over(self, source: Batches) -> Iterator[Arrays]:
        """Skip the mini-batches that were trained on before a checkpoint."""
        read = 0
        try:
            for batch in source:
                read += 1
                self._has_accuracy = self.net._accuracy_means_something(batch.data)
                if self.stopping and read == self.progress.batches:
                    return
                if read > self.progress.batches:
                    yield batch
        except Exception as error:
            error.add_note(
                f"That was mini-batch {read}, counted from 0, in epoch {self.epoch + 1}; the "
                f"network has the weights after the {self.progress.batches} before it"
            )
            raise

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
            self._tick(self.progress)

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
            tick=tick if self.verbose == 1 or self.hooks.overrides_tick_hook else None,
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

    def _tick(self, done: _core.Progress) -> None:
        means = self._means()
        self._shown.update(self.epoch + 1, done.samples, means)
        self.hooks.on_train_tick(done.batches - 1, means)

    @property
    def _comes_back(self) -> bool:
        """Whether something happens after each mini-batch."""
        return self.hooks.overrides_batch_hook or any(
            c.unit == "batches" for c in self._checkpoints
        )

    def _means(self) -> Figures:
        accuracy = self.progress.accuracy if self._has_accuracy else float("nan")
        return {"cost": self.progress.cost, "accuracy": accuracy}
