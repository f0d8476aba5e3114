# SPDX-License-Identifier: MIT
"""How the learning rate changes over a run."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deltaward.schedules.base import Schedule, Span
    from deltaward.schedules.constant import Constant
    from deltaward.schedules.cosine import Cosine
    from deltaward.schedules.custom import Custom
    from deltaward.schedules.decay import Exponential, Step
    from deltaward.schedules.given import resolve
    from deltaward.schedules.names import NAMES, by_name
    from deltaward.schedules.one_cycle import OneCycle
    from deltaward.schedules.plateau import ReduceOnPlateau

__all__ = [
    "NAMES",
    "Constant",
    "Cosine",
    "Custom",
    "Exponential",
    "OneCycle",
    "ReduceOnPlateau",
    "Schedule",
    "Span",
    "Step",
    "by_name",
    "resolve",
]

_MODULES = {
    "NAMES": "names",
    "Constant": "constant",
    "Cosine": "cosine",
    "Custom": "custom",
    "Exponential": "decay",
    "OneCycle": "one_cycle",
    "ReduceOnPlateau": "plateau",
    "Schedule": "base",
    "Span": "base",
    "Step": "decay",
    "by_name": "names",
    "resolve": "given",
}

# All of them at once are 10 ms, most of it in dataclasses: who trains with a constant rate doesn't
# pay for it. Type checkers see the imports above instead.
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
