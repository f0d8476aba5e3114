# SPDX-License-Identifier: MIT
"""The hooks of a training run, and what they may know of it."""

from collections.abc import Collection
from pathlib import Path
from typing import Any, Protocol

from deltaward.callbacks import checks
from deltaward.history import History

Logs = dict[str, float]


class Run(Protocol):
    """A call of `deltaward.Network.fit`, as its callbacks see it in ``self.run``."""

    @property
    def learning_rate(self) -> float:
        """η of the next step.

        Set it, in `Callback.on_epoch_begin` for instance, and it stays at that from then on.
        """
        ...

    @learning_rate.setter
    def learning_rate(self, rate: float) -> None: ...

    @property
    def net(self) -> Any:
        """The network that is trained."""
        ...

    @property
    def epochs(self) -> int:
        """Passes over the data that were asked for."""
        ...

    @property
    def samples(self) -> int:
        """Samples trained on in an epoch, those kept for validation left out."""
        ...

    @property
    def batch_size(self) -> int:
        """Samples of a mini-batch; the last of an epoch may be smaller."""
        ...

    @property
    def steps_per_epoch(self) -> int:
        """Mini-batches of an epoch."""
        ...

    @property
    def epoch(self) -> int:
        """The present epoch, counted from 0."""
        ...

    @property
    def step(self) -> int:
        """Mini-batches trained on so far, in all epochs."""
        ...

    @property
    def resumed(self) -> bool:
        """Whether it goes on from a checkpoint: `Callback.set_state` comes before any epoch."""
        ...

    @property
    def verbose(self) -> int:
        """As given to `fit`: 0, 1 or 2."""
        ...

    @property
    def history(self) -> History:
        """The figures so far; in `Callback.on_epoch_end` with those of that epoch."""
        ...

    def figures(self) -> list[str]:
        """Return the names of the figures of an epoch, those that callbacks add left out."""
        ...

    def write_checkpoint(self, path: Path) -> None:
        """Write all that is needed to go on from here, for `Checkpoint`."""
        ...


class Callback:
    """Derive from this and override the hooks that you need; each does nothing here.

    ``self.net.stop_training = True`` in a hook ends the training after the present mini-batch or
    epoch. An error raised in a hook reaches the caller of `fit` as it is.

    Attributes
    ----------
    run : Run
        Set before `on_train_begin`.

    Examples
    --------
    >>> class StopWhenGood(Callback):
    ...     def on_epoch_end(self, epoch, logs):
    ...         if logs["val_accuracy"] >= 0.98:
    ...             self.net.stop_training = True
    """

    run: Run

    @property
    def net(self) -> Any:
        """The network that is trained."""
        return self.run.net

    @property
    def model(self) -> Any:
        """The same as `net`, by Keras' name."""
        return self.run.net

    def on_train_begin(self, logs: Logs) -> None:
        """Come before the first epoch.

        Parameters
        ----------
        logs : dict
            Empty.
        """

    def on_train_end(self, logs: Logs) -> None:
        """Come after the last epoch, also of a training that was stopped early.

        It does not come if a hook raised, or on Ctrl-C; `close` comes in any case.

        Parameters
        ----------
        logs : dict of float
            The figures of the last epoch.
        """

    def on_epoch_begin(self, epoch: int, logs: Logs) -> None:
        """Come before each epoch.

        Parameters
        ----------
        epoch : int
            Counted from 0.
        logs : dict
            Empty.
        """

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Come after each epoch.

        Parameters
        ----------
        epoch : int
            Counted from 0.
        logs : dict of float
            The figures of `deltaward.History` for this epoch. What a callback adds to them, the
            callbacks after it find there.
        """

    def on_train_batch_end(self, batch: int, logs: Logs) -> None:
        """Come after each mini-batch; overriding this slows the training down.

        Parameters
        ----------
        batch : int
            Counted from 0 in each epoch.
        logs : dict of float
            ``cost`` and ``accuracy``, means of the epoch so far.
        """

    def on_train_tick(self, batch: int, logs: Logs) -> None:
        """Come now and then within an epoch, between two mini-batches at least 20 ms apart.

        The core looks up then in any case, so overriding this costs no more than what it does.
        ``stop_training`` set here ends the training after the present epoch.

        Parameters
        ----------
        batch : int
            The last mini-batch, counted from 0 in each epoch.
        logs : dict of float
            ``cost`` and ``accuracy``, means of the epoch so far.
        """

    def check_figures(self, figures: Collection[str]) -> None:
        """Come before all hooks, to raise now what would otherwise raise after an epoch.

        It does not come where a callback before this one may add figures: one whose
        `on_epoch_end` is not of this package.

        Parameters
        ----------
        figures : collection of str
            The names of the figures that `on_epoch_end` will be given.

        Raises
        ------
        ValueError
            If a figure that the callback needs is not among them.
        """

    def __getstate__(self) -> dict[str, Any]:
        """Hold the callback for `pickle` and `copy`, without the run: that stays where it is."""
        return {name: value for name, value in vars(self).items() if name != "run"}

    def close(self) -> None:
        """Come last, however the training ended: the place to close files.

        It may come twice, and without `on_train_begin` before it.
        """

    def get_settings(self) -> dict[str, Any]:
        """Return what it was made with that has to be the same to go on from a checkpoint.

        A training is resumed only with callbacks of the same classes and settings. What does not
        change its course, like a path or how much is said, is left out.

        Returns
        -------
        dict
            Values that JSON can hold.
        """
        return {}

    def get_state(self) -> dict[str, Any]:
        """Return what `set_state` needs to go on, for a training that is resumed.

        Returns
        -------
        dict
            Values that JSON can hold, NumPy arrays, or lists of NumPy arrays.
        """
        return {}

    def set_state(self, state: dict[str, Any]) -> None:
        """Go on from what `get_state` returned; comes after `on_train_begin`.

        Raises
        ------
        ValueError
            If it is not a state of such a callback.
        """
        checks.state_keys(state, ())
