# SPDX-License-Identifier: MIT
"""MNIST from its .gz files, with NumPy, and zlib-ng where it is installed, as in deltaward."""

import sys

import numpy as np

try:
    from zlib_ng import gzip_ng as gzip
except ImportError:
    import gzip


def load(folder=None):
    """Return (x_train, y_train), (x_test, y_test), x uint8 (m, 784); default: sys.argv[1]."""
    folder = folder or sys.argv[1]
    return tuple(
        (
            read(f"{folder}/{part}-images-idx3-ubyte.gz", 16).reshape(-1, 784),
            read(f"{folder}/{part}-labels-idx1-ubyte.gz", 8),
        )
        for part in ("train", "t10k")
    )


def read(path, header):
    """Return the bytes after an IDX header."""
    with gzip.open(path) as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)
