# SPDX-License-Identifier: MIT
"""A folder with the four IDX files that MNIST made customary."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from deltaward.atomic import to_path
from deltaward.datasets.idx import read_idx
from deltaward.datasets.idx_header import IdxArray

Pixels: TypeAlias = npt.NDArray[np.uint8]
# ((x_train, y_train), (x_test, y_test)): x (m, height * width), y (m,)
Split: TypeAlias = tuple[tuple[Pixels, Pixels], tuple[Pixels, Pixels]]

FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)


def find_files(folder: Path) -> dict[str, Path]:
    """Return which of the four files `folder` holds; the plain one where both forms are there.

    Returns
    -------
    dict of str to pathlib.Path
        From the name without ``.gz`` to the file, in the order of `FILES`.
    """
    found = {}
    for name in FILES:
        # Plain first: it is read without 0.3 s of decompression.
        for candidate in (folder / name, folder / f"{name}.gz"):
            if candidate.is_file():
                found[name] = candidate
                break
    return found


def describe_missing(folder: Path) -> str:
    """Return what `folder` lacks, for an error message."""
    if not folder.is_dir():
        return f"{str(folder)!r} is not a folder"
    found = find_files(folder)
    missing = ", ".join(name for name in FILES if name not in found)
    return f"{str(folder)!r} lacks {missing}" if missing else f"{str(folder)!r} lacks nothing"


def load_folder(path: str | os.PathLike[str]) -> Split:
    """Load any data set that comes as the four IDX files of MNIST; no checksums are compared.

    Parameters
    ----------
    path : str or os.PathLike
        A folder with ``train-images-idx3-ubyte``, ``train-labels-idx1-ubyte``,
        ``t10k-images-idx3-ubyte`` and ``t10k-labels-idx1-ubyte``, each plain or with ``.gz``.

    Returns
    -------
    (x_train, y_train), (x_test, y_test)
        x : uint8, shape (m, height * width), one image a row, 0 to 255;
        y : uint8, shape (m,), the class of each.

    Raises
    ------
    TypeError
        If `path` is not a path.
    FileNotFoundError
        If there is no such folder or it lacks files; the message names them.
    ValueError
        If a file is not a sound IDX file of uint8, or the four don't fit together.
    """
    folder = to_path(path)
    found = find_files(folder)
    if len(found) < len(FILES):
        raise FileNotFoundError(
            f"path: expected a folder with four IDX files, plain or .gz, but "
            f"{describe_missing(folder)}"
        )
    return split({name: read_idx(file) for name, file in found.items()}, str(folder))


def split(arrays: Mapping[str, IdxArray], where: str) -> Split:
    """Check that four arrays fit together and give them the shapes that training takes.

    Parameters
    ----------
    arrays : mapping of str to numpy.ndarray
        The arrays under their names in `FILES`: images (m, height, width), labels (m,).
    where : str
        What error messages call the place they come from.

    Returns
    -------
    (x_train, y_train), (x_test, y_test)
        Views of `arrays`: x (m, height * width), y (m,).

    Raises
    ------
    ValueError
        On another dtype or number of dimensions, another number of labels than of images, or
        training and test images of different size.
    """
    for name, array in arrays.items():
        dimensions = 3 if "images" in name else 1
        if array.dtype != np.uint8 or array.ndim != dimensions:
            raise ValueError(
                f"{where}: expected {name} to be uint8 with {dimensions} dimensions, got "
                f"{array.dtype} of shape {array.shape}"
            )
    train_images, train_labels, test_images, test_labels = (arrays[name] for name in FILES)
    for part, images, labels in (
        ("train", train_images, train_labels),
        ("t10k", test_images, test_labels),
    ):
        if len(images) != len(labels):
            raise ValueError(
                f"{where}: expected as many {part} labels as {part} images, got {len(labels)} "
                f"labels and {len(images)} images"
            )
    if train_images.shape[1:] != test_images.shape[1:]:
        raise ValueError(
            f"{where}: expected train and t10k images of one size, got {train_images.shape[1:]} "
            f"and {test_images.shape[1:]}"
        )
    n_in = train_images.shape[1] * train_images.shape[2]
    return (
        (train_images.reshape(len(train_images), n_in), train_labels),
        (test_images.reshape(len(test_images), n_in), test_labels),
    )
