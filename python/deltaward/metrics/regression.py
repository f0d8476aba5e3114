# SPDX-License-Identifier: MIT
"""How far values are from their targets."""

import numpy as np
import numpy.typing as npt

from deltaward.metrics.arrays import finite, numeric, same_rows, weights_of
from deltaward.metrics.metric import Metric, counted
from deltaward.metrics.running import Mean, SquaredDeviations, Vector


def _two_values(
    y_true: npt.ArrayLike, y_pred: npt.ArrayLike, name: str = "outputs"
) -> tuple[Vector, Vector]:
    """Return both as float64 (m, n); one value a row may come without its dimension n."""
    truth, guess = finite(numeric(y_true, "y_true"), "y_true"), numeric(y_pred, name)
    same_rows(truth, guess, name)
    pair = [a.reshape(len(a), -1).astype(np.float64) for a in (truth, guess)]
    if pair[0].shape != pair[1].shape:
        raise ValueError(
            f"y_true: shape {truth.shape}, and {name} has {guess.shape}; expected as many values"
        )
    return pair[0], pair[1]


class MAE(Metric):
    """The mean absolute error, over all samples and outputs.

    Parameters
    ----------
    name : str, default "mae"
        See `Metric`.
    """

    needs = "values"

    def __init__(self, *, name: str = "mae") -> None:
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
        """Take in a block of m rows, see `Metric.update`; class indices are refused."""
        truth, guess = _two_values(y_true, outputs)
        weights = weights_of(sample_weight, len(truth))
        with np.errstate(all="ignore"):
            errors = np.abs(truth - guess)
            if weights is not None:
                weights = np.repeat(weights, errors.shape[1])
            self._mean.add(errors.ravel(), weights)

    def result(self) -> float:
        """Compute the mean in the unit of the targets; ValueError if there were no rows."""
        counted(self.name, self._mean.count)
        return self._mean.value


class R2(Metric):
    """The coefficient of determination, 1 − Σ(y − a)² / Σ(y − ȳ)², the mean over the outputs.

    As in scikit-learn: for targets that are all the same, 1 if they are met exactly, else 0; NaN
    for a single sample.

    Parameters
    ----------
    name : str, default "r2"
        See `Metric`.
    """

    needs = "values"

    def __init__(self, *, name: str = "r2") -> None:
        super().__init__(name)

    def start(self) -> None:
        """Forget all blocks."""
        self._deviations = SquaredDeviations()
        self._residuals: Vector | None = None  # (n,), Σ(y − a)²
        self._rows = 0

    def update(
        self,
        y_true: npt.ArrayLike,
        outputs: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
    ) -> None:
        """Take in a block of m rows, see `Metric.update`; class indices are refused."""
        truth, guess = _two_values(y_true, outputs)
        weights = weights_of(sample_weight, len(truth))
        known = self._residuals
        if known is not None and len(known) != truth.shape[1]:
            raise ValueError(
                f"outputs: {truth.shape[1]} columns; expected {len(known)} as in the blocks before"
            )
        with np.errstate(all="ignore"):
            each = 1.0 if weights is None else weights[:, None]
            residuals = (each * (truth - guess) ** 2).sum(axis=0)
            self._deviations.add(truth, weights)
            self._rows += len(truth)
            self._residuals = residuals if known is None else known + residuals

    def result(self) -> float:
        """Compute R², at most 1; ValueError if there were no rows."""
        if counted(self.name, self._rows) < 2 or self._residuals is None:
            return float("nan")
        total = self._deviations.total
        # A NaN, of a network that diverged, is not above 0 and stays one.
        hopeless = (total == 0) & (self._residuals > 0)
        with np.errstate(all="ignore"):
            figures = 1 - self._residuals / np.where(total == 0, 1, total)
            return float(np.where(hopeless, 0, figures).mean())


def mae(y_true: npt.ArrayLike, y_pred: npt.ArrayLike) -> float:
    """Compute the mean absolute error, over all samples and outputs.

    Parameters
    ----------
    y_true, y_pred : (m,) or (m, n) arrays
        Targets and values as of `deltaward.Network.predict`.

    Returns
    -------
    float
        In the unit of the targets.

    Raises
    ------
    TypeError, ValueError
        For arrays of other kinds or shapes, NaN or infinity.
    """
    return _of_all(MAE(), y_true, y_pred)


def r2(y_true: npt.ArrayLike, y_pred: npt.ArrayLike) -> float:
    """Compute the coefficient of determination, the mean over the outputs.

    Parameters
    ----------
    y_true, y_pred : (m,) or (m, n) arrays
        Targets and values as of `deltaward.Network.predict`.

    Returns
    -------
    float
        At most 1; see `R2` for constant targets and a single sample.

    Raises
    ------
    TypeError, ValueError
        For arrays of other kinds or shapes, NaN or infinity.
    """
    return _of_all(R2(), y_true, y_pred)


def _of_all(metric: Metric, y_true: npt.ArrayLike, y_pred: npt.ArrayLike) -> float:
    truth, guess = _two_values(y_true, y_pred, "y_pred")
    metric.update(truth, finite(guess, "y_pred"))
    return metric.result()
