# SPDX-License-Identifier: MIT
"""The loop over epochs; the loop over mini-batches is in the core."""

import time
from typing import Any

import numpy as np
import numpy.typing as npt

from deltaward import _core, arguments, optimizers, progress
from deltaward.base import NetworkBase
from deltaward.history import History


class Training(NetworkBase):
    """The methods of `deltaward.Network` that train it."""

    def fit(
        self,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        *,
        epochs: int = 1,
        batch_size: int = 32,
        optimizer: str | optimizers.SGD = "sgd",
        learning_rate: float | None = None,
        validation_data: tuple[npt.ArrayLike, npt.ArrayLike] | None = None,
        validation_split: float = 0.0,
        shuffle: bool = True,
        seed: int | None = None,
        threads: int | None = None,
        verbose: int = 1,
    ) -> History:
        """Train the network from its present weights.

        Parameters
        ----------
        x, y : arrays
            As in `evaluate`; they are read in place and not copied.
        epochs : int, default 1
            Passes over the data.
        batch_size : int, default 32
            Samples of a mini-batch; the last of an epoch may be smaller.
        optimizer : str or object of `deltaward.optimizers`, default "sgd"
            What makes a step of a gradient.
        learning_rate : float, optional
            η, for an optimizer given by name; default: the optimizer's own.
        validation_data : (x, y), optional
            Evaluated at the end of each epoch.
        validation_split : float, default 0
            Instead of `validation_data`: this share of the samples, the last ones, is not trained
            on but evaluated.
        shuffle : bool, default True
            Draw a new order for each epoch; False: the given order.
        seed : int, optional
            Of the shuffling. By default the network's own, going on with the epochs that it has
            behind it, so that ``fit`` twice is not the same orders twice.
        threads : int, optional
            How many share the work, 1 to 1024. By default as many as a mini-batch is worth, up to
            ``deltaward.cpu_info()["threads"]``. Any number gives the same bits.
        verbose : {1, 0, 2}
            1: a bar; 0: nothing; 2: a line an epoch, both on standard error.

        Returns
        -------
        History
            Cost, accuracy and seconds of each epoch.

        Raises
        ------
        TypeError, ValueError
            For a bad argument, before anything is changed.
        KeyboardInterrupt
            On Ctrl-C, within 100 ms or one mini-batch; the network is in the state of the last
            finished mini-batch.
        """
        epochs = arguments.integer(epochs, "epochs", 0)
        batch_size = arguments.integer(batch_size, "batch_size", 1)
        shuffle = arguments.boolean(shuffle, "shuffle")
        validation_split = arguments.fraction(validation_split, "validation_split")
        verbose = arguments.integer(verbose, "verbose", 0, 2)
        if threads is not None:
            threads = arguments.integer(threads, "threads", 1, 1024)
        rate = optimizers.resolve(optimizer, learning_rate).learning_rate
        if seed is None:
            seed, first_epoch = self.seed, self.epochs_trained
        else:
            seed, first_epoch = arguments.integer(seed, "seed", 0, 2**64 - 1), 0
        data, validation = _datasets(self, x, y, validation_data, validation_split)

        history = History()
        with progress.reporter(verbose, epochs, len(data)) as shown:
            for epoch in range(epochs):
                started = time.perf_counter()

                def tick(samples: int, cost: float, accuracy: float, epoch: int = epoch) -> None:
                    shown.update(epoch + 1, samples, {"cost": cost, "accuracy": accuracy})

                _, cost, accuracy = self._core.train_epoch(
                    data,
                    batch_size=batch_size,
                    learning_rate=rate,
                    shuffle=shuffle,
                    seed=seed,
                    epoch=first_epoch + epoch,
                    threads=threads or 0,
                    tick=tick if verbose == 1 else None,
                )
                self._epochs_trained += 1
                if not self._accuracy_means_something(data):
                    accuracy = float("nan")
                figures = {"cost": cost, "accuracy": accuracy}
                if validation is not None:
                    figures |= {f"val_{k}": v for k, v in self._evaluate(validation).items()}
                figures["seconds"] = time.perf_counter() - started
                history.append(figures)
                shown.finish(epoch + 1, figures)
        return history


def _datasets(
    net: NetworkBase,
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    validation_data: tuple[npt.ArrayLike, npt.ArrayLike] | None,
    validation_split: float,
) -> tuple[_core.Dataset, _core.Dataset | None]:
    """Return the checked data to train on and to validate on."""
    make = net._core.dataset
    if validation_data is not None:
        if validation_split:
            raise ValueError(
                f"validation_split: {validation_split}, with validation_data given too; "
                "expected one of the two"
            )
        if not isinstance(validation_data, (tuple, list)) or len(validation_data) != 2:
            raise TypeError(
                f"validation_data: {type(validation_data).__name__}; expected a pair (x, y)"
            )
        vx, vy = validation_data
        return make(x, y), make(vx, vy, "validation_data[0]", "validation_data[1]")
    if not validation_split:
        return make(x, y), None
    whole_x: npt.NDArray[Any] = np.asarray(x)
    whole_y: npt.NDArray[Any] = np.asarray(y)
    make(whole_x, whole_y)
    kept = int(len(whole_x) * (1 - validation_split))
    if whole_x.ndim != 2 or not 0 < kept < len(whole_x):
        raise ValueError(
            f"validation_split: {validation_split} of {len(np.atleast_2d(whole_x))} samples; "
            "expected at least one sample on either side"
        )
    return make(whole_x[:kept], whole_y[:kept]), make(whole_x[kept:], whole_y[kept:])
