# SPDX-License-Identifier: MIT
"""The picture of a blame: an edge for each weight, as wide and of the colour of its part."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward.plots import blame as module
from deltaward.plots import style


def _blame(sizes: list[int], layer: int, neuron: int, **settings: Any) -> Any:
    net = dw.Network(sizes, dtype="float64", **({"activation": "tanh"} | settings))
    x = np.random.default_rng(3).standard_normal(sizes[0])
    return net.blame(x, 0, layer, neuron)


def _edges(figure: Any) -> dict[tuple[float, ...], Any]:
    """Lines by the x and y of both ends."""
    lines = figure.axes[0].get_lines()
    return {(*line.get_xdata(), *line.get_ydata()): line for line in lines}


def _texts(figure: Any) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


def test_edges_have_the_colour_and_width_of_their_part() -> None:
    pytest.importorskip("matplotlib")
    told = _blame([3, 4, 3, 2], 1, 2)
    figure = told.plot()
    edges = _edges(figure)
    assert len(edges) == 3 * 4 + 4 * 3 + 3 * 2 + 2
    largest = max(np.abs(e).max() for e in (*told.edges, told.ends))
    columns = [module._column(told, layer) for layer in range(4)]
    for i, parts in enumerate((*told.edges, told.ends[None])):
        layer = told.layer + i
        for (k, j), part in np.ndenumerate(parts):
            to = columns[layer + 1].height(k) if layer < 3 else 0
            x = (module.COLUMN * layer, module.COLUMN * (layer + 1))
            line = edges[(*x, columns[layer].height(j), to)]
            if part == 0:
                assert line.get_color() == module.GREY
                continue
            assert line.get_color() == (style.BLUE if part > 0 else style.VERMILION)
            assert line.get_linestyle() == ("-" if part > 0 else "--")
            expected = max(module.WIDEST * abs(part) / largest, module.FAINTEST)
            assert line.get_linewidth() == pytest.approx(expected)


def test_neurons_are_labelled_with_their_errors() -> None:
    pytest.importorskip("matplotlib")
    told = _blame([3, 4, 3, 2], 2, 1)
    figure = told.plot()
    texts = _texts(figure)
    for delta in np.concatenate(told.deltas):
        assert f"{delta:+.2g}" in texts
    assert texts.count("1") == 4
    assert figure.axes[0].get_title(loc="left").endswith(f"{told.delta:+.3g}")


def test_big_layers_keep_the_strongest() -> None:
    pytest.importorskip("matplotlib")
    told = _blame([700, 30, 12, 9, 2], 1, 29)
    figure = told.plot()
    texts = _texts(figure)
    for more in ("… 692 more", "… 22 more", "… 4 more", "… 1 more"):
        assert more in texts
    column = module._column(told, 2)
    parts = np.abs(told.edges[0]).sum(axis=1)
    assert set(column.neurons) == set(np.argsort(-parts)[:8].tolist())
    assert 29 in module._column(told, 1).neurons
    figure.draw_without_rendering()
    boxes = [t.get_window_extent() for t in figure.axes[0].texts]
    assert all(figure.bbox.x0 <= b.x0 and b.x1 <= figure.bbox.x1 for b in boxes)


def test_nothing_came_through() -> None:
    """A dead neuron: every edge is grey, and no division by the largest part, 0."""
    pytest.importorskip("matplotlib")
    net = dw.Network([3, 4, 2], dtype="float64")
    net.biases[0][1] = -100
    told = net.blame(np.ones(3), 0, 1, 1)
    assert told.delta == told.total == 0
    assert {line.get_color() for line in told.plot().axes[0].get_lines()} == {module.GREY}


@pytest.mark.parametrize(("layer", "sizes"), [(1, [2, 1]), (2, [3, 4, 3])])
def test_files(layer: int, sizes: list[int], tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    cost = {"cost": "quadratic"} if sizes[-1] == 1 else {}
    _blame(sizes, layer, 0, **cost).plot(tmp_path / "x.png")
    assert (tmp_path / "x.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(ValueError, match=r"^path: .* ends with \.png"):
        _blame(sizes, layer, 0, **cost).plot("x.gif")
