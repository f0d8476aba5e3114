# SPDX-License-Identifier: MIT
"""A diagnosis as text for a terminal and as HTML for a notebook."""

import math
import textwrap
from typing import TYPE_CHECKING

from deltaward.explain.layer_figures import GATED
from deltaward.plots.table import table

if TYPE_CHECKING:
    from deltaward.explain.diagnosis import Diagnosis, LayerDiagnosis

WIDTH = 80
_HEAD = ["layer", "activation", "Wᵀδ", "gate", "ratio", "saturated", "dead", "a ≈ 0", "‖∇b‖"]
_WORDS = (0, 1)


def _title(diagnosis: "Diagnosis") -> str:
    return (
        f"Diagnosis of {list(diagnosis.sizes)}, cost {diagnosis.cost}, on "
        f"{diagnosis.samples:,} sample{'' if diagnosis.samples == 1 else 's'}"
    )


def _legend(diagnosis: "Diagnosis") -> list[str]:
    t = diagnosis.thresholds
    return [
        "Wᵀδ: ‖Wᵀδ‖ / ‖δ‖ of the layer after, what its weights do to the error; "
        "gate: ‖(Wᵀδ) ⊙ σ′‖ / ‖Wᵀδ‖, what σ′ does; "
        "ratio: their product, ‖δ‖ over ‖δ‖ of the layer after.",
        f"saturated: σ′ below {100 * t.saturated:g} % of σ′(0); dead: neurons of relu "
        f"and its relatives with |σ′| ≤ {t.dead:g} on all samples; a ≈ 0: inputs with "
        f"|a| < {t.near_zero:g}; ‖∇b‖: the speed of learning.",
    ]


def _verdict(diagnosis: "Diagnosis") -> list[str]:
    if diagnosis.findings:
        return [finding.text for finding in diagnosis.findings]
    fewest = diagnosis.thresholds.fewest_samples
    if diagnosis.samples < fewest:
        return [
            f"Too few samples for findings: {diagnosis.samples:,}; the rules need {fewest:,} "
            "(fewest_samples)."
        ]
    return ["Nothing found by the rules."]


def _number(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.3g}"


def _share(value: float) -> str:
    return "-" if math.isnan(value) else f"{100 * value:.1f} %"


def _cells(layer: "LayerDiagnosis") -> list[str]:
    return [
        str(layer.layer),
        layer.activation,
        _number(layer.weights_factor),
        _number(layer.gate_factor),
        _number(layer.ratio),
        _share(layer.saturated),
        f"{len(layer.dead_neurons):,}" if layer.activation in GATED else "-",
        _share(layer.low_inputs),
        f"{layer.speed:.2e}",
    ]


def as_text(diagnosis: "Diagnosis") -> str:
    """Write aligned columns, what they mean, and the findings, all within 80 columns."""
    rows = [_HEAD, *(_cells(layer) for layer in diagnosis.layers)]
    # ᵀ, ‖ and ∇ are one column wide each, so len() counts columns.
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(
            cell.ljust(width) if column in _WORDS else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    lines.insert(1, "-" * max(map(len, lines)))
    told = [_fill(note) for note in _legend(diagnosis)]
    bullet = "* " if diagnosis.findings else ""
    found = [_fill(text, bullet) for text in _verdict(diagnosis)]
    return "\n".join([_title(diagnosis), "", *lines, "", *told, "", *found])


def _fill(text: str, bullet: str = "") -> str:
    """Wrap a text, but not between a number and its %."""
    wrapped = textwrap.fill(
        text.replace(" %", "\N{NO-BREAK SPACE}%"),
        WIDTH,
        initial_indent=bullet,
        subsequent_indent=" " * len(bullet),
    )
    return wrapped.replace("\N{NO-BREAK SPACE}", " ")


def as_html(diagnosis: "Diagnosis") -> str:
    """Write an HTML table with the findings below it."""
    rows = [_cells(layer) for layer in diagnosis.layers]
    notes = [*_verdict(diagnosis), *_legend(diagnosis)]
    return table(_title(diagnosis), _HEAD, rows, words=_WORDS, notes=notes)
