# SPDX-License-Identifier: MIT
"""A backpropagation engine for multilayer perceptrons: fast on CPUs, and every δ in view."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from deltaward import environment

environment.check()

from deltaward.cpu import cpu_info
from deltaward.network import Network
from deltaward.version import __version__

if TYPE_CHECKING:
    from deltaward import callbacks, datasets, equations, metrics, optimizers, plots, schedules
    from deltaward.augment import Augment
    from deltaward.explain.recording import Trace
    from deltaward.files import load
    from deltaward.history import History
    from deltaward.interchange import from_keras, from_onnx, from_sklearn, from_torch

__all__ = [
    "Augment",
    "History",
    "Network",
    "Trace",
    "__version__",
    "callbacks",
    "cpu_info",
    "datasets",
    "equations",
    "from_keras",
    "from_onnx",
    "from_sklearn",
    "from_torch",
    "load",
    "metrics",
    "optimizers",
    "plots",
    "schedules",
]

_SUBPACKAGES = {
    "callbacks",
    "datasets",
    "equations",
    "metrics",
    "optimizers",
    "plots",
    "schedules",
}
_MODULES = {
    "Augment": "augment",
    "History": "history",
    "Trace": "explain.recording",
    "from_keras": "interchange",
    "from_onnx": "interchange",
    "from_sklearn": "interchange",
    "from_torch": "interchange",
    "load": "files",
}

# Who predicts doesn't pay for what trains. Type checkers see the imports above.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Import a public name when it is first asked for."""
        if name in _SUBPACKAGES:
            return import_module(f"{__name__}.{name}")
        if name in _MODULES:
            found = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
            globals()[name] = found
            return found
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
