# SPDX-License-Identifier: MIT
"""One published IDX file from the first of several mirrors that gives the right content."""

from __future__ import annotations

import io
from collections.abc import Sequence

from deltaward.datasets.checked import check_sha256
from deltaward.datasets.idx import decode_idx
from deltaward.datasets.idx_header import IdxArray

# The largest file, 60,000 images of 28 x 28, has 47,040,016 bytes before compression.
_LIMIT = 48 * 10**6
_TIMEOUT = 30  # seconds without an answer or a byte


def download_idx(
    name: str, sha256: str, mirrors: Sequence[str], *, progress: bool = False
) -> tuple[IdxArray, str]:
    """Download one IDX file and check it; nothing is stored.

    Parameters
    ----------
    name : str
        The file's name without ``.gz``.
    sha256 : str
        The SHA-256 of its uncompressed content, 64 hexadecimal digits.
    mirrors : sequence of str
        Folders as URLs that end in a slash, each with the file as ``name + ".gz"``; tried in
        order, and the next one also after wrong content.
    progress : bool
        Whether to draw a progress bar on stderr.

    Returns
    -------
    array : numpy.ndarray
        The content.
    mirror : str
        The element of `mirrors` that it came from.

    Raises
    ------
    ValueError
        If every mirror answered and each answer was wrong.
    ConnectionError
        If no mirror gave the file and at least one gave nothing. Both messages name each
        mirror with its reason.
    """
    reasons = []
    unreached = 0
    for mirror in mirrors:
        url = f"{mirror}{name}.gz"
        try:
            content = _get(url, progress=progress)
        # What the HTTP library raises for a refused or broken connection is an OSError.
        except OSError as error:
            unreached += 1
            reasons.append(f"{url}: {type(error).__name__}: {error}")
            continue
        except _TooLongError as error:
            reasons.append(f"{url}: {error}")
            continue
        try:
            # A server that announces Content-Encoding: gzip has it unpacked on the way;
            # decode_idx takes both forms.
            array = decode_idx(io.BufferedReader(io.BytesIO(content)), url, len(content))
            check_sha256(array, sha256, url)
        except ValueError as error:
            reasons.append(str(error))
            continue
        return array, mirror
    error_type = ConnectionError if unreached else ValueError
    tried = "".join(f"\n  {reason}" for reason in reasons)
    raise error_type(f"{name}: no mirror gave the published file:{tried}")


class _TooLongError(Exception):
    """A mirror sends more than the published file can have."""


class _Bounded(io.BytesIO):
    """Memory that a mirror can't fill without end."""

    def write(self, chunk: bytes, /) -> int:  # type: ignore[override]
        if self.tell() + len(chunk) > _LIMIT:
            raise _TooLongError(f"expected at most {_LIMIT} bytes, got more")
        return super().write(chunk)


def _get(url: str, *, progress: bool) -> bytes:
    import pooch

    content = _Bounded()
    get = pooch.HTTPDownloader(progressbar=progress, chunk_size=1 << 16, timeout=_TIMEOUT)
    get(url, content, None)
    return content.getvalue()
