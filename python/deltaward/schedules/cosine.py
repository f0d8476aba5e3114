# SPDX-License-Identifier: MIT
"""A warm-up, then half a cosine."""

from dataclasses import KW_ONLY, dataclass
from typing import ClassVar

import numpy as np

from deltaward.schedules import checks, libm
from deltaward.schedules.base import Rates, Schedule, Span, Steps


@dataclass(frozen=True)
class Cosine(Schedule):
    """A linear warm-up, then half a cosine down to the final rate.

    With n steps, w of them warm-up, the rate of step s, which counts from 0, is
    η · (s + 1) / w before step w, then η_final + ½(η − η_final)(1 + cos(π (s − w) / (n − w))).
    The last step of the warm-up has the full rate, and the final rate is what step n would have,
    the first after the run: no step is taken with a rate of 0.

    Parameters
    ----------
    learning_rate : float
        η, the highest rate.
    warmup : float or int, default 0.0
        A float is a share of the steps, 0.0 to 1.0, rounded to whole steps; an int is a number of
        steps. So 1.0 is the whole run, and 1 is one step.
    final : float, default 0.0
        η_final, at most η; also the rate of any step after the n-th.
    steps : int, optional
        n, where the length of the run is not known or another is meant; default: the run's.

    Notes
    -----
    Loshchilov & Hutter, "SGDR: Stochastic gradient descent with warm restarts", 2017, equation 5,
    without restarts.
    """

    learning_rate: float
    _: KW_ONLY
    warmup: float | int = 0.0
    final: float = 0.0
    steps: int | None = None

    name: ClassVar[str] = "cosine"

    def __post_init__(self) -> None:
        steps = checks.length(self.steps, "steps")
        rate = checks.rate(self.learning_rate)
        self._set(
            learning_rate=rate,
            warmup=checks.warmup(self.warmup, steps),
            final=checks.final_rate(self.final, "final", rate),
            steps=steps,
        )

    def formula(self, steps: Steps, span: Span) -> Rates:
        """Rise, then fall; see `Schedule.formula`."""
        n = checks.run_steps(self.steps, span)
        checks.fits(self.warmup, n)
        w = self.warmup if isinstance(self.warmup, int) else round(self.warmup * n)
        rising = self.learning_rate * ((steps + 1) / max(w, 1))
        phase = np.where(steps < n, (steps - w) / max(n - w, 1), 1.0)
        return np.where(steps < w, rising, half_cosine(self.learning_rate, self.final, phase))


def half_cosine(first: float, last: float, phase: Rates) -> Rates:
    """Go from the first rate to the last as the phase goes from 0 to 1."""
    return last + (first - last) / 2 * (1 + libm.cos(np.pi * phase))
