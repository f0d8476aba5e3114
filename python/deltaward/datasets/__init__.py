# SPDX-License-Identifier: MIT
"""Data sets: the digits in the package, MNIST, Fashion-MNIST, and the IDX format they come in."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deltaward.datasets.digits import load_digits
    from deltaward.datasets.fashion_mnist import load_fashion_mnist
    from deltaward.datasets.idx import read_idx, write_idx
    from deltaward.datasets.mnist import load_mnist

__all__ = ["load_digits", "load_fashion_mnist", "load_mnist", "read_idx", "write_idx"]

_MODULES = {
    "load_digits": "digits",
    "load_fashion_mnist": "fashion_mnist",
    "load_mnist": "mnist",
    "read_idx": "idx",
    "write_idx": "idx",
}

# Half of the time of importing all modules at once, 13 ms, goes to pathlib and dataclasses: who
# trains on arrays of their own doesn't pay for it. Type checkers see the imports above instead.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Import a public function when it is first asked for."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        function = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
        globals()[name] = function
        return function

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
