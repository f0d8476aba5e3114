# SPDX-License-Identifier: MIT
"""The figures of each epoch for TensorBoard."""

import os

from deltaward import arguments
from deltaward.atomic import to_path
from deltaward.callbacks import event_files
from deltaward.callbacks.base import Callback, Logs


class TensorBoard(Callback):
    """Write event files that ``tensorboard --logdir folder`` shows, at the end of each epoch.

    TensorBoard draws one chart for each name, with a line for each subfolder. So the figures of
    training go to ``folder/train`` and those of validation, without their ``val_``, to
    ``folder/validation``: one chart ``cost``, one ``accuracy``, with two lines each. The learning
    rate and the seconds are with those of training. A figure that is NaN is left out.

    Parameters
    ----------
    folder : path
        Made if it is not there. Give each training its own, or their lines are drawn as one.
    histogram_freq : int, default 0
        Each so many epochs, beginning with the first, also the spread of each layer's weights and
        biases: ``weights/0`` is that of ``net.weights[0]``. 0: never.

    Raises
    ------
    ImportError
        If neither tensorboardX nor tensorboard is installed;
        ``pip install 'deltaward[tensorboard]'`` brings the first.
    TypeError, ValueError
        For a bad argument.
    OSError
        In training, if a file can't be written, before the first epoch if it is so then.
    """

    def __init__(self, folder: str | os.PathLike[str], histogram_freq: int = 0) -> None:
        self.folder = to_path(folder, "folder")
        self.histogram_freq = arguments.integer(histogram_freq, "histogram_freq", 0)
        self._files: dict[str, event_files.EventFile] = {}
        event_files.load_library()  # better now than after the first epoch

    def on_train_begin(self, logs: Logs) -> None:
        """Open the file of the training's figures."""
        self._file("train")

    def _file(self, run: str) -> event_files.EventFile:
        if run not in self._files:
            self._files[run] = event_files.EventFile(self.folder / run)
        return self._files[run]

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Write the figures, and let TensorBoard see them."""
        shown = {name: value for name, value in logs.items() if value == value}
        validation = {k.removeprefix("val_"): v for k, v in shown.items() if k.startswith("val_")}
        training = {k: v for k, v in shown.items() if not k.startswith("val_")}
        self._file("train").scalars(training, epoch)
        if validation:
            self._file("validation").scalars(validation, epoch)
        if self.histogram_freq and epoch % self.histogram_freq == 0:
            for kind in ("weights", "biases"):
                for layer, values in enumerate(getattr(self.net, kind)):
                    self._file("train").histogram(f"{kind}/{layer}", values, epoch)
        for file in self._files.values():
            file.flush()

    def close(self) -> None:
        """Close the files."""
        while self._files:
            self._files.popitem()[1].close()
