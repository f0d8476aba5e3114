# SPDX-License-Identifier: MIT
"""Checks that several callbacks need, and how they speak."""

import math
import sys
from collections.abc import Iterable
from typing import Any

from deltaward import arguments


def finite(value: Any, name: str) -> float:
    """Return value as a finite float, or raise naming the argument."""
    number = arguments.number(value, name)
    if not math.isfinite(number):
        raise ValueError(f"{name}: {number}; expected a finite number")
    return number


def state_keys(state: dict[str, Any], expected: Iterable[str]) -> None:
    """Raise if a state has other keys than expected."""
    if set(state) != set(expected):
        raise ValueError(f"state: keys {sorted(state)}; expected {sorted(expected)}")


def say(text: str) -> None:
    """Write a line to standard error, above the bar if one is shown there."""
    # 60 ms to import, and only verbose callbacks speak.
    from tqdm import tqdm

    tqdm.write(text, file=sys.stderr)
