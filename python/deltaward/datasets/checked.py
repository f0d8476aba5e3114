# SPDX-License-Identifier: MIT
"""IDX files that have to be the published ones.

An array has exactly one IDX encoding, so the SHA-256 of the uncompressed file follows from the
array, however the file was compressed.
"""

import contextlib
import threading
from hashlib import sha256
from pathlib import Path
from queue import SimpleQueue

from deltaward.datasets.idx import encode_elements, follow_idx
from deltaward.datasets.idx_header import IdxArray, encode_header


def check_sha256(array: IdxArray, expected: str, name: str) -> None:
    """Refuse an array that was not read from the one published file.

    Parameters
    ----------
    array : numpy.ndarray
        What `read_idx` returned.
    expected : str
        The published SHA-256 of the uncompressed file, 64 hexadecimal digits.
    name : str
        What error messages call the file.

    Raises
    ------
    ValueError
        If the sum is another one; the message gives both.
    """
    digest = sha256(encode_header(array))
    digest.update(encode_elements(array))
    _compare(digest.hexdigest(), expected, name)


def read_checked(path: Path, expected: str) -> IdxArray:
    """Read an IDX file and check its sum, which a thread computes while it is read.

    Raises
    ------
    OSError, ValueError
        As of `read_idx`, and ValueError for another sum.
    """
    name = repr(str(path))
    parts: SimpleQueue[bytes | memoryview | None] = SimpleQueue()
    found: list[str] = []

    def follow() -> None:
        digest = sha256()
        while (part := parts.get()) is not None:
            digest.update(part)
        found.append(digest.hexdigest())

    thread = threading.Thread(target=follow, daemon=True)
    try:
        with contextlib.suppress(RuntimeError):  # no thread to be had
            thread.start()
        array = follow_idx(path, parts.put)
    finally:
        parts.put(None)
        if thread.ident:
            thread.join()
    if found:
        _compare(found[0], expected, name)
    else:  # there was none, or it died
        check_sha256(array, expected, name)
    return array


def _compare(found: str, expected: str, name: str) -> None:
    if found != expected:
        raise ValueError(
            f"{name}: expected the SHA-256 {expected} of the uncompressed content, got {found}: "
            "the file is damaged or belongs to another data set"
        )
