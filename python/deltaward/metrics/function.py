# SPDX-License-Identifier: MIT
"""A metric from any function of targets and predictions."""

import numbers
from collections.abc import Callable
from functools import partial
from inspect import signature
from typing import Any

import numpy as np
import numpy.typing as npt

from deltaward.metrics.arrays import (
    Array,
    argmax,
    numeric,
    outputs_of,
    same_rows,
    target_classes,
    weights_of,
)
from deltaward.metrics.metric import Metric, counted


class FromFunction(Metric):
    """What a function ``(y_true, y_pred)`` makes of all targets and predictions at once.

    It keeps both until `result`: memory that grows with the rows, though not with the inputs.

    Parameters
    ----------
    function : callable
        Returns a number. Its ``__name__`` is the metric's name, or its ``name``, or that of its
        class; a `functools.partial` has the name of its function. It is given, with

        - a classifier of several outputs: class indices (m,) of int64 in both, whatever the
          targets were;
        - one output: values (m,) in both;
        - other networks: outputs (m, n_out), and the targets as they were.

        Weights of samples it is given as ``sample_weight``, if it has such a parameter, as the
        functions of scikit-learn have; else it is measured without.
    classifier : bool
        Whether `deltaward.Network.predict` gives classes where there are several outputs.
    """

    def __init__(self, function: Callable[[Array, Array], Any], classifier: bool) -> None:
        self.function = function
        self.classifier = classifier
        self._takes_weights = takes_weights(function)
        super().__init__(_name_of(function))

    def start(self) -> None:
        """Forget all blocks."""
        self._targets: list[Array] = []
        self._predictions: list[Array] = []
        self._weights: list[Array] = []

    def update(
        self,
        y_true: npt.ArrayLike,
        outputs: npt.ArrayLike,
        sample_weight: npt.ArrayLike | None = None,
    ) -> None:
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
        if sample_weight is not None and self._takes_weights:
            self._weights.append(np.array(weights_of(sample_weight, len(truth))))

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
            If there were no rows.
        """
        counted(self.name, len(self._targets))
        both = np.concatenate(self._targets), np.concatenate(self._predictions)
        if not self._weights:
            return number(self.name, self.function(*both))
        given: dict[str, Any] = {"sample_weight": np.concatenate(self._weights)}
        return number(self.name, self.function(*both, **given))


def takes_weights(function: Callable[..., Any]) -> bool:
    """Say whether a function has a parameter for the weights of samples."""
    try:
        return "sample_weight" in signature(function).parameters
    except (TypeError, ValueError):  # some functions in C do not tell
        return False


def _name_of(function: Any) -> str:
    name = getattr(function, "__name__", None)
    if not isinstance(name, str) and isinstance(function, partial):
        return _name_of(function.func)
    for found in (name, getattr(function, "name", None)):
        if isinstance(found, str) and found:
            return found
    return type(function).__name__


def number(name: str, value: Any) -> float:
    """Return what a metric came to as a float, or raise naming the metric."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(
            f"metrics: {name} returned {value!r} of type {type(value).__name__}; expected a number"
        )
    return float(value)
