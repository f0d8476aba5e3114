# SPDX-License-Identifier: MIT
"""A trace as text for a terminal and as HTML for a notebook."""

import html
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from deltaward import arguments
from deltaward.explain.trace import Array, BackpropTrace, LayerTrace
from deltaward.plots.table import table

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
WHOLE, FIRST = (
    4,
    3,
)  # Layers of so many neurons are written whole; of wider ones so many come first.
_GAP = "…"


@dataclass(frozen=True)
class Block:
    """A small table: a line above, a head, and rows of a label and cells."""

    title: str
    head: list[str]
    rows: list[list[str]]
    opens: str = ""  # the part of the pass that begins here


def as_text(trace: BackpropTrace, sample: int, digits: int) -> str:
    """Write aligned columns; see `BackpropTrace.table`."""
    blocks = _blocks(trace, sample, digits)
    parts = [_title(trace, sample)]
    for block in blocks:
        parts += ["", block.opens] if block.opens else [""]
        parts += [block.title, *_aligned([block.head, *block.rows])]
    return "\n".join(parts)


def as_html(trace: BackpropTrace, sample: int, digits: int) -> str:
    """Write a table of HTML for each layer and equation."""
    blocks = _blocks(trace, sample, digits)
    parts = [f"<p><b>{html.escape(_title(trace, sample))}</b></p>"]
    for block in blocks:
        parts += [f"<p>{block.opens}</p>"] if block.opens else []
        parts.append(table(block.title, block.head, block.rows))
    return "\n".join(parts)


def raised(layer: int) -> str:
    """Write a layer's number as the book does, above the line."""
    return str(layer).translate(_RAISED)


def _title(trace: BackpropTrace, sample: int) -> str:
    functions = ", ".join(layer.function for layer in trace.layers)
    which = f"Sample {sample} of {len(trace.inputs)}"
    if trace.sample_weight is not None:
        which += f", weight {trace.sample_weight[sample]:g}"
    sizes = "-".join(map(str, trace.sizes))
    return f"{which}: {sizes}, {functions}, {trace.cost_name}, {trace.dtype}"


def _blocks(trace: BackpropTrace, sample: int, digits: int) -> list[Block]:
    sample = arguments.integer(sample, "sample", 0, len(trace.inputs) - 1)
    digits = arguments.integer(digits, "digits", 1, 17)
    layers = list(enumerate(trace.layers, 1))
    forward = [_forward(trace, layer, at, sample, digits) for at, layer in layers]
    backward = [
        block
        for at, layer in reversed(layers)
        for block in (
            _error(trace, layer, at, sample, digits),
            _gradient(trace, layer, at, digits),
        )
    ]
    a = trace.inputs[sample]
    inputs = _vectors(f"Inputs: {_neurons(a)}", [("a⁰ = x", a)], digits)
    return [
        replace(inputs, opens="FORWARD"),
        *forward,
        replace(backward[0], opens="BACKWARD"),
        *backward[1:],
    ]


def _neurons(values: Array) -> str:
    return f"{len(values)} neuron{'s' if len(values) > 1 else ''}"


def _forward(trace: BackpropTrace, layer: LayerTrace, at: int, sample: int, digits: int) -> Block:
    up, before = raised(at), raised(at - 1)
    n, n_prev = layer.weights.shape
    length = _length(layer.weights, digits)
    title = (
        f"Layer {at}: {_neurons(layer.biases)}, {layer.function}; W{up} is {n} × {n_prev}, "
        f"‖W{up}‖ = {length}"
    )
    rows = [
        (f"b{up}", layer.biases),
        (f"z{up} = W{up}a{before} + b{up}", layer.z[sample]),
        (f"a{up} = σ(z{up})", layer.activation[sample]),
    ]
    if at < len(trace.layers):
        return _vectors(title, rows, digits)
    y = trace.targets[sample]
    cost = f"C = {_number(trace.cost, digits)}"
    title += f"; {cost}" if len(trace.inputs) == 1 else f"; {cost} (mean of all samples)"
    return _vectors(title, [*rows, ("y", y)], digits, _shown(y))


def _error(trace: BackpropTrace, layer: LayerTrace, at: int, sample: int, digits: int) -> Block:
    up, after = raised(at), raised(at + 1)
    delta, slope = layer.delta[sample], layer.slope
    weighted = " (times the sample's weight)" if trace.sample_weight is not None else ""
    if layer.back is not None and slope is not None:
        title = f"BP2, layer {at}: δ{up} = (W{after})ᵀδ{after} ⊙ σ′(z{up})"
        rows = [
            (f"(W{after})ᵀδ{after}", layer.back[sample]),
            (f"σ′(z{up})", slope[sample]),
            (f"δ{up}", delta),
        ]
        return _vectors(title + weighted, rows, digits)
    y = trace.targets[sample]
    rows = [(f"δ{up}", delta)]
    title = f"BP1, layer {at}: δ{up} = "
    if trace.cost_name == "cross_entropy":
        title += f"∇ₐC ⊙ σ′(z{up}) = a{up} − y, for σ′ cancels"
    elif slope is None:
        title += f"J ∇ₐC, the Jacobian J = diag(a{up}) − a{up}(a{up})ᵀ stands for ⊙ σ′"
    else:
        title += f"∇ₐC ⊙ σ′(z{up})"
        rows.insert(0, (f"σ′(z{up})", slope[sample]))
    return _vectors(title + weighted, rows, digits, _shown(y))


def _gradient(trace: BackpropTrace, layer: LayerTrace, at: int, digits: int) -> Block:
    up, before, m = raised(at), raised(at - 1), len(trace.inputs)
    kind = "means" if trace.sample_weight is None else "weighted means"
    mean = f", {kind} of {m} samples" if m > 1 else ""
    title = f"BP3 and BP4, layer {at}: ∂C/∂b{up} = δ{up}, ∂C/∂W{up} = δ{up}(a{before})ᵀ{mean}"
    to, of = _shown(layer.nabla_b), _shown(layer.nabla_w[0])
    rows = [
        _row(f"neuron {k}", layer.nabla_w[k], of, digits, own=layer.nabla_b[k])
        if k is not None
        else [_GAP, "", *(_GAP if j is None else "" for j in of), ""]
        for k in to
    ]
    lengths = [_length(g, digits) for g in (layer.nabla_b, layer.nabla_w)]
    rows.append(["‖·‖ of all", lengths[0], *[""] * len(of), lengths[1]])
    head = ["", f"∂C/∂b{up}", *_numbers(of, f"∂C/∂W{up} from "), "‖·‖"]
    return Block(title, head, rows)


def _vectors(
    title: str,
    rows: Sequence[tuple[str, Array]],
    digits: int,
    shown: list[int | None] | None = None,
) -> Block:
    """Make rows of vectors that belong to the same neurons."""
    shown = _shown(rows[0][1]) if shown is None else shown
    cells = [_row(label, values, shown, digits) for label, values in rows]
    return Block(title, ["", *_numbers(shown, "neuron "), "‖·‖"], cells)


def _row(
    label: str,
    values: Array,
    shown: list[int | None],
    digits: int,
    own: float | None = None,
) -> list[str]:
    cells = [_GAP if j is None else _number(float(values[j]), digits) for j in shown]
    start = [label] if own is None else [label, _number(float(own), digits)]
    return [*start, *cells, _length(values, digits)]


def _numbers(shown: list[int | None], before: str) -> list[str]:
    heads = ["" if j is None else str(j) for j in shown]
    return [f"{before}{heads[0]}", *heads[1:]]


def _shown(values: Array) -> list[int | None]:
    """Choose what is written of a layer, None for a gap; that of a lone 1 with it, the class."""
    n = len(values)
    if n <= WHOLE:
        return list(range(n))
    chosen = {*range(FIRST), n - 1}
    if np.count_nonzero(values) == 1 and values.max() == 1:
        chosen.add(int(values.argmax()))
    out: list[int | None] = []
    for j in sorted(chosen):
        if out and out[-1] is not None and j > out[-1] + 1:
            out.append(None)
        out.append(j)
    return out


def _length(values: Array, digits: int) -> str:
    """Write the Euclidean length, without overflow in float32."""
    return _number(float(np.linalg.norm(values.astype(np.float64))), digits)


def _number(value: float, digits: int) -> str:
    return f"{value:.{digits}g}"


def _aligned(rows: list[list[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  "
        + "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
