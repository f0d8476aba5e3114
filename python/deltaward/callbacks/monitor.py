# SPDX-License-Identifier: MIT
"""Following one figure of the epochs, for callbacks that act on the best one."""

from collections.abc import Collection
from typing import Any

from deltaward import arguments
from deltaward.callbacks import checks
from deltaward.callbacks.base import Callback, Logs

_LOWER_IS_BETTER = {"cost", "loss", "error", "mae", "mse", "rmse", "deviance", "perplexity"}
_HIGHER_IS_BETTER = {"accuracy", "precision", "recall", "f1", "auc", "r2", "kappa"}


class MonitorCallback(Callback):
    """What `EarlyStopping` and `ModelCheckpoint` share.

    Parameters
    ----------
    monitor : str
        The figure, by its name in `deltaward.History`.
    mode : {"auto", "min", "max"}
        Whether less or more of it is better; auto tells by its name.
    min_delta : float, default 0
        By how much it has to be better to count; the sign is left away.

    Raises
    ------
    TypeError, ValueError
        For a bad argument, or a name that does not tell with mode auto.
    """

    def __init__(self, monitor: str, mode: str, min_delta: float = 0.0) -> None:
        if not isinstance(monitor, str):
            raise TypeError(f"monitor: {monitor!r}; expected the name of a figure")
        self.monitor = monitor
        self.mode = arguments.choice(mode, "mode", ("auto", "min", "max"))
        self.min_delta = abs(checks.finite(min_delta, "min_delta"))
        self._lower_is_better = _direction(monitor) if mode == "auto" else mode == "min"

    def get_settings(self) -> dict[str, Any]:
        """Return which figure is looked at, and how; see `Callback.get_settings`."""
        return {
            "monitor": self.monitor,
            "min_delta": self.min_delta,
            "lower_is_better": self._lower_is_better,
        }

    def check_figures(self, figures: Collection[str]) -> None:
        """Raise ValueError if the figure is not among those of the training."""
        if self.monitor not in figures:
            raise ValueError(
                f"monitor: {self.monitor!r} is not among the figures of this training; "
                f"expected one of {', '.join(figures)}{_hint(self.monitor, figures)}"
            )

    def _current(self, logs: Logs) -> float:
        """Return the figure of this epoch."""
        MonitorCallback.check_figures(self, logs)
        return float(logs[self.monitor])

    def _improves(self, current: float, reference: float | None) -> bool:
        """Compare as Keras does: with nothing, all is better; a NaN is never, nor is one beaten."""
        if reference is None:
            return True
        if self._lower_is_better:
            return current + self.min_delta < reference
        return current - self.min_delta > reference


def number_or_none(value: Any, name: str) -> float | None:
    """Return a figure of a state, which may be NaN or infinite."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"state: {name} {value!r}; expected a number or None")
    return float(value)


def _direction(monitor: str) -> bool:
    words = set(monitor.split("_"))
    lower, higher = words & _LOWER_IS_BETTER, words & _HIGHER_IS_BETTER
    if bool(lower) == bool(higher):
        raise ValueError(
            f"mode: 'auto', and the name {monitor!r} does not tell whether less or more of it is "
            "better; expected 'min' or 'max'"
        )
    return bool(lower)


def _hint(monitor: str, figures: Collection[str]) -> str:
    if monitor.startswith("val_") and not any(key.startswith("val_") for key in figures):
        return " (val_ figures come with validation_data or validation_split)"
    return ""
