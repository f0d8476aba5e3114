# SPDX-License-Identifier: MIT
"""Distortions of images in NumPy, from the same random numbers: what the core is compared with."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from deltaward import _core

Array = npt.NDArray[Any]


def _words(n: int) -> list[int]:
    return [n & 0xFFFFFFFF, n >> 32]


def _block(seed: int, epoch: int, position: int, i: int) -> list[int]:
    key = _core.philox([*_words(epoch), int.from_bytes(b"AUGM"), 0], _words(seed))[:2]
    return list(_core.philox([i, *_words(position), 0], key))


def _uniform(word: int, bits: int) -> float:
    return math.ldexp(2 * word + 1, -bits) - 1


def to_image(
    shape: tuple[int, int], shift: tuple[float, float], degrees: float, size: float
) -> Array:
    """Return the inverse of: to the centre, turn counter-clockwise, scale, back, shift."""
    height, width = shape
    x, y = (width - 1) / 2, (height - 1) / 2
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    centre = np.array([[1, 0, -x], [0, 1, -y], [0, 0, 1.0]])
    turn = np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])  # y runs down
    scale = np.diag([size, size, 1.0])
    back = np.array([[1, 0, x + shift[0]], [0, 1, y + shift[1]], [0, 0, 1]])
    return np.linalg.inv(back @ scale @ turn @ centre)


def gaussian(field: Array, sigma: float) -> Array:
    radius = int(4 * sigma + 0.5)
    weights = np.exp(-0.5 * (np.arange(-radius, radius + 1) / sigma) ** 2)
    weights /= weights.sum()

    def smooth(line: Array) -> Array:
        return np.convolve(line, weights)[radius : radius + len(line)]

    return np.apply_along_axis(smooth, 0, np.apply_along_axis(smooth, 1, field))


def fields(seed: int, epoch: int, position: int, shape: tuple[int, int]) -> tuple[Array, Array]:
    height, width = shape
    halves: list[float] = []
    for i in range(-(-2 * height * width // 8)):
        for word in _block(seed, epoch, position, i + 1):
            halves += [_uniform(word & 0xFFFF, 16), _uniform(word >> 16, 16)]
    rows = np.array(halves[: 2 * height * width]).reshape(height, 2, width)
    return rows[:, 0], rows[:, 1]


def bilinear(image: Array, x: Array, y: Array) -> Array:
    height, width = image.shape
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    result = np.zeros_like(image)
    for j, i, weight in [
        (left, top, (left + 1 - x) * (top + 1 - y)),
        (left + 1, top, (x - left) * (top + 1 - y)),
        (left, top + 1, (left + 1 - x) * (y - top)),
        (left + 1, top + 1, (x - left) * (y - top)),
    ]:
        inside = (i >= 0) & (i < height) & (j >= 0) & (j < width)
        pixels = image[np.clip(i, 0, height - 1), np.clip(j, 0, width - 1)]
        result += np.where(inside, weight * pixels, 0)
    return result


def places(
    shape: tuple[int, int], options: dict[str, float], seed: int, epoch: int, position: int
) -> tuple[Array, Array]:
    across, down, angle, size = (_uniform(w, 32) for w in _block(seed, epoch, position, 0))
    looks = to_image(
        shape,
        (options["shift"] * across, options["shift"] * down),
        options["rotate"] * angle,
        1 + options["scale"] * size,
    )
    i, j = np.indices(shape, dtype=float)
    x, y, _ = np.tensordot(looks, np.stack([j, i, np.ones(shape)]), axes=1)
    if options["alpha"]:
        u, v = fields(seed, epoch, position, shape)
        x += options["alpha"] * gaussian(u, options["sigma"])
        y += options["alpha"] * gaussian(v, options["sigma"])
    return x, y
