# SPDX-License-Identifier: MIT
"""Fashion-MNIST: 70,000 articles of clothing in MNIST's format."""

from __future__ import annotations

import os
from types import MappingProxyType

from deltaward.datasets.folder import Split
from deltaward.datasets.published import PublishedDataset

FASHION_MNIST = PublishedDataset(
    name="fashion",
    title="Fashion-MNIST",
    licence="MIT",
    subfolder="fashion-mnist",
    mirrors=(
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
    ),
    # Several public projects state these sums of the uncompressed files; those of the labels
    # were also computed from the files in the publisher's repository.
    sha256=MappingProxyType(
        {
            "train-images-idx3-ubyte": (
                "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"
            ),
            "train-labels-idx1-ubyte": (
                "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"
            ),
            "t10k-images-idx3-ubyte": (
                "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"
            ),
            "t10k-labels-idx1-ubyte": (
                "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"
            ),
        }
    ),
)


def load_fashion_mnist(path: str | os.PathLike[str] | None = None) -> Split:
    """Load Fashion-MNIST: 60,000 images of clothing to train with and 10,000 to test with.

    The classes are 0 T-shirt/top, 1 trouser, 2 pullover, 3 dress, 4 coat, 5 sandal, 6 shirt,
    7 sneaker, 8 bag, 9 ankle boot.

    The files are taken from the first of these places:

    1. `path`, which has to hold all four;
    2. the folder that the environment variable ``DELTAWARD_DATA`` names, if it holds all four;
    3. the cache, ``deltaward/fashion-mnist`` in the user's cache folder;
    4. a download into the cache (31 MB, 55 MB once uncompressed), from several mirrors in turn.

    Wherever they come from, the SHA-256 of each uncompressed file has to be the known one.

    Parameters
    ----------
    path : str or os.PathLike, optional
        A folder with ``train-images-idx3-ubyte``, ``train-labels-idx1-ubyte``,
        ``t10k-images-idx3-ubyte`` and ``t10k-labels-idx1-ubyte``, each plain or with ``.gz``,
        or with a subfolder ``fashion-mnist`` that has them; ``DELTAWARD_DATA`` likewise.

    Returns
    -------
    (x_train, y_train), (x_test, y_test)
        x : uint8, shape (60000, 784) and (10000, 784), one image of 28 x 28 a row, 0 is the
        background;
        y : uint8, shape (60000,) and (10000,), the class 0 to 9.

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
    H. Xiao, K. Rasul, R. Vollgraf, "Fashion-MNIST: a Novel Image Dataset for Benchmarking
    Machine Learning Algorithms", arXiv:1708.07747 (2017). Copyright Zalando SE, MIT licence.
    """
    return FASHION_MNIST.load(path)
