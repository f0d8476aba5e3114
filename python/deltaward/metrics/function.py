# SPDX-License-Identifier: MIT
"""A metric from any function of targets and predictions."""

import math
import numbers
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from deltaward.metrics.arrays import Array, argmax, numeric, outputs_of, same_rows, target_classes
from deltaward.metrics.metric import Metric, counted


class FromFunction(Metric):
    """What a function ``(y_true, y_pred)`` makes of all targets and predictions at once.

    It keeps both until `result`: memory that grows with the rows, though not with the inputs.

    Parameters
    ----------
    function : callable
        Returns a finite number. Its ``__name__`` is the metric's name. It is given, with

        - a classifier of several outputs: class indices (m,) of int64 in both, whatever the
          targets were;
        - one output: values (m,) in both;
        - other networks: outputs (m, n_out), and the targets as they were.
    classifier : bool
        Whether `deltaward.Network.predict` gives classes where there are several outputs.
    """

    def __init__(self, function: Callable[[Array, Array], Any], classifier: bool) -> None:
        name = getattr(function, "__name__", None)
        if not isinstance(name, str):
            raise TypeError(
                f"metrics: {function!r} has no __name__; expected a function with one, for it is "
                "the name of the figure"
            )
        self.function = function
        self.classifier = classifier
        super().__init__(name)

    def start(self) -> None:
        """Forget all blocks."""
        self._targets: list[Array] = []
        self._predictions: list[Array] = []

    def update(self, y_true: npt.ArrayLike, outputs: npt.ArrayLike) -> None:
        """Take in a block of m rows, see `Metric.update`."""
        truth, guess = numeric(y_true, "y_true"), outputs_of(outputs)
        same_rows(truth, guess)
        n = guess.shape[1]
        if n == 1:
            if truth.size != len(truth):
                raise ValueError(f"y_true: shape {truth.shape}; expected (m,) or (m, 1)")
            truth, guess = truth.reshape(-1), guess[:, 0]
        elif self.classifier:
            truth, guess = target_classes(truth, n), argmax(guess)
        # Copies: the arrays of a block may be used again for the next.
        self._targets.append(np.array(truth))
        self._predictions.append(np.array(guess))

    def result(self) -> float:
        """Call the function.

        Returns
        -------
        float

        Raises
        ------
        TypeError
            If what it returns is no number.
        ValueError
            If that is NaN or infinite, or there were no rows.
        """
        counted(self.name, len(self._targets))
        value = number(
            self.name,
            self.function(np.concatenate(self._targets), np.concatenate(self._predictions)),
        )
        if not math.isfinite(value):
            raise ValueError(f"metrics: {self.name} returned {value}; expected a finite number")
        return value


def number(name: str, value: Any) -> float:
    """Return what a metric came to as a float, or raise naming the metric."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(
            f"metrics: {name} returned {value!r} of type {type(value).__name__}; expected a number"
        )
    return float(value)
