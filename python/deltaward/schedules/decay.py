# SPDX-License-Identifier: MIT
"""Rates that are multiplied by a factor after so many epochs."""

import itertools
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from typing import ClassVar

import numpy as np

from deltaward import arguments
from deltaward.schedules import checks, libm
from deltaward.schedules.base import Rates, Schedule, Span, Steps

EVERY = 10


@dataclass(frozen=True)
class Step(Schedule):
    """A rate that drops from time to time, ηₑ = η₀ · factorᵏ after k drops.

    Parameters
    ----------
    learning_rate : float
        η₀, the rate of the first epoch.
    factor : float, default 0.1
        What a drop multiplies the rate by, above 0.
    every : int, optional
        Epochs from one drop to the next; default: 10.
    at : sequence of int, optional
        Instead of `every`: the drops come after so many epochs, ``[30, 60]`` with the 31st and
        the 61st; rising, from 1.
    steps_per_epoch : int, optional
        Mini-batches of an epoch, where the data doesn't tell; default: the run's.
    """

    learning_rate: float
    _: KW_ONLY
    factor: float = 0.1
    every: int | None = None
    at: Sequence[int] | None = None
    steps_per_epoch: int | None = None

    name: ClassVar[str] = "step"

    def __post_init__(self) -> None:
        if self.every is not None and self.at is not None:
            raise ValueError(f"every: {self.every}, with at given too; expected one of the two")
        every = arguments.integer(EVERY if self.every is None else self.every, "every", 1)
        self._set(
            learning_rate=checks.rate(self.learning_rate),
            factor=checks.factor(self.factor),
            every=every if self.at is None else None,
            at=None if self.at is None else _epochs(self.at),
            steps_per_epoch=checks.length(self.steps_per_epoch, "steps_per_epoch"),
        )

    def formula(self, steps: Steps, span: Span) -> Rates:
        """Count the drops before each step; see `Schedule.formula`."""
        epochs = steps // checks.epoch_steps(self.steps_per_epoch, span)
        if self.at is None:
            drops = epochs // (self.every or EVERY)
        else:
            drops = np.searchsorted(np.array(self.at), epochs, side="right")
        rates: Rates = self.learning_rate * libm.power(self.factor, drops)
        return rates


@dataclass(frozen=True)
class Exponential(Schedule):
    """A rate that falls by the same factor with every epoch, η(e) = η₀ · factorᵉ after e epochs.

    Parameters
    ----------
    learning_rate : float
        η₀, the rate of the first step.
    factor : float, default 0.95
        What an epoch multiplies the rate by, above 0. Above 1 the rate rises, as in a test of
        which rates a network stands.
    smooth : bool, default True
        e counts steps as parts of an epoch, so that each has its own rate; False: finished epochs
        only.
    steps_per_epoch : int, optional
        Mini-batches of an epoch, where the data doesn't tell; default: the run's.
    """

    learning_rate: float
    _: KW_ONLY
    factor: float = 0.95
    smooth: bool = True
    steps_per_epoch: int | None = None

    name: ClassVar[str] = "exponential"

    def __post_init__(self) -> None:
        self._set(
            learning_rate=checks.rate(self.learning_rate),
            factor=checks.factor(self.factor),
            smooth=arguments.boolean(self.smooth, "smooth"),
            steps_per_epoch=checks.length(self.steps_per_epoch, "steps_per_epoch"),
        )

    def formula(self, steps: Steps, span: Span) -> Rates:
        """Take the factor to the power of the epochs; see `Schedule.formula`."""
        length = checks.epoch_steps(self.steps_per_epoch, span)
        epochs = steps / length if self.smooth else steps // length
        rates: Rates = self.learning_rate * libm.power(self.factor, epochs)
        return rates


def _epochs(at: Sequence[int]) -> tuple[int, ...]:
    if isinstance(at, str) or not hasattr(at, "__iter__"):
        raise TypeError(f"at: {at!r}; expected a list of epochs like [30, 60]")
    found = tuple(arguments.integer(epoch, f"at[{i}]", 1) for i, epoch in enumerate(at))
    if not found or any(a >= b for a, b in itertools.pairwise(found)):
        raise ValueError(f"at: {list(found)}; expected at least one epoch, each above the last")
    return found
