# SPDX-License-Identifier: MIT
"""What a training run left behind."""


class History:
    """The figures of each epoch.

    Attributes
    ----------
    history : dict of list of float
        ``cost`` and ``accuracy`` (means over the epoch's samples, each before the step of its own
        mini-batch), ``val_cost`` and ``val_accuracy`` (at the end of the epoch, only with
        validation data), ``seconds`` (wall time, validation included). The accuracies are NaN
        where the targets are values of a regression.
    """

    def __init__(self) -> None:
        self.history: dict[str, list[float]] = {}

    def append(self, figures: dict[str, float]) -> None:
        """Add the figures of an epoch."""
        for key, value in figures.items():
            self.history.setdefault(key, []).append(value)

    @property
    def epochs(self) -> int:
        """Number of finished epochs."""
        return len(self.history.get("seconds", []))

    def __repr__(self) -> str:
        last = ", ".join(f"{key} {values[-1]:.4g}" for key, values in self.history.items())
        return f"History({self.epochs} epochs{': ' if last else ''}{last})"
