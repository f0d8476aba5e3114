# SPDX-License-Identifier: MIT
"""What the page shows: the traces of the samples and the wrong passes beside them."""

from typing import Any

import numpy as np
import numpy.typing as npt

from deltaward.arrays import as_array
from deltaward.base import NetworkBase
from deltaward.costs import name_of
from deltaward.explain.page.packed import packed
from deltaward.explain.page.wrong import RIGHT_ALONE, batch_figures, output_slope, wrong_passes
from deltaward.explain.trace import BackpropTrace, LayerTrace, trace
from deltaward.explain.variants import VARIANTS

SAMPLES = 8  # As many as one can choose from without a list.
LARGEST = 4_000_000  # Characters of all arrays: a page that opens at once, and fits a mail.
VECTORS = 6  # Those of `_layer`.


def content(
    net: NetworkBase,
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    title: str | None = None,
    lab: bool = True,
) -> dict[str, Any]:
    """Gather the numbers of the page, ready for JSON.

    Parameters and errors are those of `deltaward.explain.page.render`. Without the `lab`, the
    wrong passes and what they are compared with, it takes a hundredth of the time.
    """
    if title is not None and not isinstance(title, str):
        raise TypeError(f"title: {title!r} of type {type(title).__name__}; expected a str")
    rows, answers, has_classes = _rows(net, x, y)
    _check_size(net, len(rows))
    shape = "-".join(map(str, net.sizes))
    return {
        "title": title or f"Backpropagation in a {shape} network",
        "sizes": net.sizes,
        "dtype": net.dtype.name,
        "cost": net.cost if isinstance(net.cost, str) else name_of(net.cost),
        "own_cost": not isinstance(net.cost, str),
        "layers": [
            {"function": function, "weights": packed(w), "biases": packed(b)}
            for function, w, b in zip(net.activations, net.weights, net.biases, strict=True)
        ],
        "samples": [
            _sample(net, rows[i : i + 1], answers[i : i + 1], has_classes, lab)
            for i in range(len(rows))
        ],
        "lab": lab,
        "batch": batch_figures(net, rows, answers) if lab and len(rows) > 1 else None,
    }


def _check_size(net: NetworkBase, samples: int) -> None:
    """Refuse a page that is too large before anything is computed for it."""
    neurons = sum(net.sizes[1:])
    parameters = sum(v.size for v in (*net.weights, *net.biases))
    held = net.dtype.itemsize * (parameters + samples * (net.sizes[0] + VECTORS * neurons))
    deltas = 8 * samples * len(VARIANTS) * neurons
    characters = (held + deltas) * 4 / 3
    if characters > LARGEST:
        count = f"{samples} sample{'s' if samples > 1 else ''}"
        raise ValueError(
            f"net: the page of {net.sizes} with {count} would take {characters / 1e6:.2f} MB; "
            f"expected at most {LARGEST / 1e6:g} MB"
        )


def _rows(
    net: NetworkBase, x: npt.ArrayLike, y: npt.ArrayLike
) -> tuple[npt.NDArray[Any], npt.NDArray[Any], bool]:
    """Return x (m, n_in), y with a row for each, and whether those are classes."""
    data = net._core.dataset(x, y)
    if len(data) > SAMPLES:
        raise ValueError(f"x: {len(data)} samples; expected 1 to {SAMPLES} to choose from")
    rows, answers = as_array(x, "x"), as_array(y, "y")
    if rows.ndim == 1:
        rows = rows[None]
        # Of one sample y may be 7, [7], or the values (n_out,).
        answers = answers.reshape(1) if data.has_classes else answers.reshape(1, -1)
    return rows, answers, data.has_classes


def _sample(
    net: NetworkBase, x: npt.NDArray[Any], y: npt.NDArray[Any], has_classes: bool, lab: bool
) -> dict[str, Any]:
    found = trace(net, x, y, None)
    worst = [found.cost, *(float(np.abs(layer.delta).max()) for layer in found.layers)]
    if not np.isfinite(worst).all():
        raise FloatingPointError(
            f"to_html: the cost is {found.cost}, the largest δ of each layer {worst[1:]}; "
            "look at the weights of the network"
        )
    slope = output_slope(net, x, y)
    return {
        "answer": int(y.reshape(-1)[0]) if has_classes else None,
        "predicted": _predicted(net, found) if has_classes else None,
        "cost": found.cost,
        "inputs": packed(found.inputs[0]),
        "targets": packed(found.targets[0]),
        "output_slope": None if slope is None else packed(slope),
        "layers": [_layer(each) for each in found.layers],
        "wrong": wrong_passes(net, x, y) if lab else RIGHT_ALONE,
    }


def _predicted(net: NetworkBase, found: BackpropTrace) -> int:
    outputs = found.layers[-1].activation[0]
    return int(outputs.argmax()) if len(outputs) > 1 else int(outputs[0] >= 0.5)


def _layer(each: LayerTrace) -> dict[str, Any]:
    slope = each.slope  # None of softmax, whose Jacobian the page reads off the activations
    return {
        "z": packed(each.z[0]),
        "activation": packed(each.activation[0]),
        "sigma_prime": None if slope is None else packed(slope[0]),
        "back": None if each.back is None else packed(each.back[0]),
        "delta": packed(each.delta[0]),
        "nabla_b": packed(each.nabla_b),
    }
