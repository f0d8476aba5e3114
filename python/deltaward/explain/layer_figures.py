# SPDX-License-Identifier: MIT
"""What a diagnosis measures of each layer, gathered from traces of blocks of samples."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from deltaward import _core
from deltaward.base import NetworkBase

Array = npt.NDArray[Any]

BLOCK = 2048  # Samples of a trace, which holds five numbers of each neuron for each of them.
GREATEST = {"sigmoid": 0.25, "tanh": 1.0}  # σ′(0), the largest there is
MISS = 1e-3  # An output farther than this from its target is no perfect fit.
GATED = ("relu", "leaky_relu", "elu", "gelu", "silu", "softplus")


@dataclass(frozen=True)
class Limits:
    """From when on a σ′ or an activation is small, for `Tally`."""

    saturated: float
    dead: float
    near_zero: float


class Arriving:
    """Where an error arrives at the gate of a layer: Wᵀδ is not 0, or an output misses its target.

    Attributes
    ----------
    greatest : float
        The greatest such error, in magnitude; 0 if none does.
    slope : float
        The greatest ``|σ′|`` there.
    low, high, nearest : float
        The range of z there, and the least ``|z|``.
    """

    def __init__(self) -> None:
        self.greatest = self.slope = 0.0
        self.low = self.nearest = float("inf")
        self.high = -self.low

    def add(self, error: Array, over: float, slope: Array, z: Array) -> None:
        """Look at a block; only errors above `over` count."""
        there = np.abs(error) > over
        if not there.any():
            return
        z = np.asarray(z[there], np.float64)
        self.greatest = max(self.greatest, float(np.abs(error[there]).max()))
        self.slope = max(self.slope, float(np.abs(slope[there]).max()))
        self.low, self.high = min(self.low, float(z.min())), max(self.high, float(z.max()))
        self.nearest = min(self.nearest, float(np.abs(z).min()))


class Tally:
    """Counts and norms of one layer over the blocks.

    Attributes
    ----------
    saturated, open_, wrong, low : (n,) or (n_prev,) arrays of int
        On how many samples a neuron is saturated, has a σ′ above `Limits.dead`, is saturated with
        an output more than 0.5 from its target, and on how many an input is near zero.
    finite : bool
        Whether every δ is.
    greatest_delta : float
        The greatest ``|δ|``.
    targets_known : bool
        Whether it is the last layer of a network with a named cost.
    arriving : Arriving
        The places where an error arrives at the gate.
    """

    def __init__(self, activation: str, n: int, n_prev: int) -> None:
        self.activation = activation
        self.saturated, self.open_, self.wrong = (np.zeros(n, np.int64) for _ in range(3))
        self.low = np.zeros(n_prev, np.int64)
        self.bias_sum = np.zeros(n)
        self.finite = True
        self.arriving = Arriving()
        self.greatest_delta = 0.0
        self.targets_known = False
        self._delta: list[float] = []
        self._back: list[float] = []

    def add(
        self, trace: dict[str, Any], layer: int, limits: Limits, target: Array | None, judged: bool
    ) -> None:
        """Count a block.

        `target` is of the last layer of a network with a named cost, else None; `judged` is
        whether its outputs can be saturated wrong.
        """
        delta, slope = trace["delta"][layer], trace["sigma_prime"][layer]
        before = trace["activation"][layer - 1] if layer else trace["inputs"]
        self.finite = self.finite and bool(np.isfinite(delta).all())
        self._delta.append(norm(delta))
        self.greatest_delta = max(self.greatest_delta, float(np.abs(delta).max(initial=0.0)))
        if layer < len(trace["back"]):
            self._back.append(norm(trace["back"][layer]))
            self.arriving.add(trace["back"][layer], 0.0, slope, trace["z"][layer])
        elif target is not None:
            self.targets_known = True
            off = trace["activation"][layer] - target
            self.arriving.add(off, MISS, slope, trace["z"][layer])
        self.bias_sum += len(delta) * np.asarray(trace["nabla_b"][layer], np.float64)
        self.low += (np.abs(before) < limits.near_zero).sum(axis=0)
        self.open_ += (np.abs(slope) > limits.dead).sum(axis=0)
        if self.activation in GREATEST:
            closed = np.abs(slope) < limits.saturated * GREATEST[self.activation]
            self.saturated += closed.sum(axis=0)
            if judged and target is not None:
                off = np.abs(trace["activation"][layer] - target) > 0.5
                self.wrong += (closed & off).sum(axis=0)

    @property
    def delta(self) -> float:
        """‖δ‖ over all samples and neurons."""
        return norm(np.array(self._delta))

    @property
    def back(self) -> float:
        """‖Wᵀδ‖ of the layer after, before the gate; NaN for the last layer."""
        return norm(np.array(self._back)) if self._back else float("nan")


def norm(values: Array) -> float:
    """Return √Σv², also where v² is too small or too large for a float."""
    values = np.abs(np.asarray(values, np.float64))
    largest = float(values.max(initial=0.0))
    if largest == 0 or not np.isfinite(largest):
        return largest
    return largest * float(np.linalg.norm(values / largest))


def gather(
    net: NetworkBase, x: npt.ArrayLike, y: npt.ArrayLike, limits: Limits
) -> tuple[int, list[Tally]]:
    """Trace all samples and count.

    Returns
    -------
    m : int
    tallies : list of Tally
        One for each non-input layer.

    Raises
    ------
    TypeError, ValueError
        As `deltaward.Network.evaluate`.
    """
    data = net._core.dataset(x, y)  # All of it is sound before the first block is counted.
    x, y = data.x, data.y
    if x.ndim == 1:  # One sample: its y may be 7, [7], or the values (n_out,).
        x, y = x[None], y.reshape(1) if data.has_classes else y.reshape(1, -1)
    net._check_own_cost(x, y, stacklevel=4)
    sizes, activations = net.sizes, net.activations
    tallies = [Tally(a, n, p) for a, n, p in zip(activations, sizes[1:], sizes[:-1], strict=True)]
    # Whether a cost of one's own has σ′ in Δᴸ, and what its targets are, nobody knows.
    named = net.cost in _core.cost_names()
    judged = named and activations[-1] in GREATEST and net.cost != "cross_entropy"
    m = 0
    for rows, targets in _blocks(x, y):
        trace = net._core.trace(net._core.dataset(rows, targets))
        m += len(trace["inputs"])
        for layer, tally in enumerate(tallies):
            last = named and layer == len(tallies) - 1
            values = _values(targets, sizes[-1]) if last else None
            tally.add(trace, layer, limits, values, judged)
    return m, tallies


def _blocks(x: Array, y: Array) -> Iterator[tuple[Array, Array]]:
    for first in range(0, len(x), BLOCK):
        yield x[first : first + BLOCK], y[first : first + BLOCK]


def _values(y: Array, n_out: int) -> Array:
    """Return the target values (m, n_out) that classes stand for."""
    if not (n_out > 1 and y.ndim < 2 and y.dtype.kind in "iu"):
        return np.asarray(y.reshape(-1, n_out))
    classes = np.atleast_1d(y)
    values = np.zeros((len(classes), n_out))
    values[np.arange(len(classes)), classes] = 1
    return values
