# SPDX-License-Identifier: MIT
"""Unpacking gzip: by zlib-ng where it is installed, which takes half of zlib's time.

It also refuses a header whose own checksum is wrong, which the standard library does not look at.
A module of its own, that is imported when a file is packed.
"""

import gzip
import zlib
from io import BufferedIOBase
from typing import cast

DAMAGED: tuple[type[Exception], ...] = (gzip.BadGzipFile, EOFError, zlib.error)
_Reader: type[gzip.GzipFile] = gzip.GzipFile

try:
    from zlib_ng.gzip_ng import GzipNGFile
    from zlib_ng.zlib_ng import error
except ImportError:
    pass
else:
    DAMAGED = (*DAMAGED, cast(type[Exception], error))  # the stubs call it an exception
    _Reader = GzipNGFile


def unpacked(file: BufferedIOBase) -> gzip.GzipFile:
    """Return what is packed in the stream from where it is; reading may raise `DAMAGED`."""
    return _Reader(fileobj=file, mode="rb")
