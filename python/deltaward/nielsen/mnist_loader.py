# SPDX-License-Identifier: MIT
"""The book's mnist_loader.py: MNIST in three parts, as column vectors."""

from __future__ import annotations

import os

import numpy as np

from deltaward.base import Array
from deltaward.datasets import load_mnist
from deltaward.nielsen.functions import vectorized_result

__all__ = ["load_data", "load_data_wrapper", "vectorized_result"]

TRAINING_SAMPLES = 50_000

Part = tuple[Array, Array]


def load_data(path: str | os.PathLike[str] | None = None) -> tuple[Part, Part, Part]:
    """Load MNIST as arrays.

    Parameters
    ----------
    path : path, optional
        As in `deltaward.datasets.load_mnist`; without it ``DELTAWARD_DATA``, or a download.

    Returns
    -------
    training_data, validation_data, test_data : tuples (x, y)
        50,000, 10,000 and 10,000 samples: x (m, 784) float32, pixel / 256 as in the book's file
        (so ink is 0.996), y (m,) int64. The first 50,000 images of MNIST's training set are for
        training, the others for validation.

    Raises
    ------
    FileNotFoundError, ValueError, ConnectionError
        As `deltaward.datasets.load_mnist`.
    """
    (x, y), (x_test, y_test) = load_mnist(path)
    n = TRAINING_SAMPLES
    return _part(x[:n], y[:n]), _part(x[n:], y[n:]), _part(x_test, y_test)


def load_data_wrapper(
    path: str | os.PathLike[str] | None = None,
) -> tuple[list[Part], list[tuple[Array, np.int64]], list[tuple[Array, np.int64]]]:
    """Load MNIST as lists of samples, for `Network.SGD`.

    Parameters
    ----------
    path : path, optional
        As in `load_data`.

    Returns
    -------
    training_data : list of 50,000 (x, y)
        x (784, 1) float32, y (10, 1) float64.
    validation_data, test_data : lists of 10,000 (x, y)
        x (784, 1) float32, y the digit.

    Raises
    ------
    FileNotFoundError, ValueError, ConnectionError
        As `load_data`.
    """
    (x, y), validation, test = load_data(path)
    training = list(zip(x[:, :, None], [vectorized_result(digit) for digit in y], strict=True))
    return training, _with_digits(*validation), _with_digits(*test)


def _part(x: Array, y: Array) -> Part:
    return x.astype(np.float32) / np.float32(256), y.astype(np.int64)


def _with_digits(x: Array, y: Array) -> list[tuple[Array, np.int64]]:
    return list(zip(x[:, :, None], y, strict=True))
