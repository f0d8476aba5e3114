# SPDX-License-Identifier: MIT
"""Backpropagation against central differences of the cost."""

import os
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deltaward import _core, arguments
from deltaward.base import NetworkBase
from deltaward.explain import differences
from deltaward.explain.differences import STEP, TOLERANCE, Array, Entry, Kink
from deltaward.explain.error_curve import ErrorCurve, error_curve

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class LayerCheck:
    """The agreement of one layer, over the entries that were probed.

    Attributes
    ----------
    layer : int
        As in ``net.weights``, from 0.
    entries : int
        How many weights and biases were probed.
    error : float
        ‖backprop − numeric‖ / ‖numeric‖.
    worst : str
        The entry that disagrees most, like ``w[3, 0]`` or ``b[3]``.
    backprop, numeric : float
        What the two say of it.
    angle : float
        Between the two vectors of all entries, in degrees; NaN if one has no length.
    ratio : float
        ‖backprop‖ / ‖numeric‖; NaN if the latter is 0.
    worst_in : str
        "weights" or "biases", where the worst entry is;
    worst_index : tuple of int
        and its index there: ``net.weights[layer][worst_index]``.
    rounding : float
        What the rounding of the cost can make of the error: of a gradient that has all but
        vanished, as behind saturated neurons, the differences can't tell 1e-6.
    """

    layer: int
    entries: int
    error: float
    worst: str
    backprop: float
    numeric: float
    angle: float
    ratio: float
    worst_in: str
    worst_index: tuple[int, ...]
    rounding: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether the error is at most 1e-6, beside what rounding leaves of the differences."""
        return self.error <= TOLERANCE + self.rounding


@dataclass(frozen=True)
class GradientCheck:
    """The agreement of all layers. ``bool()`` of it is `ok`.

    Attributes
    ----------
    layers : tuple of LayerCheck
        One for each non-input layer.
    """

    layers: tuple[LayerCheck, ...]
    _probed: tuple[Entry, ...] = field(default=(), repr=False, compare=False)
    _given: tuple[Any, ...] = field(default=(), repr=False, compare=False)  # net, x, y

    @property
    def ok(self) -> bool:
        """Whether every layer agrees."""
        return all(layer.ok for layer in self.layers)

    @cached_property
    def kinks(self) -> tuple[Kink, ...]:
        """The kinks that these differences stepped across, each unit once.

        A layer may disagree because of them and be right all the same.
        """
        pieces = differences.Pieces(differences.batch(*self._given))
        return tuple(dict.fromkeys(k for entry in self._probed for k in pieces.crossed(entry)))

    @cached_property
    def curve(self) -> ErrorCurve:
        """The error over the step of the differences, worked out when it is first asked for."""
        return error_curve(differences.batch(*self._given), self._probed)

    @property
    def best_h(self) -> float:
        """The step of `curve` with the smallest error in all."""
        return self.curve.best_h

    def plot(self, path: str | os.PathLike[str] | None = None) -> "Figure":
        """Draw `curve`; see `ErrorCurve.plot`."""
        return self.curve.plot(path)

    def table(self) -> str:
        """Write the agreement as aligned columns, and which kinks were in the way if it fails."""
        from deltaward.explain.check_table import as_text

        return as_text(self)

    def __bool__(self) -> bool:
        return self.ok

    def __str__(self) -> str:
        return self.table()

    def _repr_html_(self) -> str:
        from deltaward.explain.check_table import as_html

        return as_html(self)


def check_gradients(
    net: NetworkBase, x: npt.ArrayLike, y: npt.ArrayLike, *, entries: int, seed: int
) -> GradientCheck:
    """Check a network; see `deltaward.Network.check_gradients`."""
    entries = arguments.integer(entries, "entries", 1)
    rng = np.random.default_rng(arguments.integer(seed, "seed", 0))
    twin, data, _ = differences.batch(net, x, y)
    nabla_b, nabla_w = twin._core.gradient(data)
    cost = twin._core.evaluate(data)[0]
    layers, probed = [], []
    for layer in range(len(nabla_b)):
        drawn = differences.draw(twin, layer, entries, rng)
        layers.append(_check_layer(twin, data, drawn, nabla_w[layer], nabla_b[layer], cost))
        probed += drawn
    # Copies: the curve is of what was checked, whatever becomes of the caller's arrays.
    return GradientCheck(tuple(layers), tuple(probed), (twin, np.array(x), np.array(y)))


def _check_layer(
    net: NetworkBase,
    data: _core.Dataset,
    drawn: list[Entry],
    nabla_w: Array,
    nabla_b: Array,
    cost: float,
) -> LayerCheck:
    backprop = np.array([(nabla_w if e.place == "weights" else nabla_b)[e.index] for e in drawn])
    numeric = np.array([_central_difference(net, data, e.values(net), e.index) for e in drawn])
    difference = np.abs(backprop - numeric)
    worst = int(difference.argmax())
    # A layer whose gradient is all zero is judged by the size of the difference itself.
    scale = float(np.linalg.norm(numeric)) or 1.0
    return LayerCheck(
        layer=drawn[0].layer,
        entries=len(drawn),
        error=float(np.linalg.norm(difference)) / scale,
        worst=drawn[worst].name,
        backprop=float(backprop[worst]),
        numeric=float(numeric[worst]),
        angle=differences.angle(backprop, numeric),
        ratio=differences.ratio(backprop, numeric),
        worst_in=drawn[worst].place,
        worst_index=drawn[worst].index,
        rounding=differences.rounding(cost, len(drawn)) / scale,
    )


def _central_difference(
    net: NetworkBase, data: _core.Dataset, values: Any, index: tuple[int, ...]
) -> float:
    return differences.central_difference(net, data, values, index, STEP)
