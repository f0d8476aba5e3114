# SPDX-License-Identifier: MIT
"""Colours and sizes of a film."""

from deltaward.plots import style

GREY, LIGHT = "#9A9A9A", "#DADADA"
INK, PALE = "#222222", "#707070"
COLOURS = {
    "forward": style.BLUE,
    "back": style.VERMILION,
    "gradient": style.GREEN,
    "new": INK,
}
TINTS = {"forward": "#DCEBF5", "back": "#FBE6D9", "gradient": "#D9F1EA", "new": "#E8E8E8"}
SMALL, TEXT = 8.5, 9.5  # Points.
FONT = "DejaVu Sans"  # matplotlib brings it, and it has every sign of the equations.
