# SPDX-License-Identifier: MIT
"""Curves of σ and σ′, and where on them the z of a network are."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import deltaward as dw
import oracle
from deltaward.plots import network, saturation_curves
from pictures import assert_legible

pytest.importorskip("matplotlib")


def _shares(figure: Any) -> list[float]:
    titles = [axis.get_title(loc="left") for axis in figure.axes]
    return [float(re.search(r"([\d.]+) % of z", t)[1]) for t in titles]  # type: ignore[index]


@pytest.mark.parametrize("name", oracle.ELEMENTWISE)
def test_curves_are_those_of_the_activation(name: str) -> None:
    net = dw.Network([3, 5, 2], activation=name, cost="quadratic", output_activation=name)
    figure = dw.plots.saturation(net, np.eye(3))
    assert len(figure.axes) == 2
    for axis in figure.axes:
        sigma, slope = axis.get_lines()
        z = sigma.get_xdata()
        assert {-6.0, 0.0, 6.0} <= set(z.round(2))
        np.testing.assert_allclose(sigma.get_ydata(), oracle.SIGMA[name](z), atol=1e-12)
        # At a kink, 0, there is a left and a right.
        smooth = np.abs(z) > 1e-9
        expected = oracle.SIGMA_PRIME[name](z[smooth])
        np.testing.assert_allclose(slope.get_ydata()[smooth], expected, atol=1e-12)
    assert_legible(figure)


def test_the_share_that_is_saturated(rng: np.random.Generator) -> None:
    net = dw.Network([3, 50, 4], activation="sigmoid", cost="quadratic", dtype="float64")
    net.weights[0][:] *= 6
    x = rng.standard_normal((200, 3))
    trace = net.trace(x, np.zeros(200, int))
    figure = dw.plots.saturation(net, x, saturated=0.1)
    for share, layer in zip(_shares(figure), trace.layers, strict=True):
        assert share == pytest.approx(100 * (layer.sigma_prime < 0.025).mean(), abs=0.051)
    often = ((trace.layers[0].sigma_prime < 0.025).mean(axis=0) >= 0.9).sum()
    assert f"{often} of 50 neurons" in figure.axes[0].get_title(loc="left")
    assert _shares(figure)[0] > 5


def test_blocks_do_not_show(rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch) -> None:
    net = dw.Network([3, 7, 4], activation="tanh")
    x = rng.standard_normal((100, 3)).astype(np.float32)
    whole = saturation_curves._measure(net, x, [1], 0.05)[0]
    monkeypatch.setattr(network, "BLOCK", 9)
    parts = saturation_curves._measure(net, x, [1], 0.05)[0]
    np.testing.assert_array_equal(whole.counts, parts.counts)
    np.testing.assert_allclose(whole.closed, parts.closed, rtol=1e-15)
    assert whole.counts.sum() == 700


def test_the_rug_is_where_z_are() -> None:
    net = dw.Network([1, 1], cost="quadratic", output_activation="tanh", dtype="float64")
    net.weights[0][:] = 1
    found = saturation_curves._measure(net, np.array([[2.0], [2.0], [-4.0]]), [1], 0.05)[0]
    where = [
        (found.edges[i], found.edges[i + 1], found.counts[i]) for i in found.counts.nonzero()[0]
    ]
    (low, high, few), (low2, high2, many) = where
    assert low <= -4 <= high
    assert low2 <= 2 <= high2
    assert (few, many) == (1, 2)


def test_a_place_without_a_layer_stays_empty(rng: np.random.Generator) -> None:
    net = dw.Network([3, 4, 4, 2], cost="quadratic", seed=0)
    assert len(_shares(dw.plots.saturation(net, rng.standard_normal((5, 3))))) == 3


def test_far_z_keep_the_curve(rng: np.random.Generator) -> None:
    """With z up to a million the bins are far wider than the bend of σ."""
    net = dw.Network([1, 1], cost="quadratic", output_activation="sigmoid", dtype="float64")
    net.weights[0][:] = 1e6
    figure = dw.plots.saturation(net, np.array([[-1.0], [1.0], [0.0], [1e-7]]))
    assert _shares(figure) == [50.0]
    assert figure.axes[0].get_lines()[1].get_ydata().max() == pytest.approx(0.25)


def test_forms_of_x(digits: Any) -> None:
    (x, _), _ = digits
    net = dw.Network([64, 12, 10], activation="sigmoid")
    pixels = saturation_curves._measure(net, x[:50], [1], 0.05)[0]
    floats = saturation_curves._measure(net, (x[:50] / 255).astype(np.float32), [1], 0.05)[0]
    np.testing.assert_allclose(pixels.edges, floats.edges, rtol=1e-5)
    assert "1 sample" in dw.plots.saturation(net, x[0]).get_suptitle()


def test_softmax_is_told_and_refused() -> None:
    net = dw.Network([4, 3, 5, 2], activation="relu")
    figure = dw.plots.saturation(net, np.eye(4))
    assert len(figure.axes) == 2
    assert "Layer 3 is softmax" in figure.get_suptitle()
    assert_legible(figure)
    with pytest.raises(ValueError, match=r"^layers: layer 3 is softmax"):
        dw.plots.saturation(net, np.eye(4), layers=[1, 3])
    with pytest.raises(ValueError, match=r"^net: its only layer is softmax"):
        dw.plots.saturation(dw.Network([4, 2]), np.eye(4))
    assert len(dw.plots.saturation(net, np.eye(4), layers=[2]).axes) == 1


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"net": 3}, TypeError, "^net: int; expected a deltaward.Network"),
        ({"x": np.eye(3)}, ValueError, "^x: "),
        ({"x": np.eye(4, dtype=complex)}, TypeError, "^x: "),
        ({"x": np.full((2, 4), np.nan)}, ValueError, "^x: "),
        ({"x": np.r_[np.eye(4), np.full((1, 4), np.nan)]}, ValueError, "^x: "),
        ({"layers": 1}, TypeError, "^layers: 1; expected a list"),
        ({"layers": []}, ValueError, "^layers: none"),
        ({"layers": [0]}, ValueError, r"^layers\[0\]: 0; expected 1 to 2"),
        ({"saturated": 1}, ValueError, "^saturated: 1.0; expected 0 to 1"),
        ({"path": "x.gif"}, ValueError, "^path: 'x.gif'"),
    ],
)
def test_bad_arguments(given: dict[str, Any], error: type[Exception], message: str) -> None:
    arguments: dict[str, Any] = {"net": dw.Network([4, 3, 2]), "x": np.eye(4)} | given
    with pytest.raises(error, match=message):
        dw.plots.saturation(**arguments)


def test_a_diverged_network() -> None:
    net = dw.Network([4, 3, 2])
    net.weights[0][:] = np.inf
    with pytest.raises(ValueError, match=r"^net: z of layer 1 is not finite"):
        dw.plots.saturation(net, np.eye(4))


def test_file(tmp_path: Path) -> None:
    dw.plots.saturation(dw.Network([4, 3, 2]), np.eye(4), path=tmp_path / "x.svg")
    assert b"<svg" in (tmp_path / "x.svg").read_bytes()
