# SPDX-License-Identifier: MIT
"""Timing several calls so that they can be compared on a machine that is not alone.

Absolute times drift by a factor of two within minutes when neighbours work; the ratio of two times
that were taken one after the other does so much less. So all calls take turns, and a ratio is the
median of the ratios of each round.
"""

import gc
import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

# Workers of OpenMP and OpenBLAS go on spinning after their last piece of work, those of NumPy's
# OpenBLAS for 2^28 cycles, measured as 128 ms: without a pause they would take a core from whoever
# comes next. (With 40 ms who came after NumPy took twice as long for 10,000 predictions.)
PAUSE = 0.16


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of some numbers and their quartiles."""

    low: float
    median: float
    high: float


def spread(values: Sequence[float]) -> Spread:
    """Return median and quartiles; of one number, that number."""
    if len(values) == 1:
        return Spread(values[0], values[0], values[0])
    return Spread(*statistics.quantiles(values, n=4, method="inclusive"))


def ratios(seconds: Sequence[float], reference: Sequence[float]) -> Spread:
    """Return how many times as long something took as `reference` in the same round."""
    return spread([s / r for s, r in zip(seconds, reference, strict=True)])


def interleave(
    calls: Mapping[str, Callable[[], object]],
    rounds: int,
    *,
    repeat: Mapping[str, int] | None = None,
    pause: float = PAUSE,
) -> dict[str, list[float]]:
    """Time calls in turns.

    Parameters
    ----------
    calls : mapping of str to callable
        Each has been called before, so that nothing is compiled or loaded in it any more.
    rounds : int
        How often each is timed. The order is another one in each round, for some leave caches and
        cores to who follows that others do not.
    repeat : mapping of str to int, optional
        How often each is called for one time; default: once.
    pause : float
        Seconds of rest before each. What is over sooner than that is called twice and timed the
        second time: after the rest, and after whoever came before, neither caches nor the core's
        clock are what they are within a training. (Of an epoch of 5 ms that was a tenth.)

    Returns
    -------
    dict
        For each name the seconds of one call in each round.
    """
    times: dict[str, list[float]] = {name: [] for name in calls}
    names = list(calls)
    collecting = gc.isenabled()
    frozen = gc.get_freeze_count()
    gc.collect()
    gc.freeze()  # what is there by now would be looked through again before each call
    try:
        for turn in range(rounds):
            for name in random.Random(turn).sample(names, len(names)):
                gc.collect()
                gc.disable()  # somebody else's garbage is not to be collected on this one's time
                time.sleep(pause)
                times[name].append(_settled(calls[name], repeat[name] if repeat else 1, pause))
    finally:
        if not frozen:  # else the caller's own would come back too
            gc.unfreeze()
        if collecting:
            gc.enable()
    return times


def _seconds(call: Callable[[], object], count: int) -> float:
    started = time.perf_counter()
    for _ in range(count):
        call()
    return (time.perf_counter() - started) / count


def _settled(call: Callable[[], object], count: int, pause: float) -> float:
    seconds = _seconds(call, count)
    return seconds if seconds * count >= pause else _seconds(call, count)


def repeats(call: Callable[[], object], seconds: float) -> int:
    """Return how many calls fill about so many seconds; `call` has been called before."""
    count = 1
    while True:
        took = _seconds(call, count) * count
        if took > seconds / 10:
            return max(1, round(count * seconds / took))
        count *= 4
