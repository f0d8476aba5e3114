# SPDX-License-Identifier: MIT
"""The bar of `fit`, moved once an epoch."""

from deltaward import progress
from deltaward.callbacks.base import Callback, Logs


class ProgressBar(Callback):
    """Show a bar over all epochs on standard error, moved at the end of each.

    ``fit(verbose=1)`` shows the same bar and moves it within the epochs too; there this one shows
    nothing.
    """

    def __init__(self) -> None:
        self._bar: progress.Silent | None = None

    def on_train_begin(self, logs: Logs) -> None:
        """Show the empty bar, unless `fit` shows its own."""
        own = 0 if self.run.verbose == 1 else 1
        self._bar = progress.reporter(own, self.run.epochs, self.run.samples)

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Move the bar to the end of the epoch."""
        assert self._bar is not None
        # A rate of 0.00003 would read as 0.0000 beside the figures.
        self._bar.finish(epoch + 1, {k: v for k, v in logs.items() if k != "learning_rate"})

    def close(self) -> None:
        """Leave the last state of the bar on its line."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None
