# SPDX-License-Identifier: MIT
"""What every picture has to keep: its texts inside, and none over another."""

import itertools
from typing import Any
from unittest import mock


def texts_of(figure: Any) -> list[Any]:
    """All texts that are drawn: not the labels of ticks beyond an end, for instance.

    Drawn once, which lays them out first, as for a file.
    """
    from matplotlib.text import Text

    drawn = []
    draw = Text.draw

    def recording(text: Any, *arguments: Any, **named: Any) -> Any:
        drawn.append(text)
        return draw(text, *arguments, **named)

    with mock.patch.object(Text, "draw", recording):
        figure.draw_without_rendering()
    return [text for text in drawn if text.get_visible() and text.get_text().strip()]


def assert_legible(figure: Any) -> None:
    """Assert that no text leaves the figure or lies over another."""
    page = figure.bbox
    boxes = [(repr(text.get_text()), text.get_window_extent()) for text in texts_of(figure)]
    assert boxes
    for told, box in boxes:
        assert page.x0 - 1 <= box.x0, told
        assert box.x1 <= page.x1 + 1, told
        assert page.y0 - 1 <= box.y0, told
        assert box.y1 <= page.y1 + 1, told
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        wide = min(a.x1, b.x1) - max(a.x0, b.x0)
        high = min(a.y1, b.y1) - max(a.y0, b.y0)
        assert wide < 1 or high < 2, f"{one} over {other}"
