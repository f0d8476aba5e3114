# SPDX-License-Identifier: MIT
"""Pictures made of characters."""

import io
import sys
from collections.abc import Callable

import numpy as np
import pytest

from deltaward.cli.art import draw


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Give standard output an encoding, from within a test: pytest itself changes it before."""

    def change(encoding: str) -> None:
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding=encoding))

    return change


def test_small_images_are_two_characters_a_pixel(terminal: Callable[[str], None]) -> None:
    terminal("utf-8")
    image = np.array([0, 50, 52, 103, 154, 204, 205, 255, 0], np.uint8)
    assert draw(image).splitlines() == ["┌──────┐", "│    ░░│", "│▒▒▓▓▓▓│", "│████  │", "└──────┘"]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_without_blocks(terminal: Callable[[str], None], encoding: str) -> None:
    terminal(encoding)
    image = np.array([0, 60, 110, 255], np.uint8)
    assert draw(image).splitlines() == ["+----+", "|  ..|", "|::##|", "+----+"]


@pytest.mark.parametrize(("side", "lines"), [(16, 16), (17, 9), (28, 14)])
def test_large_images_are_two_pixels_a_character(
    terminal: Callable[[str], None], side: int, lines: int
) -> None:
    terminal("utf-8")
    image = np.zeros((side, side), np.uint8)
    image[:2] = 255
    drawn = draw(image.reshape(-1)).splitlines()[1:-1]
    assert len(drawn) == lines
    width = 32 if side == 16 else side
    assert drawn[0] == f"│{'█' * width}│"
    assert drawn[-1] == f"│{' ' * width}│"
