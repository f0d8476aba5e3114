# SPDX-License-Identifier: MIT
"""A learning rate that a function chooses for each epoch."""

from collections.abc import Callable
from typing import Any

from deltaward import arguments
from deltaward.callbacks import checks
from deltaward.callbacks.base import Callback, Logs


class LearningRateScheduler(Callback):
    """Ask a function for the learning rate at the begin of each epoch.

    Parameters
    ----------
    function : callable
        ``function(epoch, learning_rate)`` gets the epoch, counted from 0, and the present η, and
        returns the η of this epoch: a finite number, not negative.
    verbose : {0, 1}
        1: say on standard error what it becomes.

    Raises
    ------
    TypeError, ValueError
        For a bad argument, or in training for a bad return value.
    """

    def __init__(self, function: Callable[[int, float], float], verbose: int = 0) -> None:
        if not callable(function):
            raise TypeError(
                f"function: {type(function).__name__}; expected a function(epoch, learning_rate)"
            )
        self.function = function
        self.verbose = arguments.integer(verbose, "verbose", 0, 1)

    def get_settings(self) -> dict[str, Any]:
        """Return the name of the function, all that can be told of it."""
        # Not its repr, which may hold an address and so differ from run to run.
        return {"function": getattr(self.function, "__qualname__", type(self.function).__name__)}

    def on_epoch_begin(self, epoch: int, logs: Logs) -> None:
        """Set the learning rate."""
        returned = self.function(epoch, self.run.learning_rate)
        rate = checks.finite(returned, f"function: at epoch {epoch} its return value")
        if rate < 0:
            raise ValueError(
                f"function: at epoch {epoch} its return value: {rate}; expected at least 0"
            )
        self.run.learning_rate = rate
        if self.verbose:
            checks.say(f"epoch {epoch + 1}: learning rate {rate:.4g}")
