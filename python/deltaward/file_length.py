# SPDX-License-Identifier: MIT
"""How long a safetensors file and its header are: safetensors tells less of a file that is short.

The first 8 bytes are the length of the header, little-endian; the header is a JSON object, in which
each tensor has the place of its bytes among those that follow. Source: the format's documentation,
https://huggingface.co/docs/safetensors.
"""

import json
import os
from typing import BinaryIO

# Parsed, a header takes up to 27 times its length, and the JSON in it as much: a file may not take
# 64 MiB beyond its own length. There is room for the arrays of 3,000 layers with their Adam.
LONGEST_HEADER = 2 << 20
LONGEST_JSON = 1 << 20


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
    if header > LONGEST_HEADER:
        raise ValueError(
            f"{path}: not a safetensors file: it begins with {start!r}, a header of "
            f"{header:,} bytes; expected at most {LONGEST_HEADER:,}"
        )
    needed = 8 + header
    if size >= needed:
        needed += _end(file.read(header))
    file.seek(0)
    if size < needed:
        raise ValueError(f"{path}: cut short: {size} bytes, expected {needed} or more")


def check_header(data: bytes, text: str) -> None:
    """Compare the header of a file that is to be written, and the JSON in it, with what is read.

    Raises
    ------
    ValueError
        If one is too long.
    """
    header = int.from_bytes(data[:8], "little")
    for what, length, most in (
        ("what it says of network and training", len(text), LONGEST_JSON),
        ("its header with the names of all arrays", header, LONGEST_HEADER),
    ):
        if length > most:
            raise ValueError(f"{what} would take {length:,} bytes; expected at most {most:,}")


def _end(header: bytes) -> int:
    """Return where the last tensor ends; 0 if the header is none, which the library explains."""
    try:
        tensors = json.loads(header)
        ends = [held["data_offsets"][1] for name, held in tensors.items() if name != "__metadata__"]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return 0
    return max((end for end in ends if type(end) is int), default=0)
