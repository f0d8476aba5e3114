# SPDX-License-Identifier: MIT
"""How a step turns a gradient into new weights.

Every optimizer is a rule of the C++ core, applied to all weights and biases in one pass. g is the
mean gradient of the mini-batch, η the learning rate of the step: a number, an object of
`deltaward.schedules`, or any function of the step (counted from 0) that returns one.

What an optimizer remembers of each weight (its moments) stays with the network: another `fit` with
the same optimizer, whatever its learning rate, goes on with it; another optimizer begins anew.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from deltaward.optimizers.base import Optimizer
from deltaward.optimizers.names import make, names, resolve

if TYPE_CHECKING:
    from deltaward.optimizers.adaptive import Adagrad, Adam, AdamW, RMSprop
    from deltaward.optimizers.descent import SGD, Momentum, Nesterov
    from deltaward.optimizers.sign import RPROP, Lion

__all__ = [
    "RPROP",
    "SGD",
    "Adagrad",
    "Adam",
    "AdamW",
    "Lion",
    "Momentum",
    "Nesterov",
    "Optimizer",
    "RMSprop",
    "make",
    "names",
    "resolve",
]

_MODULES = {
    "Adagrad": "adaptive",
    "Adam": "adaptive",
    "AdamW": "adaptive",
    "Lion": "sign",
    "Momentum": "descent",
    "Nesterov": "descent",
    "RMSprop": "adaptive",
    "RPROP": "sign",
    "SGD": "descent",
}

# Each dataclass takes a millisecond to make. Type checkers see the imports above.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Import a public name when it is first asked for."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
        globals()[name] = found
        return found

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
