# SPDX-License-Identifier: MIT
"""A training that goes on after whatever happens to it."""

import os

from deltaward import arguments
from deltaward.atomic import to_path
from deltaward.callbacks.base import Callback, Logs


class Checkpoint(Callback):
    """Write all that a training needs to go on, for ``fit(..., resume=path)``.

    The file holds the network, what the optimizer remembers, the place in the epoch (random
    numbers are functions of seed and place), the states of schedule and callbacks, the history,
    and what tells the data set and the settings from others. It is replaced atomically: a process
    that is killed at any moment leaves the whole last one. `deltaward.load` reads the network in
    it. Checkpoints are written after all other callbacks' hooks, but none with NaN or infinity: a
    training that diverges leaves the last one without.

    Parameters
    ----------
    path : path
        The file, in an existing folder.
    every : int, default 1
        How many epochs, or mini-batches, lie between two of them.
    unit : {"epochs", "batches"}, default "epochs"
        What `every` counts. With "batches" the loop comes back to Python after every mini-batch,
        which small networks feel; mini-batches are counted from the begin of the training.

    Raises
    ------
    TypeError, ValueError
        For a bad argument.
    OSError
        In training, if the file can't be written.
    ValueError
        In training, if what callbacks keep besides arrays is longer than what is read, 1 MiB as
        JSON.
    """

    def __init__(
        self, path: str | os.PathLike[str], every: int = 1, *, unit: str = "epochs"
    ) -> None:
        self.path = to_path(path)
        self.every = arguments.integer(every, "every", 1)
        self.unit = arguments.choice(unit, "unit", ("epochs", "batches"))

    def on_train_begin(self, logs: Logs) -> None:
        """Refuse what can't be written to now, not after the first epoch."""
        if not self.path.parent.is_dir():
            raise FileNotFoundError(f"path: {str(self.path)!r}: there is no such folder")
        if self.path.is_dir():
            raise IsADirectoryError(f"path: {str(self.path)!r} is a folder; expected a file in it")

    def after(self, unit: str, count: int) -> None:
        """Write if so many epochs or mini-batches are a time for it; `fit` calls this."""
        if unit == self.unit and count % self.every == 0:
            self.run.write_checkpoint(self.path)
