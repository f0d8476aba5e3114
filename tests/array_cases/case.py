# SPDX-License-Identifier: MIT
"""A call with arrays, of which one at a time comes in another layout."""

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt

import deltaward as dw
from array_layouts import DTYPES, PLACES, SHAPES

Array = npt.NDArray[Any]

_RNG = np.random.default_rng(7)
X = _RNG.random((8, 6)).round(2)
Y = np.arange(8) % 3
VALUES = _RNG.random((8, 3)).round(2)
WEIGHT = np.arange(1.0, 9.0)
CLASSES = {"x": X, "y": Y}
WEIGHED = CLASSES | {"sample_weight": WEIGHT}
PIXELS = ("float32", "float64", "uint8")


@dataclass(frozen=True)
class Case:
    """One way to call a public function."""

    name: str  # as the search for public functions finds it
    call: Callable[..., Any]
    arrays: dict[str, Array] = field(repr=False)  # by what `call` calls them
    says: dict[str, str] = field(default_factory=dict)  # what errors call one, a pattern
    floats: tuple[str, ...] = ("float32", "float64")
    kinds: tuple[str, ...] = PLACES + DTYPES + SHAPES
    covers: tuple[str, ...] = ()  # arguments of the function that hold several of the arrays
    also: str = ""  # tells two cases of a function apart
    is_slow: bool = False  # one layout at a time
    is_long: bool = False  # and only in a soak
    needs: str = ""  # a library

    def __str__(self) -> str:
        return f"{self.name} {self.also}".strip()


def network(cost: str = "cross_entropy") -> dw.Network:
    """Make the network that all cases use."""
    return dw.Network([6, 5, 3], activation="tanh", cost=cost, seed=1)


def written(write: Callable[[Path], Any], suffix: str = "") -> bytes:
    """Return what a function writes to a path."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"file{suffix}"
        write(path)
        return path.read_bytes()


def leaves(thing: Any) -> Iterator[Any]:
    """All numbers, texts and arrays that a result is made of."""
    if isinstance(thing, dict):
        for key, value in thing.items():
            yield key
            yield from leaves(value)
    elif isinstance(thing, (list, tuple)):
        for value in thing:
            yield from leaves(value)
    elif isinstance(thing, (np.ndarray, np.generic, int, float, str, bytes, type(None))):
        yield thing
    elif isinstance(thing, np.dtype):
        yield thing.name
    elif isinstance(thing, dw.Network):
        yield from leaves(thing.weights + thing.biases)
    elif dataclasses.is_dataclass(thing) or hasattr(thing, "__dict__"):
        yield from leaves(vars(thing))
    else:
        raise TypeError(f"{type(thing).__name__} has nothing to compare")
