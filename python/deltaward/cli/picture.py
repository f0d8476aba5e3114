# SPDX-License-Identifier: MIT
"""A picture of a digit, made into what a network was trained on.

Two ways, chosen by the network's inputs:

* 8 x 8, the digits in the package: the ink is scaled into a frame of 32 x 32, keeping its aspect
  ratio, and centred; each pixel is the mean of a block of 4 x 4 of it. So UCI describes the making
  of the data set, but its bitmaps had no greys. In all images of it the ink reaches from the top
  to the bottom, and in 95 % it is centred between left and right within half a pixel.
* any other square, after MNIST's 28 x 28: the ink is scaled into a box of 20/28 of the side,
  keeping its aspect ratio, and moved by whole pixels so that its centre of mass is in the centre.
"""

import math

import numpy as np

from deltaward.cli.errors import FailedError
from deltaward.cli.grey import Greys, read_grey, resize
from deltaward.cli.ink import find_ink
from deltaward.datasets.folder import Pixels

UCI_SIDE = 8
UCI_BLOCK = 4
MNIST_BOX = 20 / 28
# The shorter side of a picture is first averaged down, by a whole number, to not less than this or
# four times that of the network: the noise of a camera goes, and a digit that fills a quarter of a
# photo keeps more pixels than the network takes.
ENOUGH = 160

# Measured with test images enlarged 10 times, inverted and with margins, against the prediction
# for the original: MNIST 300 of 300 (299 with noise, 297 enlarged smoothly, with noise, in uneven
# light and as JPEG), digits 245 of 256 (245, 243). An odd number of columns of ink in 8 can't be
# centred as it was; placing it by whole pixels, by the centre of mass, or to the left or right of
# the centre gives 235 to 247.


def side_of(n_in: int) -> int:
    """Return the side of the square picture that a network takes."""
    side = math.isqrt(n_in)
    if side * side != n_in:
        raise FailedError(
            f"the network takes {n_in} numbers, which make no square picture; expected a square "
            "like 64 or 784"
        )
    return side


def read_picture(path: str, n_in: int) -> Pixels:
    """Return the digit in a picture as a network with `n_in` inputs expects it.

    Parameters
    ----------
    path : str
        Any file that Pillow reads. Dark on light or light on dark: the border tells.
    n_in : int
        64 or another square number.

    Returns
    -------
    (n_in,) array of uint8
        0 is paper, 255 is ink.

    Raises
    ------
    FailedError
        Without Pillow, if `n_in` is not a square, or if the picture is blank.
    OSError, ValueError
        If there is no such file, or Pillow can't read it.
    """
    side = side_of(n_in)
    ink = find_ink(read_grey(path, max(ENOUGH, 4 * side)), path)
    frame = _like_uci(ink) if side == UCI_SIDE else _like_mnist(ink, side)
    pixels: Pixels = np.rint(255 * frame).astype(np.uint8).reshape(-1)
    return pixels


def _like_uci(ink: Greys) -> Greys:
    """Return the ink fitted to the frame, (8, 8)."""
    fine = UCI_SIDE * UCI_BLOCK
    fitted = _fit(ink, fine)
    height, width = fitted.shape
    frame = np.zeros((fine, fine), np.float32)
    top, left = (fine - height) // 2, (fine - width) // 2
    frame[top : top + height, left : left + width] = fitted
    blocks: Greys = frame.reshape(UCI_SIDE, UCI_BLOCK, UCI_SIDE, UCI_BLOCK).mean(axis=(1, 3))
    return blocks


def _like_mnist(ink: Greys, side: int) -> Greys:
    """Return the ink in its box with its centre of mass in the centre, (side, side)."""
    fitted = _fit(ink, max(1, round(MNIST_BOX * side)))
    frame = np.zeros((side, side), np.float32)
    # In MNIST the centre of mass is never farther than half a pixel from pixel 14 of 0 to 27.
    corner = []
    for axis, length in enumerate(fitted.shape):
        mass = fitted.sum(axis=1 - axis)
        centre = float(mass @ np.arange(length) / mass.sum())
        corner.append(min(max(round(side / 2 - centre), 0), side - length))
    top, left = corner
    frame[top : top + fitted.shape[0], left : left + fitted.shape[1]] = fitted
    return frame


def _fit(ink: Greys, box: int) -> Greys:
    """Scale the longer side to `box`, and the other by the same factor."""
    height, width = ink.shape
    scale = box / max(height, width)
    return resize(ink, max(1, round(height * scale)), max(1, round(width * scale)))
