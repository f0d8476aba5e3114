# SPDX-License-Identifier: MIT
"""A diagnosis as bars."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from pictures import assert_legible

pytest.importorskip("matplotlib")


def _ends(axis: Any) -> list[float]:
    bars = sorted(axis.patches, key=lambda p: p.get_y())
    return [bar.get_x() + bar.get_width() for bar in bars]


@pytest.mark.parametrize("sizes", [[5, 3], [5, 8, 3], [5, 8, 8, 8, 8, 8, 3]])
def test_bars(sizes: list[int], rng: np.random.Generator, tmp_path: Path) -> None:
    net = dw.Network(sizes, activation="sigmoid", init="standard_normal")
    found = net.diagnose(rng.standard_normal((50, 5)), rng.integers(0, 3, 50))
    figure = found.plot(tmp_path / "x.png")
    assert (tmp_path / "x.png").read_bytes().startswith(b"\x89PNG")
    lengths, factors = figure.findobj(lambda a: hasattr(a, "get_xscale"), include_self=False)
    arrived = [v for each in found.layers for v in (each.delta, each.speed)]
    np.testing.assert_allclose(_ends(lengths), arrived, rtol=1e-9)
    ways = [v for each in found.layers[:-1] for v in (each.weights_factor, each.gate_factor)]
    np.testing.assert_allclose(_ends(factors), ways, rtol=1e-9)
    for label, each in zip(lengths.get_yticklabels(), found.layers, strict=True):
        told = label.get_text().split("\n")
        assert told[:2] == [f"layer {each.layer}", each.activation]
        saturated = f"{100 * each.saturated:.0f} % saturated"
        assert (saturated in told) == (each.activation == "sigmoid")
    assert_legible(figure)


@pytest.mark.parametrize(
    ("samples", "title"),
    [(1, "1 sample, too few for findings"), (32, "32 samples, no findings")],
)
def test_the_title_says_whether_anything_was_looked_for(samples: int, title: str) -> None:
    net = dw.Network([5, 8, 3], activation="tanh")
    figure = net.diagnose(np.ones((samples, 5)), np.zeros(samples, int)).plot()
    assert figure.get_suptitle() == title


def test_a_dead_layer() -> None:
    net = dw.Network([5, 8, 3])
    net.biases[0][:] = -100
    found = net.diagnose(np.eye(5).repeat(8, axis=0), np.arange(40) % 3)
    figure = found.plot()
    figure.draw_without_rendering()
    axis = figure.findobj(lambda a: hasattr(a, "get_xscale"), include_self=False)[0]
    assert "8 dead" in axis.get_yticklabels()[0].get_text()
    assert [t.get_text() for t in axis.texts] == ["0", "0"]
    assert_legible(figure)
    with pytest.raises(ValueError, match=r"^path: "):
        found.plot("x.gif")
