# SPDX-License-Identifier: MIT
"""MNIST: 70,000 handwritten digits."""

from __future__ import annotations

import os
from types import MappingProxyType

from deltaward.datasets.folder import Split
from deltaward.datasets.published import PublishedDataset

MNIST = PublishedDataset(
    name="mnist",
    title="MNIST",
    licence="CC BY-SA 3.0",
    subfolder="mnist",
    mirrors=(
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ),
    sha256=MappingProxyType(
        {
            "train-images-idx3-ubyte": (
                "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"
            ),
            "train-labels-idx1-ubyte": (
                "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"
            ),
            "t10k-images-idx3-ubyte": (
                "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"
            ),
            "t10k-labels-idx1-ubyte": (
                "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
            ),
        }
    ),
)


def load_mnist(path: str | os.PathLike[str] | None = None) -> Split:
    """Load MNIST: 60,000 images of handwritten digits to train with and 10,000 to test with.

    The files are taken from the first of these places:

    1. `path`, which has to hold all four;
    2. the folder that the environment variable ``DELTAWARD_DATA`` names, if it holds all four;
    3. the cache, ``deltaward/mnist`` in the user's cache folder;
    4. a download into the cache (11 MB, 55 MB once uncompressed), from several mirrors in turn.

    Wherever they come from, the SHA-256 of each uncompressed file has to be the published one.

    Parameters
    ----------
    path : str or os.PathLike, optional
        A folder with ``train-images-idx3-ubyte``, ``train-labels-idx1-ubyte``,
        ``t10k-images-idx3-ubyte`` and ``t10k-labels-idx1-ubyte``, each plain or with ``.gz``,
        or with a subfolder ``mnist`` that has them; ``DELTAWARD_DATA`` likewise.

    Returns
    -------
    (x_train, y_train), (x_test, y_test)
        x : uint8, shape (60000, 784) and (10000, 784), one image of 28 x 28 a row, 0 is paper
        and 255 is ink;
        y : uint8, shape (60000,) and (10000,), the digit 0 to 9.

    Raises
    ------
    TypeError
        If `path` is not a path.
    FileNotFoundError
        If `path` lacks files (no download is tried then), or ``DELTAWARD_DATA`` is no folder.
    ValueError
        If a file is damaged or another one; the message gives both checksums.
    ConnectionError
        If a download is needed and no mirror can be reached; the message says what to do.

    Notes
    -----
    Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to document
    recognition", Proceedings of the IEEE 86 (1998). Copyright Yann LeCun and Corinna Cortes,
    derived from NIST data; Keras states the licence as CC BY-SA 3.0.
    """
    return MNIST.load(path)
