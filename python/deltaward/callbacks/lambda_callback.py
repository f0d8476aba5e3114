# SPDX-License-Identifier: MIT
"""Hooks without a class."""

from collections.abc import Callable
from typing import Any

from deltaward.callbacks.base import Callback, Logs


class LambdaCallback(Callback):
    """Call given functions from the hooks, with what the hooks get.

    Parameters
    ----------
    on_train_begin, on_train_end : callable, optional
        ``function(logs)``.
    on_epoch_begin, on_epoch_end : callable, optional
        ``function(epoch, logs)``.
    on_train_batch_end : callable, optional
        ``function(batch, logs)``; slows the training down.
    on_train_tick : callable, optional
        ``function(batch, logs)``.

    Raises
    ------
    TypeError
        If one of them can't be called.

    Examples
    --------
    >>> costs = []
    >>> keep = LambdaCallback(on_epoch_end=lambda epoch, logs: costs.append(logs["cost"]))
    """

    def __init__(
        self,
        *,
        on_train_begin: Callable[[Logs], Any] | None = None,
        on_train_end: Callable[[Logs], Any] | None = None,
        on_epoch_begin: Callable[[int, Logs], Any] | None = None,
        on_epoch_end: Callable[[int, Logs], Any] | None = None,
        on_train_batch_end: Callable[[int, Logs], Any] | None = None,
        on_train_tick: Callable[[int, Logs], Any] | None = None,
    ) -> None:
        functions = {
            "on_train_begin": on_train_begin,
            "on_train_end": on_train_end,
            "on_epoch_begin": on_epoch_begin,
            "on_epoch_end": on_epoch_end,
            "on_train_batch_end": on_train_batch_end,
            "on_train_tick": on_train_tick,
        }
        for hook, function in functions.items():
            if function is not None and not callable(function):
                raise TypeError(f"{hook}: {type(function).__name__}; expected a function")
        # Only those given take the place of a hook: an overridden batch hook costs time.
        for hook, function in functions.items():
            if function is not None:
                setattr(self, hook, function)
