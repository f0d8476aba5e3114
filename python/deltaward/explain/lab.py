# SPDX-License-Identifier: MIT
"""The right backward pass beside the wrong ones."""

import math
import numbers
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deltaward import arguments
from deltaward.base import NetworkBase
from deltaward.explain import differences
from deltaward.explain.differences import TOLERANCE, Array, Batch, Entry
from deltaward.explain.variants import VARIANTS, Gradient

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HALVINGS = 30


@dataclass(frozen=True)
class LayerComparison:
    """One layer of one backward pass beside central differences of the cost.

    Attributes
    ----------
    layer : int
        As in ``net.weights``, from 0.
    cosine : float
        Of the angle between the two gradients: 1 is the same direction. NaN if one is 0.
    ratio : float
        Length of this gradient over that of the differences. NaN if the latter is 0.
    agrees : bool
        Whether the two differ by at most 1e-6 of the length, beside what rounding leaves of the
        differences.
    """

    layer: int
    cosine: float
    ratio: float
    agrees: bool


@dataclass(frozen=True)
class VariantComparison:
    """One backward pass.

    Attributes
    ----------
    name, equation : str
        What it is called, and what is different in it.
    layers : tuple of LayerComparison
        One for each non-input layer.
    cost_after : float
        Of the same samples, after one step against this gradient.
    """

    name: str
    equation: str
    layers: tuple[LayerComparison, ...]
    cost_after: float

    @property
    def agrees(self) -> bool:
        """Whether every layer agrees with the differences."""
        return all(layer.agrees for layer in self.layers)


@dataclass(frozen=True)
class BackpropComparison:
    """Backward passes side by side. ``print`` it, or let a notebook show it.

    Attributes
    ----------
    variants : dict of str to VariantComparison
        By name, "transpose" first: the right one, which the network trains with.
    cost_before : float
        Of the samples.
    step : float
        The length of the step of each variant, over all weights and biases together.
    learning_rate : float
        With which the right gradient makes a step of this length; the one of "updated weights".
    sizes : tuple of int
        Of the network.
    samples : int
        m.
    compared, parameters : tuple of int
        How many weights and biases of each layer were compared, and how many it has.
    left_out : tuple of int
        How many more were drawn and left out, for their differences step across a kink.
    seed : int
        Of the draw.
    """

    variants: dict[str, VariantComparison]
    cost_before: float
    step: float
    learning_rate: float
    sizes: tuple[int, ...]
    samples: int
    compared: tuple[int, ...]
    parameters: tuple[int, ...]
    left_out: tuple[int, ...]
    seed: int

    def table(self) -> str:
        """Write the comparison as plain text."""
        from deltaward.explain.lab_table import as_text

        return as_text(self)

    def __str__(self) -> str:
        return self.table()

    def _repr_html_(self) -> str:
        from deltaward.explain.lab_table import as_html

        return as_html(self)

    def plot(self, path: str | os.PathLike[str] | None = None) -> "Figure":
        """Draw cosine and ratio of each layer, and the cost after the step, for each variant.

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
        from deltaward.plots.comparison import plot_comparison

        return plot_comparison(self, path)


def compare_backprop(
    net: NetworkBase,
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    variants: Sequence[str] | None,
    step: float | None,
    entries: int,
    seed: int,
) -> BackpropComparison:
    """Compare backward passes; see `deltaward.Network.compare_backprop`."""
    entries = arguments.integer(entries, "entries", 1)
    seed = arguments.integer(seed, "seed", 0)
    length = None if step is None else _length(step)
    held = differences.batch(net, x, y)
    names = _names(variants, held)
    before = held.net._core.evaluate(held.data)[0]
    trace = held.net._core.trace(held.data)
    right: Gradient = trace["nabla_b"], trace["nabla_w"]
    norm = _norm(right)
    if not math.isfinite(before) or not math.isfinite(norm):
        raise FloatingPointError(
            f"compare_backprop: the cost is {before}, the length of its gradient {norm}; "
            "look at the weights of the network"
        )
    rate = _learning_rate(held, right, before) if length is None else length / (norm or 1.0)
    length = rate * norm if length is None else length
    drawn, counts = _draw(held, entries, np.random.default_rng(seed))
    numeric = [_numeric(held, layer) for layer in drawn]
    found = {}
    for name in names:
        made = VARIANTS[name](held, trace, rate)
        gradient = made.gradient()
        layers = tuple(
            _compare(layer, gradient, drawn[layer], numeric[layer], before)
            for layer in range(len(drawn))
        )
        scale = length / (_norm(gradient) or 1.0)
        cost_after = _cost_after(held, gradient, scale)
        found[name] = VariantComparison(name, made.told(), layers, cost_after)
    return BackpropComparison(
        variants=found,
        cost_before=before,
        step=length,
        learning_rate=rate,
        sizes=tuple(net.sizes),
        samples=len(held.data),
        compared=tuple(map(len, drawn)),
        parameters=tuple(w.size + b.size for w, b in zip(net.weights, net.biases, strict=True)),
        left_out=tuple(counts),
        seed=seed,
    )


def _length(step: Any) -> float:
    if isinstance(step, bool) or not isinstance(step, numbers.Real):
        raise TypeError(f"step: {step!r} of type {type(step).__name__}; expected a number")
    if not 0 < float(step) < math.inf:
        raise ValueError(f"step: {step}; expected a finite number above 0")
    return float(step)


def _names(variants: Sequence[str] | None, held: Batch) -> list[str]:
    if variants is None:
        return [name for name, made in VARIANTS.items() if made.refusal(held) is None]
    if isinstance(variants, str) or not hasattr(variants, "__iter__"):
        raise TypeError(f"variants: {variants!r}; expected a list of names like ['no gate']")
    names = [arguments.choice(name, "variants", list(VARIANTS)) for name in variants]
    for name in names:
        lacks = VARIANTS[name].refusal(held)
        if lacks is not None:
            raise ValueError(f"variants: {name!r} needs {lacks}")
    return list(dict.fromkeys(["transpose", *names]))


def _draw(
    held: Batch, entries: int, rng: np.random.Generator
) -> tuple[list[list[Entry]], list[int]]:
    """Draw entries of each layer, and leave out those whose differences step across a kink."""
    pieces = differences.Pieces(held)
    kept, left_out = [], []
    for layer in range(len(held.net.weights)):
        drawn = differences.draw(held.net, layer, entries, rng)
        kept.append([entry for entry in drawn if not pieces.crossed(entry)])
        left_out.append(len(drawn) - len(kept[-1]))
    return kept, left_out


def _numeric(held: Batch, drawn: list[Entry]) -> Array:
    net, data, _ = held
    return np.array(
        [differences.central_difference(net, data, e.values(net), e.index) for e in drawn]
    )


def _compare(
    layer: int, gradient: Gradient, drawn: list[Entry], numeric: Array, cost: float
) -> LayerComparison:
    nabla_b, nabla_w = gradient
    found = np.array(
        [(nabla_w if e.place == "weights" else nabla_b)[layer][e.index] for e in drawn]
    )
    rounding = differences.rounding(cost, len(drawn))
    off = float(np.linalg.norm(found - numeric))
    return LayerComparison(
        layer=layer,
        cosine=differences.cosine(found, numeric),
        ratio=differences.ratio(found, numeric),
        agrees=off <= TOLERANCE * float(np.linalg.norm(numeric)) + rounding,
    )


def _norm(gradient: Gradient) -> float:
    return math.hypot(*(float(np.linalg.norm(v)) for part in gradient for v in part))


def _cost_after(held: Batch, gradient: Gradient, rate: float) -> float:
    """Return the cost after a step of this learning rate, and take the step back."""
    net = held.net
    parameters = net.biases + net.weights
    kept = [values.copy() for values in parameters]
    for values, nabla in zip(parameters, gradient[0] + gradient[1], strict=True):
        values -= rate * nabla
    cost, _ = net._core.evaluate(held.data)
    for values, old in zip(parameters, kept, strict=True):
        values[:] = old
    return float(cost)


def _learning_rate(held: Batch, right: Gradient, before: float) -> float:
    """Return the largest of 1, ½, ¼, … with which the right step gains half of what it promises.

    So the step is neither over the valley nor too short to see (Armijo's rule). If none does,
    which a wrong cost of the caller's own can come to, return 0.1.
    """
    promised = _norm(right) ** 2
    for halving in range(HALVINGS):
        rate = 0.5**halving
        if _cost_after(held, right, rate) <= before - 0.5 * rate * promised:
            return rate
    return 0.1
