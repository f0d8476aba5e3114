# SPDX-License-Identifier: MIT
"""The identity that defines the transpose, on a network's own numbers."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from deltaward import equations
from deltaward.base import NetworkBase
from deltaward.explain.trace import Array, trace
from deltaward.plots.table import table

_HEAD = ("layer", "⟨Wa, δ⟩", "⟨a, Wᵀδ⟩", "in float64", "apart", "bound", "⟨a, W⁺δ⟩", "")
_NOTE = (
    "Sums over the samples; a: activations of the layer before, δ: the layer's error.\n"
    "apart: the most of any sample, in units of the rounding of Σ|δ||W||a|, as the bound.\n"
    "W⁺, the pseudo-inverse, is not tested: only Wᵀ has to give the number on the left."
)


@dataclass(frozen=True)
class LayerAdjoint:
    """The agreement of one layer: inner products, summed over the samples.

    Attributes
    ----------
    layer : int
        1 for the first non-input layer.
    forward : float
        ⟨W a, δ⟩, with W a from the kernel that feeds forward.
    back : float
        ⟨a, Wᵀδ⟩, with Wᵀδ from the kernel that sends errors back.
    recomputed : float
        ⟨a, Wᵀδ⟩ by NumPy in float64.
    inverse : float
        ⟨a, W⁺δ⟩ with the pseudo-inverse, by NumPy in float64. It is another number unless W⁺
        happens to act on δ as Wᵀ does, and NaN where W is not finite.
    apart : float
        The largest difference between the first three of any sample, relative to Σ|δ||W||a| of
        that sample, in units of the rounding u of the network's dtype.
    bound : float
        The most that rounding can make of `apart`, in the same unit.
    """

    layer: int
    forward: float
    back: float
    recomputed: float
    inverse: float
    apart: float
    bound: float

    @property
    def ok(self) -> bool:
        """Whether the difference is within the bound."""
        return self.apart <= self.bound


@dataclass(frozen=True)
class AdjointTest:
    """The agreement of all layers. ``bool()`` of it is `ok`; ``print`` it for a table."""

    layers: tuple[LayerAdjoint, ...]

    @property
    def ok(self) -> bool:
        """Whether every layer agrees."""
        return all(layer.ok for layer in self.layers)

    def __bool__(self) -> bool:
        return self.ok

    def table(self) -> str:
        """Write the layers as aligned columns of text."""
        rows = [list(_HEAD), *self._rows()]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = [
            "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        ]
        return "\n".join([*lines, _NOTE])

    def __str__(self) -> str:
        return self.table()

    def _repr_html_(self) -> str:
        return table("⟨Wa, δ⟩ = ⟨a, Wᵀδ⟩", _HEAD, self._rows(), notes=_NOTE.split("\n"))

    def _rows(self) -> list[list[str]]:
        return [
            [
                str(c.layer),
                *(f"{value:.6e}" for value in (c.forward, c.back, c.recomputed)),
                f"{c.apart:.2g}",
                f"{c.bound:g}",
                f"{c.inverse:.6e}",
                "agree" if c.ok else "DISAGREE",
            ]
            for c in self.layers
        ]


def adjoint_test(net: NetworkBase, x: npt.ArrayLike, y: npt.ArrayLike) -> AdjointTest:
    """Test a network; see `deltaward.Network.adjoint_test`."""
    traced = trace(net, x, y, None)
    tests = []
    a_prev, back = traced.inputs, None
    for i, layer in enumerate(traced.layers):
        if back is None:
            # No pass sends an error back to the inputs; the same kernel does it here.
            back = equations.propagate_delta(layer.weights, layer.delta, a_prev, "identity")
        tests.append(compare(i + 1, layer.weights, a_prev, layer.delta, back))
        a_prev, back = layer.activation, layer.back
    return AdjointTest(tuple(tests))


def compare(
    layer: int, w: Array, a: Array, delta: Array, back: Array, forward: Array | None = None
) -> LayerAdjoint:
    """Compare both sides of one layer.

    Parameters
    ----------
    layer : int
        Its number.
    w : (n_out, n_in) array
        Weights.
    a, delta : (m, n_in) and (m, n_out) arrays
        Activations before the weights, errors behind them.
    back : (m, n_in) array
        Wᵀδ of each sample, as the core sends it back.
    forward : (m, n_out) array, optional
        W a of each sample; by default made here, by the loops in use.
    """
    n_out, n_in = w.shape
    if forward is None:
        forward, _ = equations.feedforward(w, np.zeros(n_out, w.dtype), a, "identity")
    wide_w, wide_a, wide_delta = (array.astype(np.float64) for array in (w, a, delta))
    with np.errstate(all="ignore"):  # What is not finite shows as NaN and agrees with nothing.
        sides = np.stack(
            [_inner(forward, delta), _inner(a, back), _inner(wide_a, wide_delta @ wide_w)]
        )
        apart = _apart(sides, wide_w, wide_a, wide_delta, np.finfo(w.dtype))
        inverse = _with_inverse(wide_w, wide_a, wide_delta)
        forward_sum, back_sum, recomputed = (float(side.sum()) for side in sides)
    return LayerAdjoint(
        layer=layer,
        forward=forward_sum,
        back=back_sum,
        recomputed=recomputed,
        inverse=inverse,
        apart=apart,
        # One rounding for each term of a chain: those of W a and of Wᵀδ in the network's dtype,
        # and once more those of the two inner products, which are made in float64.
        bound=float(2 * (n_in + n_out)),
    )


def _apart(sides: Array, w: Array, a: Array, delta: Array, rounding: Any) -> float:
    n_out, n_in = w.shape
    abs_a, abs_delta = np.abs(a), np.abs(delta)
    unit = float(rounding.eps) / 2 * _inner(abs_delta, abs_a @ np.abs(w).T)
    # Of numbers below tiny the core keeps none: each product can lose as much.
    lost = float(rounding.tiny) * (n_in * abs_delta.sum(axis=1) + n_out * abs_a.sum(axis=1))
    off = np.maximum(sides.max(axis=0) - sides.min(axis=0) - lost, 0.0)
    return float(np.where(off == 0, 0.0, off / unit).max())


def _inner(p: Any, q: Any) -> Array:
    """⟨p, q⟩ of each row, in float64."""
    return np.asarray(np.einsum("ij,ij->i", p, q, dtype=np.float64))


def _with_inverse(w: Array, a: Array, delta: Array) -> float:
    # LAPACK may never come back from a matrix with an infinity in it.
    if not np.isfinite(w).all():
        return float("nan")
    try:
        return float(_inner(a, delta @ np.linalg.pinv(w).T).sum())
    except np.linalg.LinAlgError:
        return float("nan")
