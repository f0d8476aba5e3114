# SPDX-License-Identifier: MIT
"""Precision, recall and F1: shares of each class, averaged."""

from abc import abstractmethod

import numpy as np
import numpy.typing as npt

from deltaward import arguments
from deltaward.metrics.arrays import Classes, Weights, block_classes, weights_of
from deltaward.metrics.labels import classes_of
from deltaward.metrics.metric import Metric, counted

AVERAGES = ["auto", "macro", "micro", "weighted", "binary"]


class _Classwise(Metric):
    """A quotient of counts of each class, 0 where it would be 0/0."""

    needs = "classes"

    def __init__(self, average: str, name: str) -> None:
        self.average = arguments.choice(average, "average", AVERAGES)
        super().__init__(name)

    def start(self) -> None:
        """Forget all blocks."""
        # Each (classes,): the weights of right predictions, of targets, of predictions.
        self._right = self._true = self._guessed = np.zeros(0)

    def check(self, outputs: int) -> None:
        """Raise ValueError if the average is that of two classes and there are more."""
        if self.average == "binary" and outputs > 2:
            raise ValueError(
                f"average: 'binary' of {outputs} classes; expected macro, micro or weighted"
            )

    def update(
        self,
        y_true: npt.ArrayLike,
        outputs: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
    ) -> None:
        """Take in a block of m rows, see `Metric.update`."""
        truth, guess, classes = block_classes(y_true, outputs)
        self.add(truth, guess, classes, weights_of(sample_weight, len(truth)))

    def add(
        self, truth: Classes, guess: Classes, classes: int, weights: Weights | None = None
    ) -> None:
        """Take in classes (m,) that are below `classes`, and what each sample weighs."""
        self.check(classes)
        if len(self._true) not in (0, classes):
            raise ValueError(
                f"outputs: {classes} classes; expected {len(self._true)} as in the blocks before"
            )
        if not len(self._true):
            self._right, self._true, self._guessed = np.zeros((3, classes))
        right = truth == guess
        of_right = None if weights is None else weights[right]
        self._right += np.bincount(truth[right], of_right, minlength=classes)
        self._true += np.bincount(truth, weights, minlength=classes)
        self._guessed += np.bincount(guess, weights, minlength=classes)

    @abstractmethod
    def _quotient(self) -> tuple[Weights, Weights]:
        """Return numerator and denominator of each class."""

    def result(self) -> float:
        """Compute the average, 0 to 1; ValueError if there were no rows."""
        counted(self.name, len(self._true))
        above, below = self._quotient()
        average = self.average
        if average == "auto":
            average = "binary" if len(self._true) == 2 else "macro"
        if average == "micro":
            return float(above.sum() / (below.sum() or 1))
        figures = above / np.where(below > 0, below, 1)
        if average == "binary":
            return float(figures[1])
        if average == "weighted":
            return float((figures * self._true).sum() / self._true.sum())
        return float(figures[(self._true > 0) | (self._guessed > 0)].mean())


class Precision(_Classwise):
    """Of the samples taken for a class, the share that belongs to it.

    0 for a class that none is taken for: scikit-learn's default without its warning.

    Parameters
    ----------
    average : {"auto", "macro", "micro", "weighted", "binary"}
        How one figure is made of those of the classes. macro: their mean over the classes that
        occur in targets or predictions; weighted: the mean weighted by how often each occurs in
        the targets; micro: the figure of the summed counts; binary: that of class 1 alone, for one
        or two outputs; auto: binary for them, else macro.
    name : str, default "precision"
        Give each its own where several averages are wanted. See `Metric`.
    """

    def __init__(self, average: str = "auto", *, name: str = "precision") -> None:
        super().__init__(average, name)

    def _quotient(self) -> tuple[Weights, Weights]:
        return self._right, self._guessed


class Recall(_Classwise):
    """Of the samples that belong to a class, the share that is taken for it.

    0 for a class that none belongs to: scikit-learn's default without its warning.

    Parameters
    ----------
    average : {"auto", "macro", "micro", "weighted", "binary"}
        How one figure is made of those of the classes. macro: their mean over the classes that
        occur in targets or predictions; weighted: the mean weighted by how often each occurs in
        the targets; micro: the figure of the summed counts; binary: that of class 1 alone, for one
        or two outputs; auto: binary for them, else macro.
    name : str, default "recall"
        Give each its own where several averages are wanted. See `Metric`.
    """

    def __init__(self, average: str = "auto", *, name: str = "recall") -> None:
        super().__init__(average, name)

    def _quotient(self) -> tuple[Weights, Weights]:
        return self._right, self._true


class F1(_Classwise):
    """The harmonic mean of precision and recall of a class, 2 TP / (2 TP + FP + FN).

    0 for a class without right predictions, as by scikit-learn's default, without its warning.

    Parameters
    ----------
    average : {"auto", "macro", "micro", "weighted", "binary"}
        How one figure is made of those of the classes. macro: their mean over the classes that
        occur in targets or predictions; weighted: the mean weighted by how often each occurs in
        the targets; micro: the figure of the summed counts; binary: that of class 1 alone, for one
        or two outputs; auto: binary for them, else macro.
    name : str, default "f1"
        Give each its own where several averages are wanted. See `Metric`.
    """

    def __init__(self, average: str = "auto", *, name: str = "f1") -> None:
        super().__init__(average, name)

    def _quotient(self) -> tuple[Weights, Weights]:
        return 2 * self._right, self._true + self._guessed


def _of_all(metric: _Classwise, y_true: npt.ArrayLike, y_pred: npt.ArrayLike) -> float:
    metric.add(*classes_of(y_true, y_pred))
    return metric.result()


def precision(y_true: npt.ArrayLike, y_pred: npt.ArrayLike, average: str = "auto") -> float:
    """Compute the share that belongs to a class of the samples taken for it.

    Parameters
    ----------
    y_true, y_pred : arrays
        As in `accuracy`. Without columns there are as many classes as the largest index and one.
    average : {"auto", "macro", "micro", "weighted", "binary"}
        See `Precision`.

    Returns
    -------
    float
        0 to 1; 0 where it would be 0/0.

    Raises
    ------
    TypeError, ValueError
        As `accuracy`, and for an average that is not known or "binary" of more than two classes.
    """
    return _of_all(Precision(average), y_true, y_pred)


def recall(y_true: npt.ArrayLike, y_pred: npt.ArrayLike, average: str = "auto") -> float:
    """Compute the share that is taken for a class of the samples that belong to it.

    Parameters
    ----------
    y_true, y_pred : arrays
        As in `accuracy`. Without columns there are as many classes as the largest index and one.
    average : {"auto", "macro", "micro", "weighted", "binary"}
        See `Recall`.

    Returns
    -------
    float
        0 to 1; 0 where it would be 0/0.

    Raises
    ------
    TypeError, ValueError
        As `accuracy`, and for an average that is not known or "binary" of more than two classes.
    """
    return _of_all(Recall(average), y_true, y_pred)


def f1(y_true: npt.ArrayLike, y_pred: npt.ArrayLike, average: str = "auto") -> float:
    """Compute the harmonic mean of precision and recall.

    Parameters
    ----------
    y_true, y_pred : arrays
        As in `accuracy`. Without columns there are as many classes as the largest index and one.
    average : {"auto", "macro", "micro", "weighted", "binary"}
        See `F1`.

    Returns
    -------
    float
        0 to 1; 0 where it would be 0/0.

    Raises
    ------
    TypeError, ValueError
        As `accuracy`, and for an average that is not known or "binary" of more than two classes.
    """
    return _of_all(F1(average), y_true, y_pred)
