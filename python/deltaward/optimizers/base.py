# SPDX-License-Identifier: MIT
"""What all optimizers have."""

import math
import numbers
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from deltaward import schedules
from deltaward.schedules.base import Schedule

LearningRate = float | Schedule | Callable[[int], float]

# What the settings may be: from, to below.
_LIMITS = {
    "momentum": (0.0, 1.0),
    "rho": (0.0, 1.0),
    "beta1": (0.0, 1.0),
    "beta2": (0.0, 1.0),
    "epsilon": (0.0, math.inf),
    "weight_decay": (0.0, math.inf),
    "shrink": (0.0, 1.0),
    "grow": (1.0, math.inf),
    "smallest": (0.0, math.inf),
    "largest": (0.0, math.inf),
}


@dataclass(frozen=True, kw_only=True)
class Optimizer:
    """What all optimizers have; use one of the others.

    Parameters
    ----------
    learning_rate : float, schedule or function of the step
        η, finite and not negative.
    """

    learning_rate: LearningRate = 0.01

    rule: ClassVar[str]  # of the core
    # Where the core keeps each of the settings.
    core_names: ClassVar[dict[str, str]] = {}

    def __post_init__(self) -> None:
        schedules.resolve(self.learning_rate)
        for name, (low, high) in _LIMITS.items():
            if hasattr(self, name):
                value = _number(getattr(self, name), name)
                object.__setattr__(self, name, value)
                if not low <= value < high:
                    limits = (
                        f"{low:g} to {high:g}, {high:g} excluded"
                        if high < math.inf
                        else f"at least {low:g}"
                    )
                    raise ValueError(f"{name}: {value}; expected {limits}")

    @property
    def name(self) -> str:
        """The name that `deltaward.Network.fit` knows it by."""
        return type(self).__name__.lower()

    @property
    def slots(self) -> int:
        """How many numbers it remembers of each weight."""
        return {"sgd": 0, "adam": 2, "rprop": 2}.get(self.rule, 1)

    @property
    def nonnegative(self) -> int | None:
        """Which of them, from 0, is never below 0: squares, or the steps of RPROP."""
        return {"rmsprop": 0, "adagrad": 0, "adam": 1, "rprop": 1}.get(self.rule)

    def settings(self) -> dict[str, float]:
        """Return all numbers but the learning rate."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "learning_rate"}

    def core_settings(self) -> dict[str, Any]:
        """Return what the core is told."""
        return {self.core_names.get(k, k): v for k, v in self.settings().items()}


def _number(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name}: {value!r}; expected a number")
    try:
        number = float(value)
    except OverflowError as error:
        raise ValueError(f"{name}: beyond float64; expected a number") from error
    if math.isnan(number):
        raise ValueError(f"{name}: {value}; expected a number")
    return number
