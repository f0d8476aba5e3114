# SPDX-License-Identifier: MIT
"""Stopping when it gets no better."""

from typing import Any

import numpy as np

from deltaward import arguments
from deltaward.base import Array
from deltaward.callbacks import checks
from deltaward.callbacks.base import Logs
from deltaward.callbacks.monitor import MonitorCallback, number_or_none


class EarlyStopping(MonitorCallback):
    """Stop the training when a figure has stopped improving, exactly as Keras does.

    Parameters
    ----------
    monitor : str, default "val_cost"
        The figure, by its name in `deltaward.History`.
    min_delta : float, default 0
        By how much it has to be better to count as better; the sign is left away.
    patience : int, default 0
        Epochs without improvement after which the training stops; with 0 and with 1 the first
        of them stops it, but never the very first epoch, which is the best so far.
    mode : {"auto", "min", "max"}
        Whether less or more of the figure is better; auto tells by its name.
    baseline : float, optional
        Only an epoch that beats this, and the best before it, starts the patience anew.
    start_from_epoch : int, default 0
        Epochs before this one, counted from 0, are not looked at.
    restore_best_weights : bool, default False
        Put the weights of the best epoch back at the end of the training, stopped early or not.
        Without an epoch that beats `baseline`, the best epoch all the same.
    verbose : {0, 1}
        1: say on standard error when it stops and what is put back.

    Attributes
    ----------
    wait : int
        Epochs since the last improvement.
    best : float or None
        The best value. A NaN is no improvement, but as the first value it is the best, and then
        none is better.
    best_epoch, stopped_epoch : int
        Counted from 0; `stopped_epoch` stays 0 if it did not stop.
    best_weights : list of arrays or None
        Copies of the weights, then of the biases, of the best epoch.

    Raises
    ------
    TypeError, ValueError
        For a bad argument; in training, ValueError if there is no such figure.
    """

    def __init__(
        self,
        monitor: str = "val_cost",
        min_delta: float = 0.0,
        patience: int = 0,
        *,
        mode: str = "auto",
        baseline: float | None = None,
        start_from_epoch: int = 0,
        restore_best_weights: bool = False,
        verbose: int = 0,
    ) -> None:
        super().__init__(monitor, mode, min_delta)
        self.patience = arguments.integer(patience, "patience", 0)
        self.baseline = None if baseline is None else checks.finite(baseline, "baseline")
        self.start_from_epoch = arguments.integer(start_from_epoch, "start_from_epoch", 0)
        self.restore_best_weights = arguments.boolean(restore_best_weights, "restore_best_weights")
        self.verbose = arguments.integer(verbose, "verbose", 0, 1)
        self._reset()

    def _reset(self) -> None:
        self.wait = 0
        self.best: float | None = None
        self.best_epoch = 0
        self.stopped_epoch = 0
        self.best_weights: list[Array] | None = None

    def on_train_begin(self, logs: Logs) -> None:
        """Forget an earlier training."""
        self._reset()

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Look at the figure."""
        current = self._current(logs)
        if epoch < self.start_from_epoch:
            return
        self.wait += 1
        if self._improves(current, self.best):
            self.best = current
            self._keep(epoch)
            if self.baseline is None or self._improves(current, self.baseline):
                self.wait = 0
            return
        if self.wait >= self.patience:
            self.stopped_epoch = epoch
            self.net.stop_training = True

    def _keep(self, epoch: int) -> None:
        self.best_epoch = epoch
        if self.restore_best_weights:
            self.best_weights = [own.copy() for own in self._parameters()]

    def _parameters(self) -> tuple[Array, ...]:
        parameters: tuple[Array, ...] = self.net.weights + self.net.biases
        return parameters

    def on_train_end(self, logs: Logs) -> None:
        """Put the best weights back."""
        if self.verbose and self.stopped_epoch:
            checks.say(
                f"epoch {self.stopped_epoch + 1}: stopped, for {self.monitor} has not improved "
                f"since epoch {self.best_epoch + 1}"
            )
        if self.best_weights is None:
            return
        for own, kept in zip(self._parameters(), self.best_weights, strict=True):
            own[:] = kept
        if self.verbose:
            checks.say(f"the weights of epoch {self.best_epoch + 1} are put back")

    def get_settings(self) -> dict[str, Any]:
        """Return all arguments but verbose; see `Callback.get_settings`."""
        return super().get_settings() | {
            "patience": self.patience,
            "baseline": self.baseline,
            "start_from_epoch": self.start_from_epoch,
            "restore_best_weights": self.restore_best_weights,
        }

    def get_state(self) -> dict[str, Any]:
        """Return the attributes; `best_weights` as a list of arrays or None."""
        return {
            "wait": self.wait,
            "best": self.best,
            "best_epoch": self.best_epoch,
            "stopped_epoch": self.stopped_epoch,
            "best_weights": self.best_weights and [kept.copy() for kept in self.best_weights],
        }

    def set_state(self, state: dict[str, Any]) -> None:
        """Go on from what `get_state` returned; comes after `on_train_begin`.

        Raises
        ------
        TypeError, ValueError
            If it is no such state, or of a network with other layers.
        """
        checks.state_keys(state, self.get_state())
        counts = {
            name: arguments.integer(state[name], f"state: {name}", 0)
            for name in ("wait", "best_epoch", "stopped_epoch")
        }
        best = number_or_none(state["best"], "best")
        weights = state["best_weights"]
        if weights is not None:
            weights = [np.array(kept) for kept in weights]
            shapes = [own.shape for own in self._parameters()]
            if [kept.shape for kept in weights] != shapes:
                raise ValueError(
                    f"state: best_weights of shapes {[kept.shape for kept in weights]}; "
                    f"expected {shapes}"
                )
        self.wait, self.best_epoch, self.stopped_epoch = counts.values()
        self.best, self.best_weights = best, weights
