# SPDX-License-Identifier: MIT
"""Ending quietly what has diverged."""

from deltaward import arguments
from deltaward.callbacks import checks
from deltaward.callbacks.base import Callback, Logs


class TerminateOnNaN(Callback):
    """End a training that diverges without an error.

    `fit` looks for NaN and infinity itself, in each epoch: without this callback it raises
    FloatingPointError, with it the run ends as if it had been stopped early, and `History` holds
    the epochs before. Either way the network has the weights of the last good epoch.

    Parameters
    ----------
    verbose : {0, 1}
        1: say on standard error that and why it ended.

    Attributes
    ----------
    stopped : FloatingPointError or None
        The error that `fit` would have raised, with the place in its message.

    Raises
    ------
    TypeError, ValueError
        For a bad argument.
    """

    def __init__(self, verbose: int = 0) -> None:
        self.verbose = arguments.integer(verbose, "verbose", 0, 1)
        self.stopped: FloatingPointError | None = None

    def on_train_begin(self, logs: Logs) -> None:
        """Forget an earlier training."""
        self.stopped = None

    def diverged(self, error: FloatingPointError) -> None:
        """Take the error that `fit` does not raise then; `fit` calls this.

        Parameters
        ----------
        error : FloatingPointError
            What it would have raised.
        """
        # Without the traceback, which would keep the data of the training alive.
        self.stopped = error.with_traceback(None)
        self.net.stop_training = True
        if self.verbose:
            checks.say(f"the training ended: {error}")
