# SPDX-License-Identifier: MIT
"""Which class is taken for which."""

import numpy as np
import numpy.typing as npt

from deltaward import arguments
from deltaward.metrics.arrays import Classes, block_classes
from deltaward.metrics.labels import classes_of
from deltaward.metrics.metric import counted


class ConfusionMatrix:
    """How many samples of each class are taken for each, counted in blocks of rows.

    Its result is an array, so it is no metric of `deltaward.Network.fit`.
    """

    name = "confusion_matrix"

    def __init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Forget all blocks."""
        self._counts = np.zeros((0, 0), np.int64)

    def update(self, y_true: npt.ArrayLike, outputs: npt.ArrayLike) -> None:
        """Take in a block of m rows, see `Metric.update`."""
        self.add(*block_classes(y_true, outputs))

    def add(self, truth: Classes, guess: Classes, classes: int) -> None:
        """Take in classes (m,) that are below `classes`."""
        if len(self._counts) not in (0, classes):
            raise ValueError(
                f"outputs: {classes} classes; expected {len(self._counts)} as in the blocks before"
            )
        if not len(self._counts):
            self._counts = np.zeros((classes, classes), np.int64)
        np.add.at(self._counts.reshape(-1), truth * classes + guess, 1)

    def result(self) -> npt.NDArray[np.int64]:
        """Return the counts.

        Returns
        -------
        (n, n) array of int64
            ``[i, j]``: samples of class i that are taken for class j; n is the number of outputs,
            2 for one output.

        Raises
        ------
        ValueError
            If there were no rows.
        """
        counted(self.name, len(self._counts))
        return self._counts.copy()

    def __repr__(self) -> str:
        return f"<ConfusionMatrix of {self._counts.sum()} samples, {len(self._counts)} classes>"

    def _repr_html_(self) -> str:
        from deltaward.metrics.confusion_table import confusion_table

        return confusion_table(self._counts)


def confusion_matrix(
    y_true: npt.ArrayLike, y_pred: npt.ArrayLike, classes: int | None = None
) -> npt.NDArray[np.int64]:
    """Count how many samples of each class are taken for each.

    Parameters
    ----------
    y_true, y_pred : arrays
        As in `accuracy`.
    classes : int, optional
        n. Default: the number of columns, or without columns the largest index and one, at least
        2; scikit-learn leaves out the classes that do not occur.

    Returns
    -------
    (n, n) array of int64
        ``[i, j]``: samples of class i that are taken for class j.

    Raises
    ------
    TypeError, ValueError
        As `accuracy`, and for fewer classes than there are.
    """
    truth, guess, n = classes_of(y_true, y_pred)
    metric = ConfusionMatrix()
    metric.add(truth, guess, n if classes is None else arguments.integer(classes, "classes", n))
    return metric.result()
