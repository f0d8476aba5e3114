# SPDX-License-Identifier: MIT
"""The arrays of a network and of its optimizer, by the names that they have in a file."""

import itertools
from collections.abc import Iterable, Sequence

from deltaward.base import Array, NetworkBase

PIECE = 1 << 20  # numbers that are read at once


def names_of(layer: int, prefix: str = "") -> tuple[str, str]:
    """Return the names of a layer's weights and biases."""
    return f"{prefix}layers.{layer}.weight", f"{prefix}layers.{layer}.bias"


def arrays_of(net: NetworkBase) -> dict[str, Array]:
    """Return views of all that a network holds, by the names of their tensors."""
    arrays: dict[str, Array] = {}
    groups = [("", (net.weights, net.biases))]
    groups += [(f"optimizer.{i}.", slot) for i, slot in enumerate(net._core.slots)]
    for prefix, (weights, biases) in groups:
        for layer, (w, b) in enumerate(zip(weights, biases, strict=True)):
            weight, bias = names_of(layer, prefix)
            arrays[weight], arrays[bias] = w, b
    return arrays


def shapes_of(sizes: list[int], slots: int) -> dict[str, list[int]]:
    """Return the shapes that the tensors of a network and its optimizer have."""
    shapes = {}
    for prefix in ["", *(f"optimizer.{i}." for i in range(slots))]:
        for layer, (n_in, n_out) in enumerate(itertools.pairwise(sizes)):
            weight, bias = names_of(layer, prefix)
            shapes[weight], shapes[bias] = [n_out, n_in], [n_out]
    return shapes


def pieces(shape: Sequence[int]) -> Iterable[tuple[slice, ...]]:
    """Divide an array, for all of a tensor at once would take its size once more."""
    steps = [max(1, PIECE // shape[-1]), PIECE][-len(shape) :]
    parts = [
        [slice(at, min(at + step, n)) for at in range(0, n, step)]
        for n, step in zip(shape, steps, strict=True)
    ]
    return itertools.product(*parts)
