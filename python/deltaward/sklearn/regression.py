# SPDX-License-Identifier: MIT
"""What the regressor does: values to targets, outputs to values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

import numpy as np
from sklearn.base import RegressorMixin
from sklearn.utils import column_or_1d

from deltaward.base import Array
from deltaward.network import Network
from deltaward.sklearn.base import BaseMLP
from deltaward.sklearn.samples import Samples, outputs_of


class Regression(RegressorMixin, BaseMLP):
    """The methods of `deltaward.sklearn.MLPRegressor`."""

    _losses: ClassVar[Mapping[str, str]] = {
        "squared_error": "quadratic",
        "absolute_error": "absolute",
        "huber": "huber",
        "log_cosh": "log_cosh",
        "poisson": "poisson",
    }
    _y_is_numeric = True

    _n_targets: int

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags

    def partial_fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Train for one epoch of these samples, going on from the present weights.

        Parameters
        ----------
        X, y, sample_weight : arrays
            As in `fit`.

        Returns
        -------
        self

        Raises
        ------
        TypeError, ValueError, FloatingPointError
            As `fit`.
        """
        return self._fit(X, y, sample_weight, going_on=True)

    def predict(self, X: Any) -> Array:
        """Predict the values of each sample.

        Parameters
        ----------
        X : (m, n_features) array, data frame or sparse array
            As in `fit`.

        Returns
        -------
        (m,) or (m, n_outputs) array of the network's dtype
        """
        outputs = self._outputs(X)
        return outputs[:, 0] if outputs.shape[1] == 1 else outputs

    def _targets(self, y: Any, *, keep: bool, classes: Any = None) -> Array:
        values: Array = np.asarray(y, dtype=np.float64)
        if values.ndim == 2 and values.shape[1] == 1:
            values = column_or_1d(values, warn=True)
        outputs = 1 if values.ndim == 1 else values.shape[1]
        if not keep:
            self._n_targets = outputs
        elif outputs != self._n_targets:
            raise ValueError(f"y: {outputs} outputs; expected {self._n_targets}, as before")
        return values

    def _output(self) -> tuple[int, str]:
        return self._n_targets, "softplus" if self.loss == "poisson" else "identity"

    def _score_of(self, net: Network, samples: Samples) -> float:
        """Return R², the mean over the outputs; of a constant one 1 or 0, as scikit-learn does."""
        outputs = outputs_of(net, samples.x)
        y = samples.y.reshape(outputs.shape)
        mean = np.average(y, axis=0, weights=samples.weight)
        spread = np.average((y - mean) ** 2, axis=0, weights=samples.weight)
        error = np.average((y - outputs) ** 2, axis=0, weights=samples.weight)
        unexplained = np.divide(error, spread, out=(error > 0) * 1.0, where=spread > 0)
        return float(1 - unexplained.mean())
