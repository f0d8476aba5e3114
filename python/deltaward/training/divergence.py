# SPDX-License-Identifier: MIT
"""The error of a training that diverged."""

from deltaward import _core
from deltaward.history import History


def make_error(
    result: _core.EpochResult, *, epoch: int, step: int, learning_rate: float, history: History
) -> FloatingPointError:
    """Make the error that `fit` raises, with the place in its message and as attributes.

    Parameters
    ----------
    result : _core.EpochResult
        Of the epoch that diverged.
    epoch : int
        Counted from 0.
    step : int
        Mini-batches before, from the first of the training.
    learning_rate : float
        Of the last step.
    history : History
        Of the good epochs.
    """
    layer = result.bad_layer + 1
    where = "the weights" if result.in_weights else "the cost"
    error = FloatingPointError(
        f"training diverged: NaN or infinity in {where} in epoch {epoch + 1}, step {step + 1}, at "
        f"learning rate {learning_rate:.6g}, first in layer {layer}; the network has the weights "
        "from before that epoch"
    )
    error.epoch = epoch  # type: ignore[attr-defined]
    error.step = step  # type: ignore[attr-defined]
    error.learning_rate = learning_rate  # type: ignore[attr-defined]
    error.layer = layer  # type: ignore[attr-defined]
    error.history = history  # type: ignore[attr-defined]
    return error
