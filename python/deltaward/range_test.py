# SPDX-License-Identifier: MIT
"""Which learning rate suits: the range test (Smith 2017, section 3.3)."""

import math
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deltaward import _core, arguments, optimizers
from deltaward.training import Training

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = npt.NDArray[np.float64]

SMOOTHING = 0.9
# As many costs as the average weighs, 1 / (1 - SMOOTHING). Before them it is little more than a
# few mini-batches, whose luck is neither a best nor a descent.
WARM_UP = 10
# Slopes are those of a line through this many decades of rates. The slope from one step to the
# next is the luck of one mini-batch: on MNIST, suggestions of six seeds then spread by a factor of
# 2 instead of 1.2 (300 steps). Half a decade is wider than the whole descent of some networks.
WINDOW = 1 / 3


@dataclass(frozen=True, eq=False)
class LearningRateCurve:
    """What a range test found.

    Attributes
    ----------
    learning_rates, costs, smoothed : (k,) arrays of float64
        Of the k steps until the test ended: the rate, the cost of the mini-batch before its step,
        and the exponential average of the costs.
    steps : int
        How many were to be made.
    suggestion : float
        The rate where learning is fastest: the middle of the third of a decade in which the
        smoothed cost falls most steeply over the logarithm of the rate, by a least-squares line,
        between the first ten steps and the minimum. NaN if it falls nowhere, or no further below
        the mean of the first ten costs than these scatter (one standard deviation).
    lowest : float
        A tenth of the rate at the minimum of the smoothed cost, another rule of thumb, and the
        better one where the cost falls in two stages. NaN as above.
    """

    learning_rates: Array
    costs: Array
    smoothed: Array
    steps: int
    suggestion: float
    lowest: float

    def plot(self, path: str | os.PathLike[str] | None = None) -> "Figure":
        """Draw cost over learning rate, with matplotlib.

        Parameters
        ----------
        path : path, optional
            Where to write the picture: PNG, SVG or PDF, as its suffix says.

        Returns
        -------
        matplotlib.figure.Figure

        Raises
        ------
        ImportError
            If matplotlib is not installed: ``pip install 'deltaward[plot]'``.
        TypeError, ValueError
            If path is no path, or has another suffix.
        OSError
            If the file can't be written.
        """
        from deltaward.plots.learning_rate import plot_learning_rates

        return plot_learning_rates(
            self.learning_rates, self.costs, self.smoothed, self._marks, path
        )

    @property
    def _marks(self) -> dict[str, float]:
        return {"suggestion": self.suggestion, "minimum / 10": self.lowest}

    def _repr_html_(self) -> str:
        from deltaward.plots.learning_rate_table import learning_rate_table

        return learning_rate_table(self.learning_rates, self.smoothed, self.steps, self._marks)

    def __repr__(self) -> str:
        tried = f"{self.learning_rates[0]:.3g} to {self.learning_rates[-1]:.3g}"
        found = "none, the cost fell less than it scatters; try more steps or a larger batch_size"
        if not math.isnan(self.suggestion):
            found = f"{self.suggestion:.3g}"
        return (
            f"LearningRateCurve({len(self.costs)} of {self.steps} steps, {tried}; "
            f"suggestion: {found})"
        )


def find_learning_rate(
    net: Training,
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    low: float,
    high: float,
    steps: int,
    batch_size: int,
    optimizer: str | optimizers.Optimizer,
    seed: int | None,
) -> LearningRateCurve:
    """Make a range test; see `deltaward.Network.find_learning_rate`."""
    low, high = _rate(low, "low"), _rate(high, "high")
    if low >= high:
        raise ValueError(f"low: {low}; expected less than high, {high}")
    steps = arguments.integer(steps, "steps", 2 * WARM_UP)
    batch_size = arguments.integer(batch_size, "batch_size", 1)
    seed = net.seed if seed is None else arguments.integer(seed, "seed", 0, 2**64 - 1)
    tried = optimizers.resolve(optimizer, None)
    if tried.rule == "rprop":
        raise ValueError(
            "optimizer: RPROP has a step of its own for each weight, and no rate to find; expected "
            "another"
        )
    data = net._core.dataset(x, y)
    rows, targets = data.x, data.y
    if rows.ndim != 2:
        raise ValueError(f"x: shape {rows.shape}; expected (m, {net.sizes[0]})")

    rates = np.geomspace(low, high, steps)
    average = _Average()
    costs = run_steps(
        net.copy(),
        rows,
        targets,
        rates.tolist(),
        batch_size=min(batch_size, len(rows)),
        optimizer=tried,
        seed=seed,
        enough=average.add,
    )
    if not costs:
        raise FloatingPointError(
            "find_learning_rate: the cost of the first mini-batch is not finite; "
            "look at the weights of the network"
        )
    rates, smoothed = rates[: len(costs)], np.array(average.smoothed)
    suggestion, lowest = _suggest(rates, np.array(costs), smoothed)
    return LearningRateCurve(rates, np.array(costs), smoothed, steps, suggestion, lowest)


def run_steps(
    net: Training,
    x: npt.NDArray[Any],
    y: npt.NDArray[Any],
    rates: Sequence[float],
    *,
    batch_size: int,
    optimizer: optimizers.Optimizer,
    seed: int,
    enough: Callable[[float], bool],
) -> list[float]:
    """Make a step at each learning rate, as long as costs are finite and not `enough`.

    Returns
    -------
    list of float
        The cost of each mini-batch before its step, those that are finite.
    """
    costs: list[float] = []
    for rate, rows in zip(rates, _mini_batches(len(x), batch_size, seed), strict=False):
        try:
            history = net.fit(
                x[rows],
                y[rows],
                epochs=1,
                batch_size=batch_size,
                optimizer=replace(optimizer, learning_rate=rate),
                shuffle=False,
                verbose=0,
            )
        except FloatingPointError:
            break
        cost = history.history["cost"][0]
        if not math.isfinite(cost):
            break
        costs.append(cost)
        if enough(cost):
            break
    return costs


def _mini_batches(samples: int, batch_size: int, seed: int) -> Iterator[npt.NDArray[np.int64]]:
    """Yield rows without end: one shuffled order after the other, each with all of them."""
    order, epoch = np.empty(0, np.int64), 0
    while True:
        while len(order) < batch_size:
            order = np.append(order, _core.permutation(samples, seed, epoch).astype(np.int64))
            epoch += 1
        yield order[:batch_size]
        order = order[batch_size:]


class _Average:
    """The exponential average of the costs so far, and whether it has gone too far up."""

    def __init__(self) -> None:
        self.smoothed: list[float] = []
        self.sum = 0.0
        self.best = math.inf

    def add(self, cost: float) -> bool:
        self.sum = SMOOTHING * self.sum + (1 - SMOOTHING) * cost
        self.smoothed.append(self.sum / (1 - SMOOTHING ** (len(self.smoothed) + 1)))
        if len(self.smoothed) < WARM_UP:
            return False
        self.best = min(self.best, self.smoothed[-1])
        # Four times the best, written so that it is above a best below zero too (poisson).
        return self.smoothed[-1] > self.best + 3 * abs(self.best)


def _suggest(rates: Array, costs: Array, smoothed: Array) -> tuple[float, float]:
    """Return the rate of the steepest descent, and a tenth of the one at the minimum."""
    if len(costs) <= WARM_UP:
        return math.nan, math.nan
    first = WARM_UP - 1
    minimum = first + int(np.argmin(smoothed[first:]))
    begun, scatter = costs[:WARM_UP].mean(), costs[:WARM_UP].std(ddof=1)
    if not smoothed[minimum] < begun - scatter:
        return math.nan, math.nan
    lowest = float(rates[minimum]) / 10
    logs, fallen = np.log(rates[first : minimum + 1]), smoothed[first : minimum + 1]
    width = max(3, round(WINDOW * math.log(10) / math.log(rates[1] / rates[0])))
    if len(fallen) < width:
        return math.nan, lowest
    # Σ (x − x̄) y: the slope of the line through each window but for a factor they all share.
    offsets = np.arange(width) - (width - 1) / 2
    slopes = np.correlate(fallen, offsets, "valid")
    steepest = int(np.argmin(slopes))
    if slopes[steepest] >= 0:
        return math.nan, lowest
    return float(np.exp(logs[steepest : steepest + width].mean())), lowest


def _rate(value: Any, name: str) -> float:
    number = arguments.number(value, name)
    if not 0 < number < math.inf:
        raise ValueError(f"{name}: {value}; expected a finite number above 0")
    return number
