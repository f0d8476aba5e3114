# SPDX-License-Identifier: MIT
"""Metrics of a network on data of any length."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy.typing as npt

from deltaward import arguments
from deltaward.arrays import as_array
from deltaward.metrics.arrays import weights_of
from deltaward.metrics.function import number, takes_weights
from deltaward.metrics.metric import Metric


class Feedforward(Protocol):
    """What of a network is needed."""

    def feedforward(self, x: npt.ArrayLike) -> npt.NDArray[Any]:
        """Compute the activations of the output layer, (m, n_out)."""
        ...


def measure(
    net: Feedforward,
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    metrics: Sequence[Metric],
    rows: int = 8192,
    sample_weight: npt.ArrayLike | None = None,
) -> dict[str, float]:
    """Compute metrics in one pass over the data, a block of rows at a time.

    The memory needed is that of a block's outputs, and what the metrics keep: `FromFunction` keeps
    targets and predictions of all rows, the others only counts and sums.

    Parameters
    ----------
    net : deltaward.Network
        Or another object with `feedforward`.
    x : (m, n_in) or (n_in,) array
        As in `deltaward.Network.feedforward`; an array of `numpy.memmap` is read block by block.
    y : array
        As in `deltaward.Network.evaluate`.
    metrics : sequence of Metric
        From `resolve`. They start anew.
    rows : int, default 8192
        Of a block, at least 1.
    sample_weight : (m,) array, optional
        Weights of the samples, not negative and not all 0: 2 is the same as having the row twice.
        Functions without a parameter of this name, and metrics whose `update` has none, are
        measured without.

    Returns
    -------
    dict of str to float
        The result of each by its name; NaN where the network has diverged.

    Raises
    ------
    TypeError, ValueError
        For data that do not fit each other, the network or a metric, and for a metric whose result
        is no number.
    """
    rows = arguments.integer(rows, "rows", 1)
    inputs, targets = as_array(x, "x"), as_array(y, "y")
    if inputs.ndim not in (1, 2):
        raise ValueError(f"x: shape {inputs.shape}; expected (m, n_in) or (n_in,)")
    if inputs.ndim == 1:  # one sample comes without its dimension m
        inputs, targets = inputs[None], targets[None] if targets.size > 1 else targets.reshape(1)
    if not len(inputs):
        raise ValueError(f"x: shape {inputs.shape}; expected at least one sample")
    if not targets.ndim or len(targets) != len(inputs):
        raise ValueError(f"y: shape {targets.shape}; expected {len(inputs)} rows as in x")
    weights = weights_of(sample_weight, len(inputs))
    if weights is not None and not weights.any():
        raise ValueError("sample_weight: all 0; expected at least one above")
    for metric in metrics:
        metric.start()
    for first in range(0, len(inputs) if metrics else 0, rows):
        block = slice(first, first + rows)
        outputs = net.feedforward(inputs[block])
        for metric in metrics:
            if weights is None or not takes_weights(metric.update):
                metric.update(targets[block], outputs)
            elif (counts := weights[block] > 0).any():
                update: Any = metric.update
                update(targets[block][counts], outputs[counts], weights[block][counts])
    return {metric.name: number(metric.name, metric.result()) for metric in metrics}
