# SPDX-License-Identifier: MIT
"""How long a safetensors file says that it is: its format's own library tells less of a short one.

The first 8 bytes are the length of the header, little-endian; the header is a JSON object, in which
each tensor has the place of its bytes among those that follow. Source: the format's documentation,
https://huggingface.co/docs/safetensors.
"""

import json
import os
from typing import BinaryIO

_LONGEST_HEADER = 100_000_000  # what the library reads
_LONGEST_READ = 1 << 20  # as JSON takes a multiple of its length; of more, the library tells


def check(path: str, file: BinaryIO) -> None:
    """Compare what an open file says of its length with its length; leave it at its begin.

    Raises
    ------
    ValueError
        If it is shorter, or begins in no such way; the message begins with the path.
    """
    size = os.fstat(file.fileno()).st_size
    start = file.read(8)
    header = int.from_bytes(start, "little")
    if len(start) < 8:
        raise ValueError(f"{path}: not a safetensors file: {size} bytes, expected 8 or more")
    if header > _LONGEST_HEADER:
        raise ValueError(
            f"{path}: not a safetensors file: it begins with {start!r}, expected the length of a "
            "header"
        )
    needed = 8 + header
    if size >= needed and header <= _LONGEST_READ:
        needed += _end(file.read(header))
    file.seek(0)
    if size < needed:
        raise ValueError(f"{path}: cut short: {size} bytes, expected {needed} or more")


def _end(header: bytes) -> int:
    """Return where the last tensor ends; 0 if the header is none, which the library explains."""
    try:
        tensors = json.loads(header)
        ends = [held["data_offsets"][1] for name, held in tensors.items() if name != "__metadata__"]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return 0
    return max((end for end in ends if type(end) is int), default=0)
