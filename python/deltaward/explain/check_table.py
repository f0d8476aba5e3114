# SPDX-License-Identifier: MIT
"""A check of gradients as text for a terminal and as HTML for a notebook."""

import math
from typing import TYPE_CHECKING

from deltaward.explain.differences import TOLERANCE
from deltaward.plots.table import table

if TYPE_CHECKING:
    from deltaward.explain.gradient_check import GradientCheck, LayerCheck

SHOWN = 5  # Kinks that are named one by one.


def as_text(check: "GradientCheck") -> str:
    """Write aligned columns."""
    head = f"{'layer':>5} {'entries':>8} {'error':>9} {'angle':>9} {'ratio':>8}"
    lines = [f"{head}  worst entry: backprop, numeric"]
    lines += [
        f"{c.layer + 1:>5} {c.entries:>8} {c.error:>9.1e} {_angle(c):>9} {_ratio(c):>8}  "
        f"{c.worst}: {c.backprop:.6e}, {c.numeric:.6e}{'' if c.ok else '  DISAGREES'}"
        for c in check.layers
    ]
    return "\n".join([*lines, *_vanished(check), *_kinks(check)])


def as_html(check: "GradientCheck") -> str:
    """Write an HTML table."""
    head = ["layer", "entries", "error", "angle", "ratio", "worst", "backprop", "numeric", ""]
    rows = [
        [
            str(c.layer + 1),
            str(c.entries),
            f"{c.error:.1e}",
            _angle(c),
            _ratio(c),
            c.worst,
            f"{c.backprop:.6e}",
            f"{c.numeric:.6e}",
            "agrees" if c.ok else "DISAGREES",
        ]
        for c in check.layers
    ]
    caption = "Backpropagation and central differences"
    return table(caption, head, rows, words=(0, 5, 8), notes=[*_vanished(check), *_kinks(check)])


def _angle(layer: "LayerCheck") -> str:
    return "–" if math.isnan(layer.angle) else f"{layer.angle:.1e}°"


def _ratio(layer: "LayerCheck") -> str:
    return "–" if math.isnan(layer.ratio) else f"{layer.ratio:.6f}"


def _vanished(check: "GradientCheck") -> list[str]:
    """Tell why an error of more than 1e-6 is none."""
    found = [str(c.layer + 1) for c in check.layers if c.ok and c.error > TOLERANCE]
    if not found:
        return []
    layers = f"layer{'s' * (len(found) > 1)} {', '.join(found)}"
    return [f"{layers}: so short a gradient that the error is the rounding of the differences"]


def _kinks(check: "GradientCheck") -> list[str]:
    """Name what may excuse a disagreement; an agreement needs no excuse."""
    if check.ok or not check.kinks:
        return []
    found = check.kinks
    lines = [f"kinks stepped across, where a difference is no derivative: {len(found)}"]
    lines += [f"  {kink}" for kink in found[:SHOWN]]
    return lines + (["  …"] if len(found) > SHOWN else [])
