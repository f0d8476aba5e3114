# SPDX-License-Identifier: MIT
"""Central differences of the cost, and the kinks that they step across."""

import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from deltaward import _core
from deltaward.base import NetworkBase

Array = npt.NDArray[np.float64]

# The truncation of a central difference falls with h², the rounding of the cost grows with u/h:
# they meet near h = u^(1/3) = 6e-6 in float64, with an error of about 1e-10.
STEP = 1e-5
TOLERANCE = 1e-6

# Where σ′ jumps at z = 0; of elu it is σ″, so that the error falls with h instead of h².
_KINKED = ("relu", "leaky_relu", "elu")
_PIECES: dict[Any, Callable[[Array], npt.NDArray[np.bool_]]] = {
    "absolute": lambda off: off > 0,
    "huber": lambda off: np.abs(off) > 1,
}


class Kink(NamedTuple):
    """A place where the cost has a corner, and a difference is no derivative.

    Attributes
    ----------
    layer : int
        As in ``net.weights``, from 0.
    neuron, sample : int
        The unit and the row of x, from 0.
    h : float
        The smallest step tried that crosses it.
    of : str
        The activation whose z changes its sign, or the cost (absolute: a − y changes its sign;
        huber: |a − y| passes 1).
    """

    layer: int
    neuron: int
    sample: int
    h: float
    of: str

    def __str__(self) -> str:
        return (
            f"layer {self.layer + 1}, neuron {self.neuron}, sample {self.sample}: "
            f"{self.of} within ±{self.h:.1e}"
        )


class Batch(NamedTuple):
    """A float64 twin of a network, and the samples it is looked at with."""

    net: NetworkBase
    data: _core.Dataset
    targets: Array  # (m, n_out)


def batch(net: NetworkBase, x: npt.ArrayLike, y: npt.ArrayLike) -> Batch:
    """Make the float64 twin, which the differences may move, and check x and y for it."""
    twin = net.copy(dtype="float64")
    data = twin._core.dataset(x, y)
    n_out = net.sizes[-1]
    given = data.y
    targets = np.eye(n_out)[given.reshape(-1)] if data.has_classes else given.reshape(-1, n_out)
    return Batch(twin, data, np.asarray(targets, dtype=np.float64))


@dataclass(frozen=True)
class Entry:
    """A weight or a bias of a layer."""

    layer: int
    place: str  # "weights" or "biases"
    index: tuple[int, ...]

    @property
    def name(self) -> str:
        """Like ``w[3, 0]`` or ``b[3]``."""
        return f"{self.place[0]}[{', '.join(map(str, self.index))}]"

    def values(self, net: NetworkBase) -> Any:
        """Return the array of a network that it is an entry of."""
        return (net.weights if self.place == "weights" else net.biases)[self.layer]


def draw(net: NetworkBase, layer: int, entries: int, rng: np.random.Generator) -> list[Entry]:
    """Draw entries of a layer without replacement, all of them if it has no more."""
    w, b = net.weights[layer], net.biases[layer]
    total = w.size + b.size
    chosen = np.sort(rng.choice(total, size=min(entries, total), replace=False)).tolist()
    return [
        Entry(layer, "weights", divmod(flat, w.shape[1]))
        if flat < w.size
        else Entry(layer, "biases", (flat - w.size,))
        for flat in chosen
    ]


def central_difference(
    net: NetworkBase, data: _core.Dataset, values: Any, index: tuple[int, ...], step: float = STEP
) -> float:
    """Return (C(v + h) − C(v − h)) / 2h, h being step · max(1, |v|)."""
    h = _step(values[index], step)
    costs = [net._core.evaluate(data)[0] for _ in _moves(values, index, h)]
    return (costs[0] - costs[1]) / (2 * h)


def _step(value: Any, step: float) -> float:
    return step * max(1.0, abs(float(value)))


def _moves(values: Any, index: tuple[int, ...], h: float) -> Iterator[None]:
    """Move a value to v + h and to v − h, and back."""
    kept = values[index]
    try:
        for side in (h, -h):
            values[index] = kept + side
            yield
    finally:
        values[index] = kept


class Pieces:
    """On which side of its kink each unit is, before and after a weight or bias is moved."""

    def __init__(self, held: Batch) -> None:
        self._batch = held
        net = held.net
        self._layers = [i for i, name in enumerate(net.activations) if name in _KINKED]
        self._cost = None if not isinstance(net.cost, str) else _PIECES.get(net.cost)
        self._before = self._sides() if self else []

    def __bool__(self) -> bool:
        """Whether there are kinks at all."""
        return bool(self._layers) or self._cost is not None

    def crossed(self, entry: Entry, step: float = STEP) -> list[Kink]:
        """List the kinks that a central difference of an entry steps across."""
        if not self:
            return []
        found: dict[Kink, None] = {}
        values = entry.values(self._batch.net)
        for _ in _moves(values, entry.index, _step(values[entry.index], step)):
            for (layer, of, before), (_, _, after) in zip(self._before, self._sides(), strict=True):
                for sample, neuron in np.argwhere(before != after).tolist():
                    found[Kink(layer, neuron, sample, step, of)] = None
        return list(found)

    def _sides(self) -> list[tuple[int, str, npt.NDArray[np.bool_]]]:
        net = self._batch.net
        trace = net._core.trace(self._batch.data)
        sides = [(i, net.activations[i], trace["z"][i] > 0) for i in self._layers]
        if self._cost is not None:
            off = trace["activation"][-1] - self._batch.targets
            sides.append((len(net.weights) - 1, str(net.cost), self._cost(off)))
        return sides


def rounding(cost: float, entries: int) -> float:
    """Return how long the error of so many differences can be by the rounding of the cost alone.

    Each of the two costs of a difference is off by a few units in its last place. Where the
    gradient has all but vanished, 1e-6 of it would be less than that.
    """
    unit = sys.float_info.epsilon * max(1.0, abs(cost))
    return 4 * unit / STEP * math.sqrt(entries)


def cosine(u: Array, v: Array) -> float:
    """Return the cosine of the angle between two vectors; NaN if one has no length."""
    lengths = float(np.linalg.norm(u)) * float(np.linalg.norm(v))
    return float(np.clip(u @ v / lengths, -1, 1)) if lengths else float("nan")


def angle(u: Array, v: Array) -> float:
    """Return the angle between two vectors in degrees; NaN if one has no length.

    Not by the cosine, whose digits say nothing of angles below 1e-6 degrees.
    """
    long, wide = np.linalg.norm(u), np.linalg.norm(v)
    if not long or not wide:
        return float("nan")
    one, other = u / long, v / wide
    half = np.arctan2(np.linalg.norm(one - other), np.linalg.norm(one + other))
    return float(np.degrees(2 * half))


def ratio(u: Array, v: Array) -> float:
    """Return ‖u‖ / ‖v‖; NaN if v has no length."""
    length = float(np.linalg.norm(v))
    return float(np.linalg.norm(u)) / length if length else float("nan")
