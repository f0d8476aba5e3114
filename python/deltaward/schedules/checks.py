# SPDX-License-Identifier: MIT
"""Checks of the arguments of schedules."""

import math
import numbers
from typing import Any

from deltaward import arguments
from deltaward.schedules.base import Span


def rate(value: Any, name: str = "learning_rate") -> float:
    """Return a finite number of at least 0."""
    found = arguments.number(value, name)
    if not math.isfinite(found) or found < 0:
        raise ValueError(f"{name}: {found}; expected a finite number of at least 0")
    return found


def final_rate(value: Any, name: str, learning_rate: float) -> float:
    """Return a rate that is not above the one it is reached from."""
    found = rate(value, name)
    if found > learning_rate:
        raise ValueError(f"{name}: {found}; expected at most the learning_rate, {learning_rate}")
    return found


def factor(value: Any, name: str = "factor") -> float:
    """Return a finite number above 0."""
    found = arguments.number(value, name)
    if not math.isfinite(found) or found <= 0:
        raise ValueError(f"{name}: {found}; expected a finite number above 0")
    return found


def share(value: Any, name: str) -> float:
    """Return a number from 0 to 1."""
    found = arguments.number(value, name)
    if not 0 <= found <= 1:
        raise ValueError(f"{name}: {found}; expected a share, 0 to 1")
    return found


def length(value: Any, name: str) -> int | None:
    """Return a positive int, or None where none is given."""
    return None if value is None else arguments.integer(value, name, 1)


def warmup(value: Any, steps: int | None) -> float | int:
    """Return a share of the steps (float), or a number of steps (int)."""
    if not isinstance(value, numbers.Integral) or isinstance(value, bool):
        return share(value, "warmup")
    found = arguments.integer(value, "warmup", 0)
    if steps is not None:
        fits(found, steps)
    return found


def fits(warmup: float | int, steps: int) -> None:
    """Raise if a warm-up is longer than the run."""
    if isinstance(warmup, int) and warmup > steps:
        raise ValueError(f"warmup: {warmup} steps; expected at most those of the run, {steps}")


def run_steps(own: int | None, span: Span) -> int:
    """Return the steps of the run: those the schedule was given, else the span's."""
    found = own or span.steps
    if not found:
        raise ValueError(
            "steps: the length of the run is not known; expected the schedule to have its own, "
            "steps=..."
        )
    return found


def epoch_steps(own: int | None, span: Span) -> int:
    """Return the steps of an epoch: those the schedule was given, else the span's."""
    found = own or span.steps_per_epoch
    if not found:
        raise ValueError(
            "steps_per_epoch: the length of an epoch is not known; expected the schedule to have "
            "its own, steps_per_epoch=..."
        )
    return found
