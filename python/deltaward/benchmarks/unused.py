# SPDX-License-Identifier: MIT
"""deltaward alone: what `fit` costs outside the core's epochs where nothing more is asked for.

Tracing, callbacks, metrics and checkpoints are Python around the core's epochs. While they are
off they can cost no more than all the time that `fit` spends outside of them. That is timed
directly: two epochs of the same work differ by more than it on a machine that is not alone.
"""

import time
from dataclasses import asdict
from typing import Any

from deltaward.benchmarks import markdown
from deltaward.benchmarks.cases import Case
from deltaward.benchmarks.side_by_side import Spread, interleave, spread

EPOCHS = 20  # of a fit: half a millisecond at its beginning is not to be had for each


class TimedCore:
    """A network's core that adds up how long its epochs take."""

    def __init__(self, core: Any) -> None:
        self._core = core
        self.seconds = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._core, name)

    def train_epoch(self, *args: Any, **options: Any) -> Any:
        """Train, timed."""
        begin = time.perf_counter()
        result = self._core.train_epoch(*args, **options)
        self.seconds += time.perf_counter() - begin
        return result


def measure(case: Case, rounds: int, threads: int) -> dict[str, Any]:
    """Time fits of some epochs, and of that the core's part.

    Returns
    -------
    dict
        Made for JSON: the seconds ``inside`` and ``outside`` of the core's epochs, and ``share``:
        the latter over the former.
    """
    data = case.load()
    x = data.x if data.pixels is None else data.pixels
    net: Any = case.network()
    net._core = core = TimedCore(net._core)
    inside: list[float] = []

    def fit() -> None:
        core.seconds = 0.0
        net.fit(
            x,
            data.y,
            epochs=EPOCHS,
            batch_size=case.batch_size,
            shuffle=False,
            threads=threads,
            learning_rate=1e-3,
            verbose=0,
        )
        inside.append(core.seconds)

    fit()
    inside.clear()
    total = interleave({"fit": fit}, rounds, pause=0)["fit"]
    outside = [t - i for t, i in zip(total, inside, strict=True)]
    return {
        "case": case.name,
        "title": case.title,
        "threads": threads,
        "inside": asdict(spread(inside)),
        "outside": asdict(spread(outside)),
        "share": asdict(spread([o / i for o, i in zip(outside, inside, strict=True)])),
    }


def report(records: list[dict[str, Any]]) -> str:
    """Return what `measure` found of some cases as Markdown."""
    header = (
        f"fit, {EPOCHS} epochs",
        "in the core, ms",
        "quartiles",
        "outside, ms",
        "quartiles",
        "outside, % of the core's",
        "quartiles",
    )
    rows = [
        (
            f"{record['case']}: {record['title']}",
            *markdown.within(Spread(**record["inside"]), 1e3),
            *markdown.within(Spread(**record["outside"]), 1e3),
            *markdown.within(Spread(**record["share"]), 100),
        )
        for record in records
    ]
    return markdown.table(header, rows)
