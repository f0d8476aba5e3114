# SPDX-License-Identifier: MIT
"""What classes are called in a picture."""

from typing import Any


def class_names(names: Any, count: int) -> list[str]:
    """Return the names that a caller gave, or indices, or raise naming the argument."""
    if names is None:
        return [str(i) for i in range(count)]
    if isinstance(names, str) or not hasattr(names, "__iter__"):
        raise TypeError(f"names: {names!r}; expected a list of {count} names")
    given = [str(name) for name in names]
    if len(given) != count:
        raise ValueError(f"names: {len(given)}; expected {count}, one for each class")
    return given
