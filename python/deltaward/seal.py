# SPDX-License-Identifier: MIT
"""A digest of a whole file inside of that file.

A file holds the text ``file_sha256`` once, and after it 64 hexadecimal digits: the SHA-256 of the
file in which those digits stand as 64 zeros. So it covers every byte, its own place included, in
any format that keeps a text as it is. It tells damage, not who wrote the file: whoever changes a
file on purpose can compute it anew.
"""

import hashlib
import re
from typing import Any, BinaryIO

KEY = "file_sha256"
BLANK = "0" * 64

# Between key and digits: `: ` in a text, `": "` in JSON, `\": \"` in JSON within JSON.
_PLACE = re.compile(KEY.encode() + rb'[\\": ]{1,8}([0-9a-f]{64})(?![0-9a-f])')


def write(file: BinaryIO, data: bytes) -> None:
    """Write the content of a file, with its digest in the place of the zeros.

    Raises
    ------
    ValueError
        If there is no such place in it, or more than one.
    """
    start, digits = _find(data, len(data))
    if digits != BLANK:
        raise ValueError(f"{KEY}: {digits}; expected {BLANK}, to be filled in")
    with memoryview(data) as view:
        for part in (view[:start], _digest(data, start).encode(), view[start + len(BLANK) :]):
            file.write(part)


def check(data: Any, end: int | None = None) -> str:
    """Compare the digest in the content of a file, bytes or a memory map, and return it.

    Parameters
    ----------
    data : bytes or mmap
        All of the file.
    end : int, optional
        Where to stop looking for the digest. Default: the end of the file.

    Raises
    ------
    ValueError
        If it is another one, or there is none, or more than one.
    """
    start, digits = _find(data, len(data) if end is None else end)
    found = _digest(data, start)
    if found != digits:
        raise ValueError(
            f"{KEY}: the file says {digits[:12]}…, its bytes come to {found[:12]}…; it was changed "
            "or damaged after it was written"
        )
    return digits


def _find(data: Any, end: int) -> tuple[int, str]:
    places = list(_PLACE.finditer(data, 0, end))
    if len(places) != 1:
        raise ValueError(f"{KEY}: {len(places)} of them in the file; expected one")
    return places[0].start(1), places[0].group(1).decode()


def _digest(data: Any, start: int) -> str:
    digest = hashlib.sha256()
    with memoryview(data) as view:
        for part in (view[:start], BLANK.encode(), view[start + len(BLANK) :]):
            digest.update(part)
    return digest.hexdigest()
