# SPDX-License-Identifier: MIT
"""How probable the targets are by the outputs."""

import numpy as np
import numpy.typing as npt

from deltaward.metrics.arrays import (
    Array,
    Weights,
    finite,
    labels_within,
    numeric,
    outputs_of,
    same_rows,
    shares,
    weights_of,
)
from deltaward.metrics.metric import Metric, counted
from deltaward.metrics.running import Mean


class LogLoss(Metric):
    """The mean of −ln p of the right class, −Σ y ln p for target values.

    One output is p of class 1 and 1 − p of class 0. Probabilities are kept from 0 and 1 by the
    distance from 1 to the next number of the outputs' dtype, like scikit-learn's. Rows that do not
    sum to one, as several sigmoid outputs don't, are divided by their sum; scikit-learn takes them
    as they are, and then outputs of 1 for all classes would be the best.

    Parameters
    ----------
    name : str, default "log_loss"
        See `Metric`.
    """

    needs = "probabilities"

    def __init__(self, *, name: str = "log_loss") -> None:
        super().__init__(name)

    def start(self) -> None:
        """Forget all blocks."""
        self._mean = Mean()

    def update(
        self,
        y_true: npt.ArrayLike,
        outputs: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
    ) -> None:
        """Take in a block of m rows of outputs from 0 to 1, see `Metric.update`."""
        truth = numeric(y_true, "y_true")
        weights = weights_of(sample_weight, len(truth))
        self.add(truth, outputs_of(outputs), "outputs", weights)

    def add(self, truth: Array, outputs: Array, name: str, weights: Weights | None = None) -> None:
        """Take in targets and outputs (m, n)."""
        same_rows(truth, outputs, name)
        p = _probabilities(outputs, name)
        n = p.shape[1]
        if truth.ndim == 1 and outputs.shape[1] > 1:
            chosen = labels_within(truth, n, "y_true")
            self._mean.add(-np.log(p[np.arange(len(p)), chosen]), weights)
            return
        y = shares(truth, "y_true").reshape(len(truth), -1).astype(np.float64)
        if y.shape[1] != outputs.shape[1]:
            raise ValueError(
                f"y_true: shape {truth.shape}; expected (m,) class indices or "
                f"(m, {outputs.shape[1]}) values"
            )
        if y.shape[1] == 1:
            y = np.hstack([1 - y, y])
        self._mean.add(-(y * np.log(p)).sum(axis=1), weights)

    def result(self) -> float:
        """Compute the mean in nats; ValueError if there were no rows."""
        counted(self.name, self._mean.count)
        return self._mean.value


def _probabilities(outputs: Array, name: str) -> Array:
    """Return outputs (m, n) as float64 whose rows sum to one and whose logarithms are finite."""
    dtype = outputs.dtype if outputs.dtype.kind == "f" else np.dtype(np.float64)
    eps = float(np.finfo(dtype).eps)
    p = outputs.astype(np.float64)
    # The softmax of a row can end a rounding above 1; NaN, of a network that diverged, stays.
    wrong = (p < 0) | (p > 1 + 4 * eps)
    if wrong.any():
        shares(np.where(wrong, p, 0), name)
    if p.shape[1] == 1:
        p = np.hstack([1 - p, p])
    uneven = np.abs(p.sum(axis=1) - 1) > np.sqrt(eps)
    if uneven.any():
        some = np.maximum(p[uneven], eps)  # a row of zeros prefers no class
        p[uneven] = some / some.sum(axis=1, keepdims=True)
    return p.clip(eps, 1 - eps)


def log_loss(y_true: npt.ArrayLike, y_pred: npt.ArrayLike) -> float:
    """Compute the mean of −ln p of the right class.

    Parameters
    ----------
    y_true : (m,) array of int, or (m, n) array
        Class indices, or the share of each class from 0 to 1.
    y_pred : (m, n) or (m,) array
        Probabilities as of `deltaward.Network.predict_proba`; (m,) or (m, 1): of class 1.

    Returns
    -------
    float
        In nats, at least 0. See `LogLoss` for probabilities of 0, and for rows that do not sum to
        one.

    Raises
    ------
    TypeError, ValueError
        For arrays of other kinds or shapes, NaN, infinity, a class out of range, or a value that is
        no probability.
    """
    p = finite(numeric(y_pred, "y_pred"), "y_pred")
    metric = LogLoss()
    metric.add(numeric(y_true, "y_true"), p.reshape(len(p), -1), "y_pred")
    return metric.result()
