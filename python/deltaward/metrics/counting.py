# SPDX-License-Identifier: MIT
"""The share of samples that are right."""

import numpy as np
import numpy.typing as npt

from deltaward import arguments
from deltaward.metrics.arrays import (
    Array,
    Classes,
    Weights,
    argmax,
    block_classes,
    finite,
    numeric,
    outputs_of,
    same_rows,
    target_classes,
    weights_of,
)
from deltaward.metrics.labels import classes_of
from deltaward.metrics.metric import Metric, counted


class _Share(Metric):
    """Right samples over all samples."""

    needs = "classes"

    def start(self) -> None:
        """Forget all blocks."""
        self._right = self._rows = 0.0

    def add(self, right: npt.NDArray[np.bool_], weights: Weights | None = None) -> None:
        """Take in which samples are right, (m,), and what each weighs."""
        self._right += float(np.count_nonzero(right) if weights is None else weights[right].sum())
        self._rows += float(len(right) if weights is None else weights.sum())

    def result(self) -> float:
        """Compute the share, 0 to 1; ValueError if there were no rows."""
        return self._right / counted(self.name, self._rows)


class Accuracy(_Share):
    """The share of samples whose class is right, as `deltaward.Network.evaluate` counts it.

    The class of a row of outputs or target values is the first of its largest; with one output:
    whether it is above ½.

    Parameters
    ----------
    name : str, default "accuracy"
        See `Metric`.
    """

    def __init__(self, *, name: str = "accuracy") -> None:
        super().__init__(name)

    def update(
        self,
        y_true: npt.ArrayLike,
        outputs: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
    ) -> None:
        """Take in a block of m rows, see `Metric.update`."""
        truth, guess, _ = block_classes(y_true, outputs)
        self.add(truth == guess, weights_of(sample_weight, len(truth)))


class TopK(_Share):
    """The share of samples with fewer than k outputs above that of the right class.

    Of equal outputs the first counts as the larger, so that ``TopK(1)`` is `Accuracy`;
    scikit-learn takes the last.

    Parameters
    ----------
    k : int, default 5
        1 to the number of outputs.
    name : str, default "top_5" for k = 5
        See `Metric`.
    """

    def __init__(self, k: int = 5, *, name: str | None = None) -> None:
        self.k = arguments.integer(k, "k", 1)
        super().__init__(f"top_{self.k}" if name is None else name)

    def check(self, outputs: int) -> None:
        """Raise ValueError if there are fewer outputs than k."""
        if outputs < self.k:
            raise ValueError(f"k: {self.k} of {outputs} outputs; expected at most {outputs}")

    def update(
        self,
        y_true: npt.ArrayLike,
        outputs: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
    ) -> None:
        """Take in a block of m rows, see `Metric.update`."""
        truth = numeric(y_true, "y_true")
        weights = weights_of(sample_weight, len(truth))
        self.look_up(truth, outputs_of(outputs), "outputs", weights)

    def look_up(
        self, truth: Array, outputs: Array, name: str, weights: Weights | None = None
    ) -> None:
        """Take in targets and outputs (m, n)."""
        same_rows(truth, outputs, name)
        self.check(outputs.shape[1])
        self.add(_is_among(self.k, target_classes(truth, outputs.shape[1]), outputs), weights)


def _is_among(k: int, truth: Classes, outputs: Array) -> npt.NDArray[np.bool_]:
    """Return whether fewer than k outputs are above that of the right class, (m,)."""
    if outputs.shape[1] == 1:
        return np.equal(truth, argmax(outputs))
    own = np.take_along_axis(outputs, truth[:, None], axis=1)
    before = np.arange(outputs.shape[1]) < truth[:, None]
    above = np.where(before, outputs >= own, outputs > own)
    # All comparisons with the NaN of a network that diverged are false: no right answer.
    right: npt.NDArray[np.bool_] = (above.sum(axis=1) < k) & ~np.isnan(own[:, 0])
    return right


def accuracy(y_true: npt.ArrayLike, y_pred: npt.ArrayLike) -> float:
    """Compute the share of samples whose class is right.

    Parameters
    ----------
    y_true : (m,) array of int, or (m, n) array
        Class indices, or target values whose largest stands for the class.
    y_pred : (m,) array of int, or (m, n) array
        Classes as of `deltaward.Network.predict`, or outputs. Floats (m,) or (m, 1), in either of
        the two, are one output from 0 to 1, with class 1 above ½.

    Returns
    -------
    float
        0 to 1.

    Raises
    ------
    TypeError, ValueError
        For arrays of other kinds or shapes, NaN, infinity, or classes out of range.
    """
    metric = Accuracy()
    truth, guess, _ = classes_of(y_true, y_pred)
    metric.add(truth == guess)
    return metric.result()


def top_k(y_true: npt.ArrayLike, y_pred: npt.ArrayLike, k: int = 5) -> float:
    """Compute the share of samples with fewer than k outputs above that of the right class.

    Parameters
    ----------
    y_true : (m,) array of int, or (m, n) array
        Class indices, or target values whose largest stands for the class.
    y_pred : (m, n) array
        Outputs, as of `deltaward.Network.predict_proba`. Of equal ones the first counts as the
        larger.
    k : int, default 5
        1 to n.

    Returns
    -------
    float
        0 to 1.

    Raises
    ------
    TypeError, ValueError
        For arrays of other kinds or shapes, NaN, infinity, a class or k out of range.
    """
    metric = TopK(k)
    outputs = finite(outputs_of(y_pred, "y_pred"), "y_pred")
    metric.look_up(numeric(y_true, "y_true"), outputs, "y_pred")
    return metric.result()
