# SPDX-License-Identifier: MIT
"""Reading and writing IDX files, the format of MNIST.

An IDX file is two zero bytes, one byte for the element type, one for the number of dimensions,
the dimensions as unsigned 32-bit integers and the elements in C order, all big-endian. Source:
Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits", section
"The IDX file format". An array has exactly one encoding.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from io import BufferedIOBase, BufferedReader
from math import prod
from pathlib import Path

import numpy as np
import numpy.typing as npt

from deltaward import arguments
from deltaward.arrays import as_array, is_array
from deltaward.atomic import atomic_write, to_path
from deltaward.datasets.idx_header import IdxArray, compare_size, decode_header, encode_header

Follow = Callable[[bytes | memoryview], object]

_GZIP_MAGIC = b"\x1f\x8b"
# Reading goes by this much at a time. Where nobody knows how much there can be it grows by it, so
# that a header that promises terabytes costs one chunk.
_CHUNK = 1 << 20
# No deflated byte stands for more. With MNIST's 47 MB there is room for it at once; what declares
# more than a small file can hold, or much, is believed as it comes.
_MOST_INFLATED = 1032
_AT_ONCE = 48 << 20
# MNIST's training images: level 6 takes 1.5 s for 9.8 MB, level 9 takes 19 s for 9.6 MB.
_COMPRESSION_LEVEL = 6


def read_idx(path: str | os.PathLike[str], mmap: bool = False) -> IdxArray:
    """Read an IDX file, plain or compressed with gzip, or map a plain one into memory.

    The first bytes tell which of the two it is, not the name. The file is not trusted: no more
    is read than the header declares, and a header that declares more than the file holds costs
    no memory.

    Parameters
    ----------
    path : str or os.PathLike
        The file to read.
    mmap : bool, default False
        Leave the elements in the file, which has to be a plain one: they are read when they are
        looked at, and the system drops them again when memory gets short.

    Returns
    -------
    numpy.ndarray, or numpy.memmap with `mmap`
        The array: uint8, int8, int16, int32, float32 or float64 in the machine's byte order,
        C-contiguous and writable, with the shape that the header declares, of one or more
        dimensions; a dimension may be 0. Mapped, it is read-only and in the file's byte order,
        which is big-endian: of more than one byte, elements may need
        ``.astype(array.dtype.newbyteorder("="))`` on the way to where they are used.

    Raises
    ------
    TypeError
        If `path` is not a path or `mmap` no bool.
    OSError
        If the file can't be opened or read.
    ValueError
        If it is not an IDX file: other first bytes, an unknown element type, no dimensions or
        more than NumPy's 64, more elements than the address space, fewer or more bytes than
        declared, damaged gzip data; with `mmap` also if it is compressed or no regular file. The
        message names the path, what came and what was expected.

    See Also
    --------
    write_idx
    """
    source = to_path(path)
    if not arguments.boolean(mmap, "mmap"):
        return follow_idx(source, None)
    with source.open("rb") as file:
        return _map(file, repr(str(source)), _size_of(file))


def follow_idx(path: Path, follow: Follow | None) -> IdxArray:
    """Read an IDX file; `follow` is given its uncompressed bytes, part by part, as they come."""
    with path.open("rb") as file:
        return decode_idx(file, repr(str(path)), _size_of(file), follow)


def write_idx(path: str | os.PathLike[str], array: IdxArray) -> None:
    """Write an array as an IDX file; compressed with gzip if the name ends in ``.gz``.

    The file is written whole or not at all (see `deltaward.atomic.atomic_write`). The same array
    gives the same bytes: the compressed form holds no time and no file name.

    Parameters
    ----------
    path : str or os.PathLike
        The file to write.
    array : array
        NumPy's, or another library's as `deltaward.arrays.as_array` takes it. Of dtype uint8, int8,
        int16, int32, float32 or float64 in either byte order, in any memory layout, with at least
        one dimension and each dimension below 2**32.

    Raises
    ------
    TypeError
        If `path` is not a path, or `array` not a plain array of one of these dtypes;
        nothing is converted to make it fit.
    ValueError
        If `array` has no dimensions or one of 2**32 or more.
    OSError
        If the file can't be written.

    See Also
    --------
    read_idx
    """
    target = to_path(path)
    if is_array(array) and not isinstance(array, (np.ndarray, np.generic)):
        array = as_array(array, "array")
    header = encode_header(array)
    with atomic_write(target) as file:
        if target.suffix.lower() != ".gz":
            file.write(header)
            file.write(encode_elements(array))
            return
        from gzip import GzipFile

        with GzipFile("", "wb", _COMPRESSION_LEVEL, fileobj=file, mtime=0) as stream:
            stream.write(header)
            stream.write(encode_elements(array))


def decode_idx(
    file: BufferedReader, name: str, size: int | None, follow: Follow | None = None
) -> IdxArray:
    """Read an IDX file, plain or gzip, that is open already.

    Parameters
    ----------
    file : io.BufferedReader
        Where to read, from its first byte to its end.
    name : str
        What error messages call it.
    size : int or None
        Its number of bytes as stored, None if unknown.
    follow : callable, optional
        Is given the uncompressed bytes, part by part, as they come; what it is given keeps them.

    Returns
    -------
    numpy.ndarray
        As for `read_idx`.

    Raises
    ------
    OSError, ValueError
        As for `read_idx`.
    """
    if not file.peek(2).startswith(_GZIP_MAGIC):
        return _decode(file, name, size, follow, room=size or 0)
    from deltaward.datasets.gunzip import DAMAGED, unpacked

    try:
        with unpacked(file) as stream:
            room = min(_MOST_INFLATED * (size or 0), _AT_ONCE)
            return _decode(stream, name, None, follow, room=room)
    except DAMAGED as error:
        raise ValueError(f"{name}: expected whole gzip data, got damaged data: {error}") from error


def _size_of(file: BufferedReader) -> int | None:
    info = os.fstat(file.fileno())
    # A pipe has no size to compare with; it is read like compressed data, growing.
    return info.st_size if stat.S_ISREG(info.st_mode) else None


def _map(file: BufferedReader, name: str, size: int | None) -> IdxArray:
    if size is None:
        raise ValueError(f"{name}: expected a regular file to map, got a pipe or a device")
    if file.peek(2).startswith(_GZIP_MAGIC):
        raise ValueError(
            f"{name}: expected a plain file to map, got gzip data, which has no elements to map; "
            "unpack it with gunzip, or read it with mmap=False"
        )
    dtype, shape = decode_header(file, name)
    offset = file.tell()
    compare_size(name, shape, dtype, prod(shape) * dtype.itemsize, size - offset)
    return np.memmap(file, dtype, "r", offset, shape)


def _decode(
    stream: BufferedIOBase, name: str, size: int | None, follow: Follow | None, *, room: int
) -> IdxArray:
    """Read an array; the size of the file leaves `room` bytes for its elements."""
    dtype, shape = decode_header(stream, name)
    if follow:
        follow(encode_header(np.broadcast_to(np.zeros((), dtype), shape)))
    declared = prod(shape) * dtype.itemsize
    if size is not None:
        # Before a byte of it is read: a plain file's size gives away a header that lies.
        compare_size(name, shape, dtype, declared, size - 4 - 4 * len(shape))
    elements: npt.NDArray[np.uint8] | bytearray
    if declared <= room:
        # NumPy asks for huge pages: MNIST takes 600 page faults, in a bytearray 14,000.
        elements = np.empty(declared, np.uint8)
        read = _fill(stream, elements.data, follow)
    else:
        elements = bytearray()
        while len(elements) < declared:
            chunk = stream.read(min(_CHUNK, declared - len(elements)))
            if not chunk:
                break
            elements += chunk
            if follow:
                follow(chunk)
        read = len(elements)
    # One byte more tells a file that is too long; in gzip it also has the CRC checked at the end.
    surplus = len(stream.read(1)) if read == declared else 0
    compare_size(name, shape, dtype, declared, read + surplus, open_ended=True)
    array = np.ndarray(shape, dtype, buffer=elements)
    if not dtype.isnative:
        # Whoever follows may not have got to the end of these bytes yet.
        array = array.byteswap(inplace=follow is None).view(dtype.newbyteorder("="))
    return array


def _fill(stream: BufferedIOBase, room: memoryview, follow: Follow | None) -> int:
    filled = 0
    while got := stream.readinto(room[filled : filled + _CHUNK]):
        if follow:
            follow(room[filled : filled + got])
        filled += got
    return filled


def encode_elements(array: IdxArray) -> memoryview:
    """Return the elements as the bytes of the file, without a copy where they already are."""
    ordered = array.astype(array.dtype.newbyteorder(">"), order="C", copy=False, subok=False)
    return ordered.reshape(-1).view(np.uint8).data
