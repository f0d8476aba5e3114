# SPDX-License-Identifier: MIT
"""What happens when a training diverges."""

from collections.abc import Iterator
from contextlib import contextmanager

from deltaward import _core, storage
from deltaward.base import NetworkBase
from deltaward.history import History


@contextmanager
def undone(net: NetworkBase) -> Iterator[None]:
    """Undo what a block did to a network and its optimizer's memory if it diverges.

    The core does so for what it takes as an epoch; an iterable's mini-batches are one each.
    """
    before = {name: array.copy() for name, array in storage.arrays_of(net).items()}
    steps = net._core.optimizer_steps
    try:
        yield
    except FloatingPointError as error:
        if hasattr(error, "history"):  # made below, and not by a function of the caller's own
            for name, array in storage.arrays_of(net).items():
                array[:] = before[name]
            net._core.optimizer_steps = steps
        raise


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
        Of the training, counted from 0: that of the mini-batch whose cost it was, or the last one
        before the weights were looked at, at the end of the epoch.
    learning_rate : float
        Of the last step that was made: what blew the weights up, if anything did.
    history : History
        Of the good epochs.
    """
    layer = result.bad_layer + 1
    where = {
        "cost": "the cost",
        "weights": "the weights",
        "memory": "what the optimizer remembers",
    }[result.bad_place]
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
