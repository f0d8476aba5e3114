# SPDX-License-Identifier: MIT
"""Shapes: those that a graph computes with, and those that it gives to signals."""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from deltaward.interchange.onnx_graph.errors import UnreadableError
from deltaward.interchange.onnx_graph.signal import Signal

ROWS = "rows"  # the entry of a shape that is the number of samples

MOST_AXES = 16

Entry = int | str | None  # a size, ROWS, or not known


@dataclass(frozen=True)
class Extent:
    """A shape, a part of one, or one entry, as a value of the graph."""

    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, value: Any) -> "Extent":
        """Take a constant or a computed shape as an extent."""
        if isinstance(value, Extent):
            return value
        if not isinstance(value, np.ndarray) or value.dtype.kind != "i" or value.ndim > 1:
            raise UnreadableError("expected a shape that does not depend on the data")
        if value.size > MOST_AXES:
            raise UnreadableError(f"a shape of {value.size} dimensions")
        return cls(tuple(int(n) for n in value.reshape(-1)))


def shape_of(signal: Signal, start: int, end: int | None) -> Extent:
    """Return the shape of a signal, or a part of it."""
    return Extent((ROWS, *signal.dims)[start:end])


def gather(extent: Extent, index: Any) -> Extent:
    """Return the entries at constant places."""
    places = Extent.of(index)
    try:
        return Extent(tuple(extent.entries[int(i)] for i in _ints(places)))
    except IndexError as error:
        raise UnreadableError(f"entry {places.entries} of {extent.entries}") from error


def concat(parts: list[Any]) -> Extent:
    """Return extents joined to one."""
    entries = tuple(entry for part in parts for entry in Extent.of(part).entries)
    if len(entries) > MOST_AXES:  # joined with itself again and again, a shape would fill memory
        raise UnreadableError(f"a shape of {len(entries)} dimensions")
    return Extent(entries)


def cut(extent: Extent, start: Any, end: Any, step: Any) -> Extent:
    """Return a part of an extent."""
    if step is not None and _ints(Extent.of(step)) != [1]:
        raise UnreadableError("a slice with steps")
    first, last = _ints(Extent.of(start)), _ints(Extent.of(end))
    if (len(first), len(last)) != (1, 1):
        raise UnreadableError(f"a slice from {first} to {last}; expected one number each")
    return Extent(extent.entries[first[0] : last[0]])


def _ints(extent: Extent) -> list[int]:
    if not all(isinstance(entry, int) for entry in extent.entries):
        raise UnreadableError(f"{extent.entries}; expected constants")
    return [int(entry) for entry in extent.entries if entry is not None]


def reshape(
    signal: Signal, target: Any, where: str, *, rows: int | None, allow_zero: bool
) -> Signal:
    """Give a signal another shape, if each sample stays a row.

    Parameters
    ----------
    rows : int, optional
        How many samples the graph was written for, if that is fixed.
    allow_zero : bool
        Whether 0 in the target is a size and not "as it was".
    """
    entries = Extent.of(target).entries
    old: tuple[Entry, ...] = (ROWS, *signal.dims)
    if not allow_zero:
        try:
            entries = tuple(old[i] if entry == 0 else entry for i, entry in enumerate(entries))
        except IndexError as error:
            raise UnreadableError(f"from {old} to {entries}") from error
    if entries == (-1,) and signal.width == 1:
        return replace(signal, dims=(), where=where)
    dims = _sizes(entries[1:], signal.width)
    whole = entries[:1] == (-1,) and dims is not None and -1 not in entries[1:]
    if dims is None or not (entries[:1] in ((ROWS,), (rows,)) or whole):
        raise UnreadableError(
            f"from {old} to {entries}; expected the rows kept and {signal.width} values in each"
        )
    return replace(signal, dims=dims, where=where)


def _sizes(entries: tuple[Entry, ...], width: int | None) -> tuple[int | None, ...] | None:
    """Fill in -1, and compare with the width; None if they do not fit."""
    if not entries or any(not isinstance(entry, int) for entry in entries):
        return None
    sizes = [int(entry) for entry in entries if entry is not None]
    if sizes.count(-1) == 1 and width is None and len(sizes) == 1:
        return (None,)
    rest = math.prod(size for size in sizes if size != -1)
    if sizes.count(-1) == 1 and width is not None and rest > 0 and width % rest == 0:
        sizes[sizes.index(-1)] = width // rest
    if min(sizes) < 1 or (width is not None and math.prod(sizes) != width):
        return None
    return tuple(sizes)


def flatten(signal: Signal, axis: int, where: str) -> Signal:
    """Make each sample one row of numbers."""
    rank = 1 + len(signal.dims)
    if (axis + rank if axis < 0 else axis) != 1:
        raise UnreadableError(f"axis {axis}; expected 1, which keeps the rows")
    return replace(signal, dims=(signal.width,), where=where)


def squeeze(signal: Signal, axes: Any, where: str) -> Signal:
    """Leave out axes of one entry, never that of the rows."""
    if axes is None:
        raise UnreadableError("no axes; expected them, for the rows are to stay")
    places = _axes(axes, 1 + len(signal.dims))
    if any(signal.dims[axis - 1] != 1 for axis in places):
        raise UnreadableError(f"axes {places} of {(ROWS, *signal.dims)}; expected ones of size 1")
    kept = tuple(dim for i, dim in enumerate(signal.dims, 1) if i not in places)
    return replace(signal, dims=kept, where=where)


def unsqueeze(signal: Signal, axes: Any, where: str) -> Signal:
    """Put in axes of one entry, none before the rows."""
    count = len(Extent.of(axes).entries)
    places = _axes(axes, 1 + len(signal.dims) + count)
    dims = list(signal.dims)
    for axis in sorted(places):
        dims.insert(axis - 1, 1)
    return replace(signal, dims=tuple(dims), where=where)


def _axes(axes: Any, rank: int) -> list[int]:
    found = [axis + rank if axis < 0 else axis for axis in _ints(Extent.of(axes))]
    if not all(0 < axis < rank for axis in found) or len(set(found)) != len(found):
        raise UnreadableError(f"axes {found}; expected some of 1 to {rank - 1}")
    return found
