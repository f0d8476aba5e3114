# SPDX-License-Identifier: MIT
"""A rate that drops when the training no longer gets anywhere."""

import math
from collections.abc import Collection
from dataclasses import KW_ONLY, asdict, dataclass, field
from typing import Any, ClassVar

import numpy as np

from deltaward import arguments
from deltaward.schedules import checks
from deltaward.schedules.base import Rates, Schedule, Span, Steps


@dataclass
class _State:
    """What a run changes."""

    rate: float
    best: float | None = None  # None until an epoch had a finite figure
    wait: int = 0  # epochs without improvement
    cooldown: int = 0  # epochs left in which none is counted


@dataclass(frozen=True)
class ReduceOnPlateau(Schedule):
    """A rate that drops when a figure has not improved for some epochs.

    The rules are those of Keras' ``ReduceLROnPlateau``; PyTorch's differ in that its threshold is
    a share of the best by default, and in that it waits one epoch longer.

    Parameters
    ----------
    learning_rate : float
        The rate until the first drop.
    monitor : str, default "val_cost"
        The figure, a name of `History`. Those that begin with ``val_`` need validation data.
    factor : float, default 0.1
        What a drop multiplies the rate by, above 0 and below 1.
    patience : int, default 10
        The rate drops with the patience-th epoch in a row that is no improvement; 0 is as 1.
    min_delta : float, default 1e-4
        An improvement is better than the best so far by more than this, in the figure's own unit
        (absolute, not a share). NaN and infinity are none.
    cooldown : int, default 0
        The epoch after a drop from which on epochs without improvement are counted again; 0 is
        as 1, the very next.
    lowest : float, default 0.0
        No drop goes below this rate.
    mode : {"auto", "min", "max"}
        Whether the figure should fall or rise; "auto" knows it of those that end with ``cost`` or
        ``accuracy``.
    """

    learning_rate: float
    _: KW_ONLY
    monitor: str = "val_cost"
    factor: float = 0.1
    patience: int = 10
    min_delta: float = 1e-4
    cooldown: int = 0
    lowest: float = 0.0
    mode: str = "auto"
    _state: _State = field(init=False, repr=False, compare=False)

    name: ClassVar[str] = "plateau"

    def __post_init__(self) -> None:
        if not isinstance(self.monitor, str):
            raise TypeError(f"monitor: {self.monitor!r}; expected the name of a figure")
        factor = checks.factor(self.factor)
        if factor >= 1:
            raise ValueError(f"factor: {factor}; expected a number below 1")
        rate = checks.rate(self.learning_rate)
        self._set(
            learning_rate=rate,
            factor=factor,
            patience=arguments.integer(self.patience, "patience", 0),
            min_delta=checks.rate(self.min_delta, "min_delta"),
            cooldown=arguments.integer(self.cooldown, "cooldown", 0),
            lowest=checks.final_rate(self.lowest, "lowest", rate),
        )
        _rises(self.mode, self.monitor)
        self.start()

    def formula(self, steps: Steps, span: Span) -> Rates:
        """Repeat the present rate; see `Schedule.formula`."""
        return np.full(len(steps), self._state.rate)

    def check(self, span: Span, figures: Collection[str]) -> None:
        """Raise if the figure is not among those of the epochs; see `Schedule.check`."""
        if self.monitor not in figures:
            advice = "; it needs validation data" if self.monitor.startswith("val_") else ""
            raise ValueError(
                f"monitor: {self.monitor!r} is not among the figures{advice}; expected one of "
                f"{', '.join(figures)}"
            )

    def start(self) -> None:
        """Go back to the first rate."""
        self._set(_state=_State(self.learning_rate))

    def end_epoch(self, figures: dict[str, float]) -> None:
        """Compare the figure with the best, and let the rate drop when patience is at its end.

        Raises
        ------
        ValueError
            If the figure is not among them.
        """
        self.check(Span(0, 0), figures)
        now = self._state
        if now.cooldown:
            now.cooldown -= 1
        if self._improves(figures[self.monitor]):
            now.best = float(figures[self.monitor])
            now.wait = 0
        elif not now.cooldown:
            now.wait += 1
            if now.wait >= self.patience:
                now.rate = max(now.rate * self.factor, self.lowest)
                now.cooldown = self.cooldown
                now.wait = 0

    def get_state(self) -> dict[str, Any]:
        """Return the rate, the best figure and what is counted; see `Schedule.get_state`."""
        return asdict(self._state)

    def set_state(self, state: dict[str, Any]) -> None:
        """Go on from what `get_state` returned.

        Raises
        ------
        TypeError, ValueError
            If it is not the state of such a schedule; nothing is changed.
        """
        if set(state) != set(asdict(self._state)):
            raise ValueError(
                f"state: {state!r}; expected the keys {', '.join(asdict(self._state))}"
            )
        best = state["best"] if state["best"] is None else arguments.number(state["best"], "best")
        if best is not None and not math.isfinite(best):
            raise ValueError(f"best: {best}; expected a finite number or None")
        found = _State(
            checks.final_rate(state["rate"], "rate", self.learning_rate),
            best,
            arguments.integer(state["wait"], "wait", 0),
            arguments.integer(state["cooldown"], "cooldown", 0),
        )
        self._set(_state=found)

    def _improves(self, figure: float) -> bool:
        if not math.isfinite(figure):
            return False
        best = self._state.best
        if best is None:
            return True
        if _rises(self.mode, self.monitor):
            return figure - self.min_delta > best
        return figure + self.min_delta < best


def _rises(mode: str, monitor: str) -> bool:
    """Say whether an improvement is a larger figure."""
    arguments.choice(mode, "mode", ("auto", "min", "max"))
    if mode != "auto":
        return mode == "max"
    if monitor.endswith(("cost", "accuracy")):
        return monitor.endswith("accuracy")
    raise ValueError(
        f"mode: 'auto' does not know whether {monitor!r} should fall or rise; expected min or max"
    )
