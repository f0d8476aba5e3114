# SPDX-License-Identifier: MIT
"""Saving the network while it is trained."""

import math
import os
from collections import defaultdict
from collections.abc import Collection
from pathlib import Path
from string import Formatter
from typing import Any

from deltaward import arguments
from deltaward.atomic import to_path
from deltaward.callbacks import checks
from deltaward.callbacks.base import Logs
from deltaward.callbacks.monitor import MonitorCallback, number_or_none


class ModelCheckpoint(MonitorCallback):
    """Save the network at the end of epochs, through `deltaward.Network.save`: atomically.

    Parameters
    ----------
    path : path
        The file; `deltaward.load` reads it. It may hold ``{epoch}``, counted from 1 as in Keras,
        and figures of the epoch with formats of their own, like ``{val_cost:.4f}``. Folders that
        are not there are made.
    monitor : str, default "val_cost"
        The figure that tells the best, by its name in `deltaward.History`.
    save_best_only : bool, default False
        Save only what is better than all that was saved before, also in earlier trainings with
        this object.
    mode : {"auto", "min", "max"}
        Whether less or more of the figure is better; auto tells by its name.
    every : int, default 1
        Look at each `every`-th epoch only.
    verbose : {0, 1}
        1: say on standard error what is saved where.

    Attributes
    ----------
    best : float or None
        The figure of the best that was saved, None with `save_best_only` False. A NaN is saved
        only as long as there is nothing else, and anything else is better.

    Raises
    ------
    TypeError, ValueError
        For a bad argument; in training, ValueError if there is no such figure.
    OSError
        In training, if the file can't be written.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        monitor: str = "val_cost",
        *,
        save_best_only: bool = False,
        mode: str = "auto",
        every: int = 1,
        verbose: int = 0,
    ) -> None:
        self.path = str(to_path(path))
        self.save_best_only = arguments.boolean(save_best_only, "save_best_only")
        # What is not looked at need not tell whether less of it is better.
        super().__init__(monitor, mode if save_best_only or mode != "auto" else "min")
        self.mode = mode
        self.every = arguments.integer(every, "every", 1)
        self.verbose = arguments.integer(verbose, "verbose", 0, 1)
        self.best: float | None = None
        self._fields = _fields(self.path)

    def on_train_begin(self, logs: Logs) -> None:
        """Refuse a folder now, not after the first epoch."""
        if not self._fields and Path(self._formatted(0, {})).is_dir():
            raise IsADirectoryError(f"path: {self.path!r} is a folder; expected a file in it")

    def check_figures(self, figures: Collection[str]) -> None:
        """Raise ValueError if a figure that it looks at is not among those of the training."""
        if self.save_best_only:
            super().check_figures(figures)
        self._check_fields([*figures, "epoch"])

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Save the network if it is time."""
        if (epoch + 1) % self.every:
            return
        reason, best = "", self.best
        if self.save_best_only:
            current = self._current(logs)
            if not self._improves(current, self.best):
                return
            reason = f", {self.monitor} {current:.4f}"
            best = None if math.isnan(current) else current
        path = Path(self._formatted(epoch, logs))
        path.parent.mkdir(parents=True, exist_ok=True)
        self.net.save(path)
        # After saving: what could not be written is not the best that is there.
        self.best = best
        if self.verbose:
            checks.say(f"epoch {epoch + 1}: saved to {path}{reason}")

    def _formatted(self, epoch: int, logs: Logs) -> str:
        known = logs | {"epoch": epoch + 1}
        self._check_fields(known)
        return self.path.format_map(known)

    def _check_fields(self, known: Collection[str]) -> None:
        for field in sorted(self._fields):
            if field not in known:
                raise ValueError(
                    f"path: {self.path!r} holds {{{field}}}; expected figures of this training: "
                    f"{', '.join(known)}"
                )

    def get_settings(self) -> dict[str, Any]:
        """Return what `best` is the best of, if anything; see `Callback.get_settings`."""
        return super().get_settings() if self.save_best_only else {}

    def get_state(self) -> dict[str, Any]:
        """Return the best figure."""
        return {"best": self.best}

    def set_state(self, state: dict[str, Any]) -> None:
        """Go on from what `get_state` returned.

        Raises
        ------
        ValueError
            If it is no such state.
        """
        checks.state_keys(state, self.get_state())
        self.best = number_or_none(state["best"], "best")


def _fields(path: str) -> set[str]:
    """Return the names in braces, after a trial with values of their kinds."""
    try:
        parts = [part for part in Formatter().parse(path) if part[1] is not None]
        fields = {field for _, field, _, _ in parts if field}
        # No attributes, no positions, no fields within a format.
        if not all(
            (field or "").isidentifier() and "{" not in (form or "") for _, field, form, _ in parts
        ):
            raise ValueError("in braces stands no name")
        path.format_map(defaultdict(lambda: 0.5, epoch=1))
    except (ValueError, LookupError, AttributeError) as error:
        raise ValueError(
            f"path: {path!r}: {error}; expected fields like {{epoch}} or {{val_cost:.4f}}, and "
            "other braces doubled"
        ) from None
    return fields
