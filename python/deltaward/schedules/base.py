# SPDX-License-Identifier: MIT
"""What a schedule is, and what it is told of the run."""

from collections.abc import Collection
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from deltaward import arguments

Rates = npt.NDArray[np.float64]
Steps = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Span:
    """What a schedule is told of the run that it is used in.

    Parameters
    ----------
    steps : int
        Mini-batches of the whole run, epochs × steps_per_epoch; 0 where that is not known.
    steps_per_epoch : int
        Mini-batches of an epoch; 0 where that is not known.
    """

    steps: int
    steps_per_epoch: int

    def __post_init__(self) -> None:
        for name in ("steps", "steps_per_epoch"):
            number = arguments.integer(getattr(self, name), name, 0)
            object.__setattr__(self, name, number)


class Schedule:
    """How the learning rate η changes over a run.

    To write one, override `formula`; if it learns from the figures of the epochs, also `start`,
    `end_epoch`, `get_state` and `set_state`. For a mere function of the step there is `Custom`.

    Attributes
    ----------
    learning_rate : float
        The highest rate, or the first.
    name : str
        How `settings` call it; the class's own name if empty.
    """

    learning_rate: float
    name: ClassVar[str] = ""

    def formula(self, steps: Steps, span: Span) -> npt.ArrayLike:
        """Compute the rates of steps; what `rates` is made from.

        Parameters
        ----------
        steps : (count,) array of int64
            Consecutive, 0 for the first of the run.
        span : Span
            The run.

        Returns
        -------
        (count,) array of float
            Finite and not negative.
        """
        raise NotImplementedError(f"{type(self).__name__} has no formula")

    def rates(self, first: int, count: int, span: Span) -> Rates:
        """Compute the rates of the steps first, first + 1, ...

        Parameters
        ----------
        first : int
            0 for the first step of the run. Steps after the end of the run are allowed.
        count : int
            How many.
        span : Span
            The run.

        Returns
        -------
        (count,) array of float64
            Finite and not negative.

        Raises
        ------
        ValueError
            If the length of the run or of an epoch is needed and not known, a setting does not
            fit the run, or a rate is negative, infinite or NaN.
        """
        first = arguments.integer(first, "first", 0)
        count = arguments.integer(count, "count", 0)
        if not count:
            return np.empty(0)
        # A factor above 1 may overflow, which is found below.
        with np.errstate(over="ignore", invalid="ignore"):
            found = self.formula(np.arange(first, first + count, dtype=np.int64), span)
        rates = np.asarray(found, dtype=np.float64)
        if rates.shape != (count,):
            raise ValueError(
                f"learning_rate: {self!r} gave an array of shape {rates.shape} for {count} steps; "
                f"expected ({count},)"
            )
        bad = np.flatnonzero(~(np.isfinite(rates) & (rates >= 0)))
        if bad.size:
            raise ValueError(
                f"learning_rate: {self!r} gave {rates[bad[0]]} for step {first + bad[0]}; "
                "expected a finite number of at least 0"
            )
        return rates

    def check(self, span: Span, figures: Collection[str]) -> None:
        """Raise before a run what would otherwise come up in the middle of it.

        The first and the last step are tried, as a rate that grows too large does it in the end.

        Parameters
        ----------
        span : Span
            The run.
        figures : collection of str
            Names of the figures that `end_epoch` will be given.

        Raises
        ------
        ValueError
            As `rates` and `end_epoch`.
        """
        self.rates(0, 1, span)
        if span.steps:
            self.rates(span.steps - 1, 1, span)

    def start(self) -> None:
        """Begin a run: a schedule with a state forgets it."""

    def end_epoch(self, figures: dict[str, float]) -> None:
        """Take the figures of a finished epoch, under the names they have in `History`."""

    def get_state(self) -> dict[str, Any]:
        """Return what `set_state` needs to go on from here, as values that JSON can hold."""
        return {}

    def set_state(self, state: dict[str, Any]) -> None:
        """Go on from what `get_state` returned.

        Raises
        ------
        ValueError
            If it is the state of another kind of schedule.
        """
        if state:
            raise ValueError(f"state: {state!r}; expected none, as {self!r} keeps none")

    def settings(self) -> dict[str, Any]:
        """Return what tells this schedule from another, as values that JSON can hold."""
        found: dict[str, Any] = {"schedule": self.name or type(self).__name__}
        if is_dataclass(self):
            for field in fields(self):
                if field.init:
                    value = getattr(self, field.name)
                    found[field.name] = list(value) if isinstance(value, tuple) else value
        return found

    def _set(self, **checked: Any) -> None:
        """Put checked values in the place of those given, which a frozen dataclass prevents."""
        for name, value in checked.items():
            object.__setattr__(self, name, value)
