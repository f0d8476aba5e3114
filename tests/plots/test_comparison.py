# SPDX-License-Identifier: MIT
"""Backward passes side by side as bars."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import lab_nets
from pictures import assert_legible

pytest.importorskip("matplotlib")


def _ends(axis: Any, names: list[str]) -> dict[str, list[float]]:
    """Where the bars of each group end, in the order of the bars."""
    found: dict[str, list[float]] = {name: [] for name in names}
    for bar in sorted(axis.patches, key=lambda p: p.get_y()):
        middle = bar.get_y() + bar.get_height() / 2
        found[names[round(middle)]].append(bar.get_x() + bar.get_width())
    return found


@pytest.mark.parametrize("output", [None, "softmax"])
def test_bars(output: str | None, tmp_path: Path) -> None:
    net, x, y = lab_nets.make("sigmoid", "quadratic", output)
    found = net.compare_backprop(x, y, entries=20)
    figure = found.plot(tmp_path / "x.png")
    assert (tmp_path / "x.png").read_bytes().startswith(b"\x89PNG")
    figure.draw_without_rendering()
    angle, length, cost = figure.axes
    names = list(found.variants)
    assert [t.get_text() for t in angle.get_yticklabels()] == names
    for name, variant in found.variants.items():
        layers = variant.layers
        np.testing.assert_allclose(
            _ends(angle, names)[name], [c.cosine for c in layers], atol=1e-12
        )
        np.testing.assert_allclose(_ends(length, names)[name], [c.ratio for c in layers], rtol=1e-9)
        np.testing.assert_allclose(_ends(cost, names)[name], [variant.cost_after], rtol=1e-9)
    assert {bar.get_x() for bar in length.patches} == {1.0}
    assert {bar.get_x() for bar in cost.patches} == {found.cost_before}
    assert_legible(figure)


def test_what_has_no_angle_is_written() -> None:
    """A dead layer: both gradients are 0."""
    net, x, y = lab_nets.make("relu", "quadratic")
    net.biases[0][:] = -100
    found = net.compare_backprop(x, y, entries=20, variants=["sign"])
    figure = found.plot()
    assert [t.get_text() for t in figure.axes[0].texts].count("none") == 2
    assert_legible(figure)
