# SPDX-License-Identifier: MIT
"""The same rate all along."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from deltaward.schedules import checks
from deltaward.schedules.base import Rates, Schedule, Span, Steps


@dataclass(frozen=True)
class Constant(Schedule):
    """The same rate all along.

    Parameters
    ----------
    learning_rate : float
        η, finite and not negative.
    """

    learning_rate: float

    name: ClassVar[str] = "constant"

    def __post_init__(self) -> None:
        self._set(learning_rate=checks.rate(self.learning_rate))

    def formula(self, steps: Steps, span: Span) -> Rates:
        """Repeat the rate; see `Schedule.formula`."""
        return np.full(len(steps), self.learning_rate)
