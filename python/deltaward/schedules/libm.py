# SPDX-License-Identifier: MIT
"""Functions of the C library, number by number.

NumPy has others for each instruction set, whose last bits differ: with them the same seed on the
same loops would not be the same bits on another CPU. They take less than a microsecond each.
"""

import math

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def cos(angles: Array) -> Array:
    """Return the cosine of each angle, in radians."""
    return np.array([math.cos(angle) for angle in angles.tolist()])


def power(base: float, exponents: npt.NDArray[np.float64 | np.int64]) -> Array:
    """Return a positive base to the power of each exponent, infinity where that overflows."""
    return np.array([_power(base, exponent) for exponent in exponents.tolist()])


def _power(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf
