# SPDX-License-Identifier: MIT
"""Where everything stands in a frame, in inches from the bottom left."""

import textwrap
from dataclasses import dataclass

from deltaward.explain.film.model import Film

HEIGHT = 6.0
PANEL = 3.1  # Width of the numbers beside the network.
LEFT, SPACE = 0.6, 1.0  # The first column, and the least between two.
TOP, BOTTOM = 4.15, 0.82  # Centres of the highest neuron, and of the lowest.
WIDE, HIGH = 0.62, 0.4  # A neuron.
LETTER = 0.072  # Of 9.5 points, about.


@dataclass(frozen=True)
class Stage:
    """Places of the columns and neurons of a film.

    Attributes
    ----------
    width : float
        Of the picture.
    columns : tuple of float
        x of each layer.
    heights : tuple of tuples of float
        y of each shown neuron.
    more : tuple of int
        How many neurons of each layer are not shown.
    """

    width: float
    columns: tuple[float, ...]
    heights: tuple[tuple[float, ...], ...]
    more: tuple[int, ...]

    @property
    def panel(self) -> tuple[float, float]:
        """Left and right end of the numbers beside the network."""
        return self.width - PANEL - 0.12, self.width - 0.12

    def wrapped(self, text: str) -> str:
        """Break a text into lines of the picture's width."""
        return textwrap.fill(text, int((self.width - 0.4) / LETTER))


def build(film: Film) -> Stage:
    """Place the neurons of a film."""
    shown = [len(row) for row in film.phases[0].neurons]
    more = [size - n for size, n in zip(film.sizes, shown, strict=True)]
    count = len(shown)
    # Four columns fit into 800 pixels; more make the picture wider.
    width = max(8.0, LEFT + SPACE * (count - 1) + 1.1 + PANEL)
    right = width - PANEL - 1.1
    columns = [LEFT + (right - LEFT) * i / (count - 1) for i in range(count)]
    # What is left out is told in a line below.
    low = BOTTOM + (0.2 if any(more) else 0)
    pitch = min((TOP - low) / max(max(shown) - 1, 1), 0.95)
    middle = (TOP + low) / 2
    heights = [tuple(middle + pitch * ((n - 1) / 2 - i) for i in range(n)) for n in shown]
    return Stage(width, tuple(columns), tuple(heights), tuple(more))
