# SPDX-License-Identifier: MIT
"""The error of a training that diverged, and the way back."""

from collections.abc import Iterator
from contextlib import contextmanager

from deltaward import _core, tensors
from deltaward.base import NetworkBase
from deltaward.history import History


def make_error(
    result: _core.EpochResult,
    *,
    epoch: int,
    step: int,
    learning_rate: float,
    back_to: str,
    history: History,
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
    back_to : str
        Where the weights were put back to.
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
        f"from {back_to}"
    )
    error.epoch = epoch  # type: ignore[attr-defined]
    error.step = step  # type: ignore[attr-defined]
    error.learning_rate = learning_rate  # type: ignore[attr-defined]
    error.layer = layer  # type: ignore[attr-defined]
    error.history = history  # type: ignore[attr-defined]
    return error


def is_of(error: FloatingPointError, history: History) -> bool:
    """Say whether an error is of the run with this history, not of one in a hook of it."""
    return getattr(error, "history", None) is history


@contextmanager
def put_back(net: NetworkBase, history: History) -> Iterator[None]:
    """Put weights and the optimizer's memory back if the block makes them diverge.

    The core does so for what it is given at once: of an iterable that is a mini-batch, and it is
    told to leave it.
    """
    held = list(tensors.arrays_of(net).values())
    kept, steps = [array.copy() for array in held], net._core.optimizer_steps
    try:
        yield
    except FloatingPointError as error:
        if is_of(error, history):
            for array, copy in zip(held, kept, strict=True):
                array[:] = copy
            net._core.optimizer_steps = steps
        raise
