# SPDX-License-Identifier: MIT
"""A picture made of characters."""

import numpy as np

from deltaward.cli.output import can_print
from deltaward.datasets.folder import Pixels

BLOCKS = " ░▒▓█"
ASCII = " .:+#"
# Up to this side a pixel is two characters wide and one high; above, one wide and half as high:
# a character cell is about twice as high as wide, and 28 pixels fit into 24 lines.
LARGE = 16


def draw(image: Pixels) -> str:
    """Return a square image as lines of text, dark for paper and light for ink.

    Parameters
    ----------
    image : (n_in,) array of uint8
        0 is paper, 255 is ink.

    Returns
    -------
    str
        Lines without a newline at the end, in a frame.
    """
    side = round(len(image) ** 0.5)
    grey = image.reshape(side, side).astype(float)
    if side <= LARGE:
        grey = grey.repeat(2, axis=1)
    else:
        odd = np.zeros((side % 2, side))
        grey = np.vstack([grey, odd]).reshape(-1, 2, side).mean(axis=1)
    blocks = can_print(BLOCKS + "─│┌┐└┘")
    ramp = np.array(list(BLOCKS if blocks else ASCII))
    # Even steps; the lightest for what is above 4/5.
    cells = ramp[np.minimum(grey / 256 * len(ramp), len(ramp) - 1).astype(int)]
    dash, bar, corners = ("─", "│", "┌┐└┘") if blocks else ("-", "|", "++++")
    line = dash * grey.shape[1]
    return "\n".join(
        [corners[0] + line + corners[1]]
        + [bar + "".join(row) + bar for row in cells]
        + [corners[2] + line + corners[3]]
    )
