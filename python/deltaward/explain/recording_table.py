# SPDX-License-Identifier: MIT
"""A record of traces as a table for a notebook: how the error of each layer went."""

from typing import TYPE_CHECKING

import numpy as np

from deltaward.plots.sparkline import sparkline
from deltaward.plots.table import Markup, table

if TYPE_CHECKING:
    from deltaward.explain.recording import Trace


def as_html(record: "Trace") -> str:
    """Write the cost and ‖δ‖ of each layer along the run as HTML."""
    traces = record.traces
    caption = f"Trace every {record.every} {record.unit}: {len(traces)} traces"
    if not traces:
        return table(caption, ["", "first", "last", ""], [])
    caption += f", steps {record.steps[0]:,} to {record.steps[-1]:,}"
    lines = {"cost": [trace.cost for trace in traces]}
    for layer in range(len(traces[0].layers)):
        lines[f"‖δ‖ of layer {layer + 1}"] = [
            float(np.linalg.norm(trace.layers[layer].delta)) for trace in traces
        ]
    rows = [
        [name, f"{v[0]:.4g}", f"{v[-1]:.4g}", Markup(sparkline(v, f"{name}, trace by trace"))]
        for name, v in lines.items()
    ]
    samples = len(traces[0].inputs)
    note = f"‖δ‖ of {'one sample' if samples == 1 else f'all {samples} samples together'}."
    return table(caption, ["", "first", "last", ""], rows, words=(0, 3), notes=[note])
