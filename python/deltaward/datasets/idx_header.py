# SPDX-License-Identifier: MIT
"""The header of an IDX file, see `deltaward.datasets.idx`."""

from __future__ import annotations

import struct
import sys
from io import BufferedIOBase
from math import prod
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

IdxArray: TypeAlias = npt.NDArray[Any]

_DTYPES: dict[int, np.dtype[Any]] = {
    0x08: np.dtype(">u1"),
    0x09: np.dtype(">i1"),
    0x0B: np.dtype(">i2"),
    0x0C: np.dtype(">i4"),
    0x0D: np.dtype(">f4"),
    0x0E: np.dtype(">f8"),
}
_CODES = {dtype.str[1:]: code for code, dtype in _DTYPES.items()}
_TYPE_NAMES = ", ".join(f"0x{code:02X} {dtype.name}" for code, dtype in _DTYPES.items())

_NUMPY_MAX_DIMENSIONS = 64
_DIMENSION_LIMIT = 2**32


def decode_header(stream: BufferedIOBase, name: str) -> tuple[np.dtype[Any], tuple[int, ...]]:
    """Read dtype and shape, and leave the stream at the first element.

    Raises
    ------
    ValueError
        If it is no header, or one of an array beyond the address space; it begins with `name`.
    """
    start = stream.read(4)
    if len(start) < 4:
        raise ValueError(f"{name}: expected an IDX header of 4 bytes or more, got {len(start)}")
    if start[:2] != b"\0\0":
        raise ValueError(
            f"{name}: expected an IDX file, which begins with 0x0000, got 0x{start[:2].hex()}"
        )
    code, dimensions = start[2], start[3]
    if code not in _DTYPES:
        raise ValueError(f"{name}: expected an IDX element type ({_TYPE_NAMES}), got 0x{code:02X}")
    if not 1 <= dimensions <= _NUMPY_MAX_DIMENSIONS:
        raise ValueError(
            f"{name}: expected 1 to {_NUMPY_MAX_DIMENSIONS} dimensions, got {dimensions}"
        )
    packed = stream.read(4 * dimensions)
    if len(packed) < 4 * dimensions:
        raise ValueError(
            f"{name}: expected an IDX header of {4 + 4 * dimensions} bytes for {dimensions} "
            f"dimensions, got {4 + len(packed)}"
        )
    shape: tuple[int, ...] = struct.unpack(f">{dimensions}I", packed)
    # NumPy can't hold (0, huge, huge) either: it multiplies what is not 0.
    if prod(n for n in shape if n) * _DTYPES[code].itemsize > sys.maxsize:
        raise ValueError(
            f"{name}: expected dimensions for at most {sys.maxsize} bytes, got {shape} of "
            f"{_DTYPES[code].name}"
        )
    return _DTYPES[code], shape


def compare_size(
    name: str,
    shape: tuple[int, ...],
    dtype: np.dtype[Any],
    declared: int,
    came: int,
    *,
    open_ended: bool = False,
) -> None:
    """Refuse a file whose number of element bytes, `came`, is not the declared one."""
    if came != declared:
        count = f"{came} or more" if open_ended and came > declared else f"{came}"
        raise ValueError(
            f"{name}: expected {declared} bytes of elements for shape {shape} of {dtype.name}, "
            f"got {count}: the file is {'too long' if came > declared else 'truncated'}"
        )


def encode_header(array: IdxArray) -> bytes:
    """Return the header of an array.

    Raises
    ------
    TypeError, ValueError
        If IDX can't hold it.
    """
    # NumPy takes 30 ms to import its masked arrays when they are first named.
    plain = type(array) is np.ndarray
    if not plain and (not isinstance(array, np.ndarray) or isinstance(array, np.ma.MaskedArray)):
        raise TypeError(f"array: expected a plain numpy.ndarray, got {type(array).__name__}")
    code = _CODES.get(array.dtype.str[1:])
    if code is None:
        accepted = ", ".join(dtype.name for dtype in _DTYPES.values())
        raise TypeError(
            f"array: expected one of the dtypes that IDX can hold ({accepted}), got {array.dtype}"
        )
    if array.ndim == 0:
        raise ValueError("array: expected at least one dimension, got a 0-dimensional array")
    if max(array.shape) >= _DIMENSION_LIMIT:
        raise ValueError(f"array: expected each dimension below 2**32, got shape {array.shape}")
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, code, array.ndim, *array.shape)
