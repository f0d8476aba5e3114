# SPDX-License-Identifier: MIT
"""Rates from any function of the step."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from deltaward import arguments
from deltaward.schedules.base import Schedule, Span, Steps


@dataclass(frozen=True, repr=False)
class Custom(Schedule):
    """The rate that a function returns for a step.

    Parameters
    ----------
    function : callable
        Takes the step, an int that counts from 0 for the first of the run, and returns its rate,
        a finite number of at least 0. It is called for step 0 when the schedule is made, for
        the first and the last before a run, and in it for many steps at a time, ahead of them.

    Raises
    ------
    TypeError
        If the function is not callable, or returns what is no number.
    ValueError
        If it returns a number that is negative, infinite or NaN.
    """

    function: Callable[[int], float]
    learning_rate: float = field(init=False, compare=False)

    name: ClassVar[str] = "custom"

    def __post_init__(self) -> None:
        if not callable(self.function):
            raise TypeError(
                f"function: {self.function!r} of type {type(self.function).__name__}; expected a "
                "function of the step"
            )
        self._set(learning_rate=float(self.rates(0, 1, Span(0, 0))[0]))

    def formula(self, steps: Steps, span: Span) -> list[float]:
        """Call the function for each step; see `Schedule.formula`."""
        return [self._rate(step) for step in steps.tolist()]

    def settings(self) -> dict[str, Any]:
        """Return the name of the function and its rate for step 0, all that can be told of it."""
        return {
            "schedule": self.name,
            "function": self._function_name(),
            "learning_rate": self.learning_rate,
        }

    def _rate(self, step: int) -> float:
        came = self.function(step)
        try:
            return arguments.number(came, "")
        except TypeError:
            raise TypeError(
                f"learning_rate: {self!r} gave {came!r} of type {type(came).__name__} for step "
                f"{step}; expected a number"
            ) from None

    def _function_name(self) -> str:
        # Not its repr, which may hold an address and so differ from run to run.
        return str(getattr(self.function, "__qualname__", type(self.function).__qualname__))

    def __repr__(self) -> str:
        return f"Custom({self._function_name()})"
