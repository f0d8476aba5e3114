# SPDX-License-Identifier: MIT
"""Up to a peak, and down to almost nothing."""

from dataclasses import KW_ONLY, dataclass
from typing import ClassVar

import numpy as np

from deltaward.schedules import checks
from deltaward.schedules.base import Rates, Schedule, Span, Steps
from deltaward.schedules.cosine import half_cosine


@dataclass(frozen=True)
class OneCycle(Schedule):
    """Half a cosine up to the peak, and half a cosine down to almost nothing.

    With n steps the peak is at step p = warmup · n − 1, which counts from 0 and need not be whole:
    the rate goes from initial · η at step 0 to η at p, and to final · initial · η at the last
    step, n − 1, each time along half a cosine. PyTorch's ``OneCycleLR`` has the same
    rates, with 1 / initial as its ``div_factor`` and 1 / final as its ``final_div_factor``.

    Parameters
    ----------
    learning_rate : float
        η, the peak.
    initial : float, default 1/25
        The first rate as a share of the peak, 0 to 1.
    final : float, default 1e-4
        The last rate as a share of the first, 0 to 1; also the rate of any step after the n-th.
    warmup : float or int, default 0.3
        A float is the share of the steps up to the peak, 0.0 to 1.0; an int is their number.
    steps : int, optional
        n, where the length of the run is not known or another is meant; default: the run's.

    Notes
    -----
    Smith & Topin, "Super-convergence: Very fast training of neural networks using large learning
    rates", 2018; cosines in the place of their straight lines.
    """

    learning_rate: float
    _: KW_ONLY
    initial: float = 1 / 25
    final: float = 1e-4
    warmup: float | int = 0.3
    steps: int | None = None

    name: ClassVar[str] = "one_cycle"

    def __post_init__(self) -> None:
        steps = checks.length(self.steps, "steps")
        self._set(
            learning_rate=checks.rate(self.learning_rate),
            initial=checks.share(self.initial, "initial"),
            final=checks.share(self.final, "final"),
            warmup=checks.warmup(self.warmup, steps),
            steps=steps,
        )

    def formula(self, steps: Steps, span: Span) -> Rates:
        """Rise to the peak, then fall; see `Schedule.formula`."""
        n = checks.run_steps(self.steps, span)
        checks.fits(self.warmup, n)
        # Not rounded, and -1 without a warm-up: where PyTorch has it.
        peak = (self.warmup if isinstance(self.warmup, int) else self.warmup * n) - 1
        low = self.initial * self.learning_rate
        # With the peak at step 0 or n - 1 one of the two sides has no width.
        up = steps / peak if peak > 0 else np.ones(len(steps))
        down = np.where(steps < n, (steps - peak) / ((n - 1 - peak) or 1.0), 1.0)
        return np.where(
            steps <= peak,
            half_cosine(low, self.learning_rate, up),
            half_cosine(self.learning_rate, self.final * low, down),
        )
