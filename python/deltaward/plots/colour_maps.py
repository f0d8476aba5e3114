# SPDX-License-Identifier: MIT
"""Colours for numbers, told apart with every kind of colour blindness and on grey paper."""

from typing import Any

from deltaward.plots import style


def diverging() -> Any:
    """Return a map for numbers around 0: vermilion below it, white, blue above."""
    from matplotlib.colors import LinearSegmentedColormap

    # Both ends are dark, for small and large to be told apart without colour too.
    colours = ["#7A2E00", style.VERMILION, "#F7F7F7", style.BLUE, "#00304D"]
    return LinearSegmentedColormap.from_list("deltaward", colours)
