# SPDX-License-Identifier: MIT
"""What flows through a graph: the inputs, a layer's z, and functions of them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from deltaward.base import Array
from deltaward.interchange.onnx_graph.curves import GRID, Curve, evaluate, recognise
from deltaward.interchange.onnx_graph.errors import UnreadableError

# How many affine steps back an activation may begin: z/√2 in gelu is one.
REMEMBERED = 4


@dataclass(frozen=True, eq=False)
class Product:
    """A weight matrix (n_out, n_in) times the outputs of `source`."""

    weight: Array
    source: "Found"
    where: str


@dataclass(frozen=True, eq=False)
class Root:
    """``scale`` ⊙ v + ``shift``, with v the inputs or a product; both () or (n,), float64."""

    product: Product | None  # None: the inputs
    scale: Array
    shift: Array


@dataclass(frozen=True)
class Found:
    """``scale`` ⊙ a + ``shift``, with a the activation of that name of a root."""

    root: Root
    activation: str
    scale: Array
    shift: Array


ONE, ZERO = np.ones(()), np.zeros(())


@dataclass(frozen=True)
class Signal:
    """Values with one row a sample.

    Attributes
    ----------
    dims : tuple of int or None
        Without the rows; None is not known yet. Flat, they are in row-major order.
    views : tuple of (Root, Curve)
        The same values as functions of each of these roots, the nearest last. If its curve is
        `GRID` itself, the values are that root.
    where : str
        The node that computed them.
    scale, shift : array () or (n,)
        What is still to be applied to the curves.
    softmax : bool
        Whether the values are the softmax of the nearest root.
    """

    dims: tuple[int | None, ...]
    views: tuple[tuple[Root, Curve], ...]
    where: str
    scale: Array = field(default_factory=lambda: ONE)
    shift: Array = field(default_factory=lambda: ZERO)
    softmax: bool = False

    @property
    def is_affine(self) -> bool:
        """Whether the values are the nearest root itself."""
        return self.views[-1][1] is GRID and not self.softmax

    @property
    def width(self) -> int | None:
        """Values in a row."""
        width = 1
        for dim in self.dims:
            if dim is None:
                return None
            width *= dim
        return width


def affine(signal: Signal, scale: Any, shift: Any, where: str) -> Signal:
    """Return ``scale`` ⊙ signal + ``shift``, both () or (n,)."""
    scale, shift = np.asarray(scale, np.float64), np.asarray(shift, np.float64)
    if signal.softmax:
        raise UnreadableError("computes with softmax; expected that as the last step")
    if not signal.is_affine:
        return replace(
            signal, where=where, scale=signal.scale * scale, shift=signal.shift * scale + shift
        )
    near = signal.views[-1][0]
    root = Root(near.product, near.scale * scale, near.shift * scale + shift)
    before = signal.views if scale.ndim == shift.ndim == 0 else ()
    views = [(old, evaluate(lambda c: c * scale + shift, c)) for old, c in before]
    return replace(signal, where=where, views=(*views, (root, GRID))[-REMEMBERED:])


def combine(function: Callable[..., Any], values: list[Any], where: str) -> Signal:
    """Apply an elementwise function to signals and numbers."""
    signals = [value for value in values if isinstance(value, Signal)]
    dims = signals[0].dims
    for signal in signals:
        if signal.softmax:
            raise UnreadableError("computes with softmax; expected that as the last step")
        if signal.scale.ndim or signal.shift.ndim:
            raise UnreadableError("computes with an activation that was scaled one by one")
        if signal.dims != dims:
            raise UnreadableError(f"computes with shapes {dims} and {signal.dims}")
    views = []
    for root, _ in signals[0].views:
        curves = [_curve(value, root) for value in values]
        if all(curve is not None for curve in curves):
            views.append((root, evaluate(function, *curves)))
    if not views:
        raise UnreadableError("joins two paths; expected one chain of layers")
    return Signal(dims, tuple(views), where)


def _curve(value: Any, root: Root) -> Any:
    """Return a signal's values over a root, None if they are no function of it."""
    if not isinstance(value, Signal):
        return value
    for own, curve in value.views:
        if own is root:
            return evaluate(lambda c: c * value.scale + value.shift, curve)
    return None


def find(signal: Signal) -> Found:
    """Recognise which activation of which root a signal is.

    Raises
    ------
    UnreadableError
        If it is none, naming the node.
    """
    nearest = signal.views[-1][0]
    if signal.softmax:
        return Found(nearest, "softmax", ONE, ZERO)
    if signal.is_affine:
        return Found(nearest, "identity", ONE, ZERO)
    if not signal.scale.ndim and not signal.shift.ndim:
        for root, _ in reversed(signal.views):
            name = recognise(_curve(signal, root))
            if name is not None:
                return Found(root, name, ONE, ZERO)
    for root, curve in reversed(signal.views):
        name = recognise(curve)
        if name == "identity":
            scale, shift = root.scale * signal.scale, root.shift * signal.scale + signal.shift
            return Found(Root(root.product, scale, shift), name, ONE, ZERO)
        if name is not None:
            return Found(root, name, signal.scale, signal.shift)
    raise UnreadableError("what it computes is none of deltaward's activations", signal.where)
