# SPDX-License-Identifier: MIT
"""The error of central differences over their step: a V."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from deltaward.explain.differences import (
    Array,
    Batch,
    Entry,
    Kink,
    Pieces,
    central_difference,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STEPS = np.logspace(-1, -12, 23)
# Of each layer. The curve takes 23 times the work of the check, and an error that is a length
# needs no more of them.
ENTRIES = 30


@dataclass(frozen=True, eq=False)
class ErrorCurve:
    """How far central differences are from backpropagation, step by step.

    A large step h leaves the truncation of the formula, which falls with h². A small one leaves
    the rounding of the cost, which grows with u/h, u = 1.1e-16. Where the gradient is right the
    errors make a V with its bottom between; where it is wrong they stay up.

    Attributes
    ----------
    h : (k,) array
        Steps from 1e-1 down to 1e-12. A weight or bias v is moved by h · max(1, |v|).
    errors : (layers, k) array
        ‖numeric − backprop‖ / ‖backprop‖ of each layer, over the entries probed (the length of
        the difference itself where the gradient is 0).
    error : (k,) array
        The same of all layers together.
    entries : tuple of int
        How many weights and biases of each layer were probed.
    kinks : tuple of Kink
        Units that the differences push across a kink (see `Kink`), each with the smallest h that
        does so, the nearest first. There the difference is no derivative at this h or above.
    """

    h: Array
    errors: Array
    error: Array
    entries: tuple[int, ...]
    kinks: tuple[Kink, ...]

    @property
    def best_h(self) -> float:
        """The step with the smallest error in all; NaN if none is finite."""
        if not np.isfinite(self.error).any():
            return float("nan")
        return float(self.h[np.nanargmin(self.error)])

    def table(self) -> str:
        """Write aligned columns: for each h the errors, and how many kinks lie within."""
        names = "".join(f"{f'layer {i}':>10}" for i in range(1, len(self.errors) + 1))
        lines = [f"{'h':>8}{'in all':>10}{names}{'kinks':>7}"]
        for h, error, errors in zip(self.h, self.error, self.errors.T, strict=True):
            cells = "".join(f"{e:>10.1e}" for e in errors)
            within = sum(kink.h <= h for kink in self.kinks)
            best = "  best" if h == self.best_h else ""
            lines.append(f"{h:>8.1e}{error:>10.1e}{cells}{within:>7}{best}")
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.table()

    def _repr_html_(self) -> str:
        from deltaward.plots.table import table

        head = [
            "h",
            "in all",
            *(f"layer {i}" for i in range(1, len(self.errors) + 1)),
            "kinks within ±h",
        ]
        rows = [
            [f"{n:.1e}" for n in (h, error, *errors)] + [str(sum(k.h <= h for k in self.kinks))]
            for h, error, errors in zip(self.h, self.error, self.errors.T, strict=True)
        ]
        note = f"best h: {self.best_h:.1e}"
        return table("Error of central differences", head, rows, words=(), notes=[note])

    def plot(self, path: str | os.PathLike[str] | None = None) -> "Figure":
        """Draw the errors over h on logarithmic axes, with matplotlib.

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
            If path is no path, or has another suffix; if no error is finite.
        OSError
            If the file can't be written.
        """
        from deltaward.plots.error_curve import plot_errors

        crossed = np.array([kink.h for kink in self.kinks])
        return plot_errors(self.h, self.errors, self.error, self.best_h, crossed, path)


def error_curve(held: Batch, probed: Sequence[Entry]) -> ErrorCurve:
    """Work out the curve over the first entries of each layer, spread over what was drawn."""
    net, data, _ = held
    nabla_b, nabla_w = net._core.gradient(data)
    pieces = Pieces(held)
    nearest: dict[tuple[int, int, int, str], Kink] = {}
    off, lengths, counts = [], [], []
    for layer in range(len(nabla_b)):
        drawn = [entry for entry in probed if entry.layer == layer]
        # Evenly over them: they are sorted, and their last ones are the biases.
        places = np.unique(np.linspace(0, len(drawn) - 1, ENTRIES).round().astype(int))
        entries = [drawn[place] for place in places]
        backprop = np.array(
            [(nabla_w if e.place == "weights" else nabla_b)[layer][e.index] for e in entries]
        )
        numeric = np.empty((len(STEPS), len(entries)))
        for j, entry in enumerate(entries):
            for i, h in enumerate(STEPS.tolist()):
                values = entry.values(net)
                numeric[i, j] = central_difference(net, data, values, entry.index, h)
                for kink in pieces.crossed(entry, h):
                    unit = (kink.layer, kink.neuron, kink.sample, kink.of)
                    if unit not in nearest or h < nearest[unit].h:
                        nearest[unit] = kink
        off.append(np.linalg.norm(numeric - backprop, axis=1))
        lengths.append(float(np.linalg.norm(backprop)))
        counts.append(len(entries))
    errors = np.array([o / (length or 1.0) for o, length in zip(off, lengths, strict=True)])
    return ErrorCurve(
        h=STEPS.copy(),
        errors=errors,
        error=np.linalg.norm(off, axis=0) / (float(np.linalg.norm(lengths)) or 1.0),
        entries=tuple(counts),
        kinks=tuple(sorted(nearest.values(), key=lambda k: (k.h, k[:3]))),
    )
