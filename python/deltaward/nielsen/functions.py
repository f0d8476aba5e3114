# SPDX-License-Identifier: MIT
"""The functions that the book's modules have beside their classes."""

import operator
from typing import Any, SupportsIndex

import numpy as np
import numpy.typing as npt

from deltaward.base import Array


def sigmoid(z: npt.ArrayLike) -> Any:
    """Compute σ(z) = 1 / (1 + e⁻ᶻ), chapter 1, equation 3.

    Parameters
    ----------
    z : array or float
        Of any shape.

    Returns
    -------
    array or float
        Of the shape of z. No warning where e⁻ᶻ is too large for a float: σ is 0 there.
    """
    given = np.asarray(z)
    if given.dtype.kind in ("b", "u"):  # whose minus NumPy refuses, or takes modulo 2ⁿ
        given = given.astype(np.float64)
    with np.errstate(over="ignore"):
        return 1.0 / (1.0 + np.exp(-given))


def sigmoid_prime(z: npt.ArrayLike) -> Any:
    """Compute σ′(z) = σ(z) (1 − σ(z)), of the shape of z."""
    a = sigmoid(z)
    return a * (1 - a)


def vectorized_result(j: SupportsIndex) -> Array:
    """Make the target of a digit.

    Parameters
    ----------
    j : int
        0 to 9.

    Returns
    -------
    (10, 1) array of float64
        1 in row j, 0 in the others.

    Raises
    ------
    TypeError, ValueError
        If j is not an int, or out of range.
    """
    try:
        digit = operator.index(j)
    except TypeError:
        raise TypeError(f"j: {j!r} of type {type(j).__name__}; expected an int") from None
    if not 0 <= digit <= 9:
        raise ValueError(f"j: {digit}; expected 0 to 9")
    target = np.zeros((10, 1))
    target[digit] = 1.0
    return target
