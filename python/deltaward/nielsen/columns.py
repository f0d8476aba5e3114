# SPDX-License-Identifier: MIT
"""Column vectors, as the book has samples, and rows, as the core has them."""

from __future__ import annotations

import math
import numbers
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from deltaward.arrays import as_array
from deltaward.base import Array

# One sample of the book: x (n_in, 1), and y (n_out, 1) or the index of a class.
Sample = tuple[Any, Any]


@dataclass(frozen=True)
class Rows:
    """Samples of the book, stacked: one a row."""

    x: Array  # (m, n_in)
    y: Array  # (m, n_out), or (m,) class indices

    def __len__(self) -> int:
        return len(self.x)

    @property
    def classes(self) -> Array:
        """The class of each sample, (m,): y, or the place of its largest target."""
        return self.y if self.y.ndim == 1 else self.y.argmax(axis=1)


def number(value: Any, name: str) -> float:
    """Return a number from 0 on as a float, or raise naming the argument."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name}: {type(value).__name__}; expected a number")
    found = float(value)
    if not 0 <= found < math.inf:
        raise ValueError(f"{name}: {found}; expected a number from 0 on")
    return found


def floats(array: npt.ArrayLike, name: str) -> Array:
    """Return numbers as float32 or float64, integers as they are: no pixels are scaled."""
    found = as_array(array, name)
    if found.dtype.kind not in "biuf":
        raise TypeError(f"{name}: dtype {found.dtype}; expected real numbers")
    return found if found.dtype in (np.float32, np.float64) else found.astype(np.float64)


def row(column: npt.ArrayLike, name: str, n: int) -> Array:
    """Return a column vector (n, 1) as a row (1, n)."""
    shape = np.shape(column)
    if shape != (n, 1):
        raise ValueError(f"{name}: shape {shape}; expected a column vector ({n}, 1)")
    return floats(column, name).reshape(1, n)


def samples_of(data: Iterable[Sample], name: str) -> Sequence[Sample]:
    """Return data as something with a length; a zip is read to its end."""
    if isinstance(data, (list, tuple)):
        samples: Sequence[Sample] = data
    elif isinstance(data, str) or not hasattr(data, "__iter__"):
        raise TypeError(f"{name}: {type(data).__name__}; expected a list of pairs (x, y)")
    else:
        samples = list(data)
    if not samples:
        raise ValueError(f"{name}: no samples; expected a list of pairs (x, y)")
    for i, sample in enumerate(samples):
        if not isinstance(sample, (tuple, list)) or len(sample) != 2:
            raise TypeError(f"{name}[{i}]: {type(sample).__name__}; expected a pair (x, y)")
    return samples


def stack(data: Iterable[Sample], name: str, n_in: int, n_out: int, *, vectors: bool) -> Rows:
    """Stack samples as rows, once for as often as they are used.

    Parameters
    ----------
    data : list of (x, y)
        x (n_in, 1); y (n_out, 1), or an int that is a class.
    name : str
        What errors call it.
    n_in, n_out : int
        Of the network.
    vectors : bool
        Whether every y is a vector, or every y a class.

    Raises
    ------
    TypeError, ValueError
        Naming the first sample that is not as expected.
    """
    samples = samples_of(data, name)
    x = _rows_of([sample[0] for sample in samples], f"x of {name}", n_in)
    targets = [sample[1] for sample in samples]
    y = _rows_of(targets, f"y of {name}", n_out) if vectors else _classes_of(targets, name, n_out)
    return Rows(x, y)


def _rows_of(columns: list[Any], name: str, n: int) -> Array:
    arrays = [np.asarray(column) for column in columns]
    for i, array in enumerate(arrays):
        if array.shape != (n, 1):
            raise ValueError(f"{name}[{i}]: shape {array.shape}; expected a column vector ({n}, 1)")
    # Columns end to end are rows one below the other; joining them side by side takes 5 times as
    # long.
    return floats(np.concatenate(arrays), name).reshape(len(arrays), n)


def _classes_of(targets: list[Any], name: str, n_out: int) -> Array:
    for i, y in enumerate(targets):
        if not isinstance(y, (int, np.integer)) or isinstance(y, bool):
            shown = f"shape {np.shape(y)}" if np.ndim(y) else repr(y)
            raise TypeError(f"y of {name}[{i}]: {shown}; expected the index of a class, an int")
        if not 0 <= y < n_out:
            raise ValueError(f"y of {name}[{i}]: {y}; expected 0 to {n_out - 1}")
    return np.array(targets, dtype=np.int64)
