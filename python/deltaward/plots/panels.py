# SPDX-License-Identifier: MIT
"""What of a history makes a picture: which figures belong together, and which end is the best."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

_LOWEST = {"cost", "loss", "error", "mae", "mse", "rmse", "perplexity", "deviance"}
_HIGHEST = {"accuracy", "precision", "recall", "f1", "auc", "r2"}


@dataclass(frozen=True)
class Panel:
    """Figures of the same kind, (epochs,) each, under "train" and "validation"."""

    name: str
    lines: dict[str, Array]


def wants(key: str) -> str | None:
    """Return "lowest" or "highest", whichever is the best of a figure, None if nobody knows."""
    words = set(re.split(r"[^a-z0-9]+", key.lower()))
    if words & _LOWEST:
        return "lowest"
    return "highest" if words & _HIGHEST else None


def best(key: str, values: Array) -> int | None:
    """Return the index of the first best value; None without one, or if nobody knows which."""
    finite, wanted = np.isfinite(values), wants(key)
    if wanted is None or not finite.any():
        return None
    if wanted == "lowest":
        return int(np.argmin(np.where(finite, values, np.inf)))
    return int(np.argmax(np.where(finite, values, -np.inf)))


def tells(values: Array) -> bool:
    """Whether a figure changes at all."""
    finite = values[np.isfinite(values)]
    return finite.size > 0 and finite.min() < finite.max()


def panels(history: Mapping[str, Sequence[float]]) -> list[Panel]:
    """Sort the figures of a history into panels: cost, accuracy, other metrics, learning rate.

    What is NaN in every epoch is left out, and a learning rate that stays the same.
    """
    figures = {key: np.asarray(values, np.float64) for key, values in history.items()}
    figures = {key: values for key, values in figures.items() if np.isfinite(values).any()}
    others = [k.removeprefix("val_") for k in figures if k.startswith("val_")]
    found = []
    for name in dict.fromkeys(["cost", "accuracy", *others]):
        keys = {"train": name, "validation": f"val_{name}"}
        lines = {line: figures[key] for line, key in keys.items() if key in figures}
        if lines:
            found.append(Panel(name, lines))
    rate = figures.get("learning_rate")
    if rate is not None and tells(rate):
        found.append(Panel("learning_rate", {"train": rate}))
    return found
