# SPDX-License-Identifier: MIT
"""Backward passes side by side, as text for a terminal and as HTML for a notebook."""

import math
import textwrap
from typing import TYPE_CHECKING

from deltaward.plots.table import table

if TYPE_CHECKING:
    from deltaward.explain.lab import BackpropComparison, LayerComparison

WIDTH = 100
ABREAST = 4  # Layers beside each other; deeper networks go on below.
RATIO = 8  # Columns; 1.02e+06 fits.
NO_VERDICT = (
    "A wrong backward pass often lowers the cost too, and one step of it may even lower it more: "
    "a short step does wherever its angle to the gradient is below 90°.",
    "So look at both, direction and length: it is the gradient only where cosine and ratio are 1. "
    "The steps are of equal length, so the cost after them tells of the direction of the whole "
    "gradient and not of its length.",
)


def as_text(found: "BackpropComparison") -> str:
    """Write aligned columns: direction and length for each layer, the cost after the step."""
    lines = [_title(found)]
    width = max(map(len, found.variants)) + 2
    count = len(found.compared)
    for first in range(0, count, ABREAST):
        layers = range(first, min(first + ABREAST, count))
        whole = layers.stop == count
        heads = "".join(f"{f'layer {layer + 1}':^21}" for layer in layers).rstrip()
        names = "".join(f"{'cosine':>10} {'ratio':>{RATIO}}  " for _ in layers)
        lines += ["", " " * width + heads]
        lines.append(f"{'variant':<{width}}{names}{'  cost after' if whole else ''}".rstrip())
        for variant in found.variants.values():
            cells = "".join(_cells(variant.layers[layer]) for layer in layers)
            cost = f"{variant.cost_after:>12.6g}" if whole else ""
            lines.append(f"{variant.name:<{width}}{cells}{cost}".rstrip())
    lines.append("")
    for note in _notes(found):
        lines += textwrap.wrap(note, WIDTH, break_on_hyphens=False)
    lines.append("")
    lines += [f"{v.name:<{width}}{_equation(found, v.name)}" for v in found.variants.values()]
    return "\n".join(lines)


def as_html(found: "BackpropComparison") -> str:
    """Write an HTML table."""
    head = ["variant", "what is different"]
    for layer in range(len(found.compared)):
        head += [f"layer {layer + 1} cosine", "ratio", ""]
    head.append("cost after")
    rows = []
    for variant in found.variants.values():
        row = [variant.name, _equation(found, variant.name)]
        for c in variant.layers:
            row += [_number(c.cosine, ".6f"), _number(c.ratio, ".5g"), _mark(c)]
        rows.append([*row, f"{variant.cost_after:.6g}"])
    return table(_title(found), head, rows, words=(0, 1), notes=_notes(found))


def _title(found: "BackpropComparison") -> str:
    rows = "1 sample" if found.samples == 1 else f"{found.samples:,} samples"
    return f"Backward passes of {list(found.sizes)} on {rows}, beside central differences"


def _equation(found: "BackpropComparison", name: str) -> str:
    rate = f", η = {found.learning_rate:.4g}" if name == "updated weights" else ""
    return f"{found.variants[name].equation}{rate}"


def _cells(layer: "LayerComparison") -> str:
    cosine, ratio = _number(layer.cosine, ".6f"), _number(layer.ratio, ".5g")
    if len(ratio) > RATIO:
        ratio = _number(layer.ratio, ".3g")
    return f"{cosine:>10} {ratio:>{RATIO}} {_mark(layer)}"


def _mark(layer: "LayerComparison") -> str:
    return "=" if layer.agrees else "≠"


def _number(value: float, form: str) -> str:
    return "–" if math.isnan(value) else format(value, form)


def _notes(found: "BackpropComparison") -> list[str]:
    step = (
        f"each step has the length {found.step:.4g}, the right one's with learning rate "
        f"{found.learning_rate:.4g}"
        if found.step
        else "the gradient is 0, so no step is made"
    )
    notes = [f"cost before: {found.cost_before:.6g}; {step}"]
    notes.append("= agrees with the differences; ≠ does not; – stands for a gradient of length 0")
    parts = [
        f"{n:,} of {total:,} in layer {layer}"
        for layer, (n, total) in enumerate(zip(found.compared, found.parameters, strict=True), 1)
        if n < total
    ]
    if parts:
        drawn = f"weights and biases compared, drawn with seed {found.seed}: {', '.join(parts)}"
        notes.append(drawn)
    if sum(found.left_out):
        notes.append(f"left out, for their differences step across a kink: {sum(found.left_out):,}")
    return [*notes, *NO_VERDICT]
