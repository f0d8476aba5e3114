# SPDX-License-Identifier: MIT
"""Frames as pictures: nothing over something else, and pixels that follow the numbers."""

import itertools
from typing import Any

import numpy as np
import pytest

pytest.importorskip("matplotlib")

from deltaward.explain.film.drawing import Drawing
from deltaward.explain.film.edges import DASHES, WIDEST
from deltaward.explain.film.ink import COLOURS, GREY
from deltaward.plots import style


def _finished(told: Any) -> list[Any]:
    return [frame for frame in told.frames(1) if frame.finished]


def _boxes(drawing: Drawing) -> list[tuple[str, Any]]:
    renderer = drawing.figure.canvas.get_renderer()
    found = []
    for text in drawing.axis.texts:
        if text.get_text():
            # Without the white patch behind a text.
            text.set_bbox(None)
            found.append((text.get_text(), text.get_window_extent(renderer)))
    return found


@pytest.mark.parametrize(
    ("sizes", "settings"),
    [
        ([3, 4, 2], {"activation": "sigmoid", "cost": "quadratic"}),
        ([64, 30, 10], {"activation": "relu", "m": 5}),
        ([784, 30, 10], {"init": "standard_normal", "rate": 1e-3}),
        ([2, 6, 4, 5, 1], {}),
        ([1, 1], {"cost": "quadratic", "output_activation": "softplus"}),
    ],
)
def test_texts_do_not_overlap_and_are_not_cut(
    make: Any, sizes: list[int], settings: dict[str, Any]
) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    _, _, told = make(sizes, **settings)
    drawing = Drawing(told)
    FigureCanvasAgg(drawing.figure)
    for frame in _finished(told):
        drawing.draw(frame)
        boxes = _boxes(drawing)
        frame_box = drawing.figure.bbox
        for text, box in boxes:
            inside = frame_box.x0 <= box.x0 and box.x1 <= frame_box.x1
            assert inside and frame_box.y0 <= box.y0 and box.y1 <= frame_box.y1, text  # noqa: PT018
        for (one, a), (other, b) in itertools.combinations(boxes, 2):
            # A pixel of ascent or descent that no letter uses.
            apart = min(a.x1, b.x1) - max(a.x0, b.x0) < 1 or min(a.y1, b.y1) - max(a.y0, b.y0) < 2
            assert apart, f"{frame.phase.title}: {one!r} over {other!r}"


def test_edges_have_the_width_dash_and_colour_of_their_values(make: Any) -> None:
    from matplotlib.colors import to_hex

    _, _, told = make([3, 4, 2])
    drawing = Drawing(told)
    frames = {(f.phase.name, f.phase.layer): f for f in _finished(told)}
    for name, layer, colour in (
        ("input", 0, GREY),
        ("z", 1, style.BLUE),
        ("Wᵀδ", 1, style.VERMILION),
        ("BP4", 2, style.GREEN),
        ("update", 2, COLOURS["new"]),
        ("end", 0, COLOURS["new"]),
    ):
        frame = frames[name, layer]
        drawing.draw(frame)
        into = {"input": 1, "Wᵀδ": 2, "end": 1}.get(name, layer)
        values = frame.phase.edges[into - 1].values.ravel()
        found = [
            lines
            for lines in drawing.axis.collections
            if to_hex(lines.get_edgecolor()[0]).upper() == colour.upper()
            and len(lines.get_segments()) in (len(values), 2 * len(values))
        ]
        before = frame.phase.edges[into - 1].before
        largest = np.abs(values).max() if before is None else np.abs([before.ravel(), values]).max()
        expected = np.maximum(WIDEST * np.abs(values) / largest, 0.5)
        widths = [np.asarray(lines.get_linewidths()) for lines in found]
        match = [np.allclose(w, expected) for w in widths]
        assert any(match), name
        dashes = found[match.index(True)].get_linestyles()
        assert [d[1] is not None for d in dashes] == (values < 0).tolist()
    assert DASHES[1]


def test_pixels_are_those_of_the_frame_drawn_at_once(make: Any) -> None:
    """What is kept from frame to frame of a phase does not show."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    _, _, told = make([3, 4, 2])
    drawing = Drawing(told)
    for frame in list(told.frames(2))[:4]:
        pixels = drawing.pixels(frame, 50)
        drawing.draw(frame)
        canvas = FigureCanvasAgg(drawing.figure)
        canvas.draw()
        whole = np.asarray(canvas.buffer_rgba())[..., :3]
        assert pixels.shape == whole.shape == (300, 400, 3)
        np.testing.assert_array_equal(pixels, whole)


def _coloured(pixels: Any, colour: str) -> Any:
    from matplotlib.colors import to_rgb

    return (np.abs(pixels.astype(float) - 255 * np.array(to_rgb(colour))) < 40).all(axis=2)


def test_first_and_last_pixels(make: Any) -> None:
    """First blue at the input alone and grey edges; at the end black edges and no grey ones."""
    _, _, told = make([3, 4, 2])
    drawing = Drawing(told)
    frames = list(told.frames(1))
    left, right = (x / drawing.stage.width for x in drawing.stage.columns[:2])
    first, last = (drawing.pixels(f, 80)[90:430] for f in (frames[0], frames[-1]))
    width = first.shape[1]
    network = slice(int(left * width + 30), int(right * width - 30))
    blue = _coloured(first, style.BLUE)
    assert blue[:, : network.start].any()
    assert not blue[:, network.start :].any()
    assert not _coloured(first, style.VERMILION).any()
    assert _coloured(first[:, network], GREY).sum() > 100
    assert not (first[:, network] < 100).any()
    assert (last[:, network] < 100).all(axis=2).sum() > 100


def test_a_dark_style_does_not_reach_a_film(make: Any) -> None:
    import matplotlib

    _, _, told = make([1, 1], cost="quadratic")
    frame = next(told.frames(1))
    plain = Drawing(told).pixels(frame, 50)
    dark = {"figure.facecolor": "black", "text.color": "white", "font.family": "serif"}
    with matplotlib.rc_context(dark):
        np.testing.assert_array_equal(Drawing(told).pixels(frame, 50), plain)
