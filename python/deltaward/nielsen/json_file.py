# SPDX-License-Identifier: MIT
"""The JSON files of network2."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from deltaward import arguments
from deltaward.atomic import atomic_write
from deltaward.base import Array
from deltaward.nielsen import costs

if TYPE_CHECKING:
    from deltaward.nielsen.base import BookNetwork

KEYS = ("sizes", "weights", "biases", "cost")


@dataclass(frozen=True)
class Held:
    """What a file holds, checked."""

    sizes: list[int]
    weights: list[Array]
    biases: list[Array]
    cost: Any


def write(path: str | os.PathLike[str], net: BookNetwork) -> None:
    """Write a network, whole or not at all."""
    held = {
        "sizes": net.sizes,
        "weights": [np.asarray(w, dtype=np.float64).tolist() for w in net.weights],
        "biases": [np.asarray(b, dtype=np.float64).tolist() for b in net.biases],
        "cost": costs.name_of(net.cost),
    }
    with atomic_write(path) as file:
        file.write(json.dumps(held).encode())


def read(path: str | os.PathLike[str], own_cost: Any = None) -> Held:
    """Read and check a file; a ValueError names it and what is wrong in it."""
    name = os.fspath(path)
    with open(path, "rb") as file:
        try:
            held = json.loads(file.read())
        except (ValueError, RecursionError) as error:
            raise ValueError(f"filename: {name}: not a JSON file: {error}") from None
    if not isinstance(held, dict) or any(key not in held for key in KEYS):
        raise ValueError(f"filename: {name}: expected an object with {', '.join(KEYS)}")
    known = dict(costs.BY_NAME)
    if own_cost is not None:
        known[costs.name_of(own_cost)] = own_cost
    cost = held["cost"]
    if not isinstance(cost, str) or cost not in known:
        raise ValueError(
            f"filename: {name}: cost {cost!r} is not known; expected one of {', '.join(known)}"
        )
    try:
        sizes = arguments.layer_sizes(held["sizes"])
    except (TypeError, ValueError) as error:
        raise ValueError(f"filename: {name}: {error}") from None
    pairs = list(zip(sizes[1:], sizes[:-1], strict=True))
    # Before a network of these sizes takes memory: the file has to hold all of its numbers.
    weights = _arrays(held, "weights", pairs, name)
    biases = _arrays(held, "biases", [(n, 1) for n, _ in pairs], name)
    return Held(sizes, weights, biases, known[cost])


def _arrays(held: Any, key: str, shapes: list[tuple[int, int]], name: str) -> list[Array]:
    values = held[key]
    if not isinstance(values, list) or len(values) != len(shapes):
        raise ValueError(f"filename: {name}: {key}: expected a list of {len(shapes)}, one a layer")
    arrays = []
    for i, (value, shape) in enumerate(zip(values, shapes, strict=True)):
        try:
            array = np.array(value)
        except ValueError:  # rows of different lengths
            array = np.array(None)
        if array.dtype.kind not in "iuf" or array.shape != shape:
            raise ValueError(f"filename: {name}: {key}[{i}]: expected numbers of shape {shape}")
        if not np.all(np.isfinite(array)):
            raise ValueError(f"filename: {name}: {key}[{i}]: NaN or infinity; expected numbers")
        arrays.append(array.astype(np.float64))
    return arrays
