# SPDX-License-Identifier: MIT
"""What may be given as callbacks."""

from typing import Any

from deltaward.callbacks.base import Callback

# Keras has these too. Overridden here they would do nothing, and nobody would be told.
_NEVER_CALLED = (
    *("on_batch_begin", "on_batch_end", "on_train_batch_begin"),
    *(f"on_{what}_{when}" for what in ("test", "predict") for when in ("begin", "end")),
    *(f"on_{what}_batch_{when}" for what in ("test", "predict") for when in ("begin", "end")),
)


def checked(callbacks: Any) -> list[Callback]:
    """Return the callbacks that `deltaward.Network.fit` was given, or raise naming what is none."""
    if isinstance(callbacks, Callback):
        callbacks = [callbacks]
    if callbacks is None:
        callbacks = ()
    if isinstance(callbacks, (str, type)) or not hasattr(callbacks, "__iter__"):
        raise TypeError(f"callbacks: {_called(callbacks)}; expected a list of callbacks")
    found: list[Callback] = []
    for i, callback in enumerate(callbacks):
        name = f"callbacks[{i}]"
        if isinstance(callback, type):
            raise TypeError(
                f"{name}: the class {callback.__name__}; expected an object of it, as in "
                f"{callback.__name__}(...)"
            )
        if not isinstance(callback, Callback):
            raise TypeError(f"{name}: {_called(callback)}; expected a deltaward.callbacks.Callback")
        for hook in _NEVER_CALLED:
            if hasattr(callback, hook):
                raise TypeError(
                    f"{name}: {type(callback).__name__} has {hook}, which is never called; "
                    "expected the hooks of deltaward.callbacks.Callback"
                )
        for j, other in enumerate(found):
            if other is callback:
                raise ValueError(
                    f"{name}: the same {type(callback).__name__} as callbacks[{j}]; "
                    "expected each object once"
                )
        found.append(callback)
    return found


def _called(thing: Any) -> str:
    """Name a type with its module: Keras' EarlyStopping is not ours."""
    kind = thing if isinstance(thing, type) else type(thing)
    name = (
        kind.__qualname__
        if kind.__module__ == "builtins"
        else f"{kind.__module__}.{kind.__qualname__}"
    )
    return f"the class {name}" if isinstance(thing, type) else name
