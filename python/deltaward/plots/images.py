# SPDX-License-Identifier: MIT
"""Rows of a table as images in a grid."""

import math
from collections.abc import Sequence
from typing import Any

from deltaward import arguments

Shape = tuple[int, int]


def image_shape(shape: Any, pixels: int) -> Shape:
    """Return the height and width that a caller gave, or the square that the pixels make.

    Raises
    ------
    TypeError, ValueError
        If shape is no pair of ints or does not hold the pixels; if it is None and they make no
        square.
    """
    if shape is None:
        side = math.isqrt(pixels)
        if side * side != pixels:
            raise ValueError(f"shape: {pixels} inputs make no square; give (height, width)")
        return side, side
    if isinstance(shape, str) or not isinstance(shape, Sequence) or len(shape) != 2:
        raise TypeError(f"shape: {shape!r}; expected (height, width)")
    height, width = (arguments.integer(n, f"shape[{i}]", 1) for i, n in enumerate(shape))
    if height * width != pixels:
        raise ValueError(f"shape: {height} × {width} = {height * width}; the inputs are {pixels}")
    return height, width


def grid(count: int) -> tuple[int, int]:
    """Return rows and columns for so many images."""
    columns = min(count, 4 if count <= 8 else 6 if count <= 30 else 10)
    return -(-count // columns), columns


def inches(shape: Shape, longest: float) -> tuple[float, float]:
    """Return the height and width of an image whose longer side is so long."""
    scale = longest / max(shape)
    return shape[0] * scale, shape[1] * scale


def show(axis: Any, pixels: Any, shape: Shape, **look: Any) -> Any:
    """Draw pixels (height · width,) without ticks."""
    axis.set_xticks([])
    axis.set_yticks([])
    axis.spines[:].set_color("#B0B0B0")
    return axis.imshow(pixels.reshape(shape), interpolation="nearest", **look)
