# SPDX-License-Identifier: MIT
"""All that `deltaward.Network.fit` needs, by one import: each takes microseconds at every call."""

import os

from deltaward import optimizers, schedules
from deltaward.callbacks import CallbackList
from deltaward.history import History
from deltaward.inference import Inference

# Imported by their names later, in `fit`: here that happens while no fork can come between.
from deltaward.optimizers import adaptive, descent  # noqa: F401
from deltaward.schedules import given as _  # noqa: F401
from deltaward.schedules.constant import Constant
from deltaward.training import given, provenance, recipe, sources
from deltaward.training.importing import importing
from deltaward.training.run import Run

__all__ = ["CallbackList", "Run", "given", "optimizers", "recipe", "schedules", "train"]


def train(net: Inference, run: Run, resume_from: str | os.PathLike[str] | None) -> History:
    """Go through a run, from its beginning or from a checkpoint."""
    given.check_rate(net, getattr(run.schedule, "learning_rate", 0.0))  # some have only a formula
    if run.epochs and not isinstance(run.schedule, Constant):
        run.schedule.check(run.span, run.figures())
    run.hooks.check_figures(run.figures())
    if isinstance(run.source, sources.Arrays):
        net._check_own_cost(run.source.x, run.source.y, stacklevel=3)
    with given.Busy(net), run.hooks:
        net.stop_training = False
        run.hooks.set_run(run)
        run.schedule.start()
        if resume_from is None:
            run.hooks.on_train_begin({})
            net._use_optimizer(run.optimizer)
        else:
            with importing:
                from deltaward.training import resuming
            resuming.check(run, resume_from)
            run.hooks.on_train_begin({})
            resuming.go_on(run, resume_from)
        if run.epochs and run.span.steps != 1:
            net._provenance = provenance.of(run)
        history = run.train()
        run.hooks.on_train_end(history._last())
    return history
