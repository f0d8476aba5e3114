# SPDX-License-Identifier: MIT
"""How a network was trained, for the files that it goes into."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deltaward.callbacks import Checkpoint
from deltaward.optimizers import Optimizer
from deltaward.schedules import Schedule
from deltaward.training.recipe import Recipe
from deltaward.training.sources import Arrays

if TYPE_CHECKING:
    from deltaward.training.run import Run

# As many bytes of x are kept, in evenly spaced rows: hashing all of it could take longer than an
# epoch (SHA-256 without instructions of its own: 0.4 GB/s), copying so much takes microseconds.
SAMPLE_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run was asked for; unlike the run and its callbacks it holds no data."""

    epochs: int
    batch_size: int
    optimizer: Optimizer
    schedule: Schedule
    recipe: Recipe
    order: bool | str
    seed: int
    metric_names: list[str]
    callback_names: list[str]


def asked_of(run: "Run | Asked") -> dict[str, Any]:
    """Return what a run was asked for, but for its data."""
    return {
        "epochs": run.epochs,
        "batch_size": run.batch_size,
        "optimizer": {"name": run.optimizer.name, **run.optimizer.settings()},
        "learning_rate": run.schedule.settings(),
        **run.recipe.settings(),
        "shuffle": run.order,
        "seed": run.seed,
        "metrics": run.metric_names,
        "callbacks": run.callback_names,
    }


def of(run: "Run") -> Callable[[], dict[str, Any]]:
    """Keep what tells a run from others, without its data; the result makes a description of it.

    Nothing is hashed or put into words before somebody asks: most trainings are never saved, and
    some take less than a millisecond.
    """
    asked = Asked(
        run.epochs,
        run.batch_size,
        run.optimizer,
        run.schedule,
        run.recipe,
        run.order,
        run.seed,
        run.metric_names,
        # Checkpoints change nothing: a run that went on from one says the same as one without. What
        # the command line watches with is nobody's choice.
        [name for name in run.callback_names if name not in (Checkpoint.__name__, "Watching")],
    )
    data = sample(run.source.x, run.source.y) if isinstance(run.source, Arrays) else None
    weighted = isinstance(run.source, Arrays) and run.source.weights is not None

    def describe() -> dict[str, Any]:
        import json  # with hashlib 9 ms; most trainings are never saved

        settings = asked_of(asked) | {"sample_weight": weighted}
        # A file that is not a checkpoint need not hold settings of one's own classes to the letter.
        text = json.dumps(settings, default=repr)
        return {"settings": json.loads(text), "data": None if data is None else data()}

    return describe


def sample(x: npt.ArrayLike, y: npt.ArrayLike) -> Callable[[], dict[str, Any]]:
    """Copy evenly spaced rows of a data set; the result describes it by them.

    ``fingerprint`` is the SHA-256 of dtype and shape of x and y and of the rows that were looked
    at: ``rows``, the first one and every so many. In data of up to 64 kB that is every row; of
    larger data a change in a few rows can go unseen. ``range`` is from the smallest to the largest
    number in them as the network sees it, pixels scaled by 1/255.
    """
    x, y = np.asarray(x), np.asarray(y)
    rows = x.reshape(1, -1) if x.ndim < 2 else x
    every = 1 + (rows.nbytes - 1) // SAMPLE_BYTES if rows.nbytes else 1
    some = rows[::every].copy()
    targets = y[::every].copy() if len(rows) > 1 else y.copy()
    heads = (x.dtype, x.shape), (y.dtype, y.shape)

    def describe() -> dict[str, Any]:
        import hashlib

        digest = hashlib.sha256()
        for (dtype, shape), part in zip(heads, (some, targets), strict=True):
            digest.update(f"{dtype.str} {shape};".encode())
            digest.update(part.tobytes())
        scale = 255 if some.dtype == np.uint8 else 1
        return {
            "dtype": some.dtype.name,
            "shape": list(heads[0][1]),
            "range": [float(some.min()) / scale, float(some.max()) / scale],
            "rows": len(some),
            "fingerprint": digest.hexdigest(),
        }

    return describe
