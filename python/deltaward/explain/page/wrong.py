# SPDX-License-Identifier: MIT
"""The wrong backward passes of the lab, with the δ of each, for one sample."""

import math
from collections.abc import Iterable
from typing import Any

import numpy.typing as npt

from deltaward.base import NetworkBase
from deltaward.explain import differences
from deltaward.explain.lab import LayerComparison, compare_backprop
from deltaward.explain.page.packed import packed
from deltaward.explain.variants import VARIANTS, Variant

Array = npt.NDArray[Any]
ENTRIES, SEED = 200, 0  # The defaults of `deltaward.Network.compare_backprop`.

WORDS = {
    "transpose": "The right pass. Each weight takes the error back along the edge on which its "
    "activation came, with the same factor.",
    "pseudo-inverse": "The thought behind it: an error should go back through what undoes W. But "
    "δ is no input to be recovered, it is the slope of the cost, and the chain rule weighs slopes "
    "with W itself.",
    "no gate": "The gate is forgotten. Neurons that are saturated, or dead, then get an error as "
    "if they still answered to their input.",
    "gate of a": "σ′ is taken at the activation, which is at hand, and not at the weighted input "
    "z: a gate, but not the one that this neuron has.",
    "updated weights": "Each layer is stepped before its weights send the error on. With a small "
    "step the two are close to each other, so this mistake is hard to see.",
    "sum": "The gradients of a mini-batch are added up and not averaged. Every δ stays right, only "
    "the step gets longer; with a single sample the sum is the mean.",
    "sign": "Target minus output: the δ are all turned round, and a step goes uphill.",
    "diagonal softmax": "Each output is taken for itself, though softmax lets every output depend "
    "on all z of its layer.",
}

# What `wrong_passes` returns where no pass is compared: of the right one all is told elsewhere.
RIGHT_ALONE = {"passes": [{"name": "transpose", "carried": True, "deltas": []}]}


def wrong_passes(net: NetworkBase, x: Array, y: Array) -> dict[str, Any]:
    """Compare the passes on one sample, (1, n_in), and keep the δ of each.

    Returns
    -------
    dict
        ``cost_before``, ``step``, ``learning_rate`` and ``passes``, the right one first; in each
        ``carried`` tells whether its δ came through the weights as they are, wₖⱼ δₖ.
    """
    found = compare_backprop(net, x, y, variants=None, step=None, entries=ENTRIES, seed=SEED)
    held = differences.batch(net, x, y)
    trace = held.net._core.trace(held.data)
    passes = []
    for name, variant in found.variants.items():
        kind = VARIANTS[name]
        # Of one sample the mean of δ over the samples, BP3, is δ itself.
        deltas, _ = kind(held, trace, found.learning_rate).gradient()
        own_matrix = getattr(kind, "_matrix", Variant._matrix) is not Variant._matrix
        passes.append(
            {
                "name": name,
                "equation": variant.equation,
                "words": WORDS[name],
                "carried": not own_matrix,
                "cost_after": _finite(variant.cost_after),
                "layers": figures(variant.layers),
                "deltas": [packed(delta) for delta in deltas],
            }
        )
    return {
        "cost_before": found.cost_before,
        "step": found.step,
        "learning_rate": found.learning_rate,
        "passes": passes,
    }


def batch_figures(net: NetworkBase, x: Array, y: Array) -> dict[str, Any]:
    """Compare the passes on all samples as one mini-batch."""
    found = compare_backprop(net, x, y, variants=None, step=None, entries=ENTRIES, seed=SEED)
    passes = {name: figures(variant.layers) for name, variant in found.variants.items()}
    return {"samples": found.samples, "passes": passes}


def figures(layers: Iterable[LayerComparison]) -> list[dict[str, Any]]:
    """Return cosine and ratio of each layer, None where a gradient has the length 0."""
    return [
        {"cosine": _finite(c.cosine), "ratio": _finite(c.ratio), "agrees": c.agrees} for c in layers
    ]


def output_slope(net: NetworkBase, x: Array, y: Array) -> Array | None:
    """Return ∇ₐC of one sample, (n_out,); None where BP1 is told without: a − y, an own cost."""
    held = differences.batch(net, x, y)
    right = Variant(held, held.net._core.trace(held.data), 0.0)
    return right._slope()[0] if right.has_gate else None


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
