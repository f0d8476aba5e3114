# SPDX-License-Identifier: MIT
"""Weights as images: each pixel its weight, one scale for all."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from pictures import assert_legible

pytest.importorskip("matplotlib")


def _images(figure: Any) -> dict[str, Any]:
    return {a.get_title(): a.get_images()[0] for a in figure.axes if a.get_images()}


def test_pixels_are_weights() -> None:
    net = dw.Network([16, 5, 3])
    found = _images(dw.plots.weights(net))
    assert list(found) == ["0", "1", "2", "3", "4"]
    largest = np.abs(net.weights[0]).max()
    for k, image in enumerate(found.values()):
        np.testing.assert_array_equal(image.get_array(), net.weights[0][k].reshape(4, 4))
        assert image.get_clim() == (-largest, largest)


def test_neurons_and_shape() -> None:
    net = dw.Network([6, 50, 3])
    found = _images(dw.plots.weights(net, neurons=[7, 49], shape=(2, 3)))
    assert list(found) == ["7", "49"]
    np.testing.assert_array_equal(found["49"].get_array(), net.weights[0][49].reshape(2, 3))
    figure = dw.plots.weights(net, neurons=9, shape=(1, 6))
    assert len(_images(figure)) == 9
    assert figure.get_suptitle() == "Weights of layer 1, 9 of 50 neurons"
    assert len(_images(dw.plots.weights(net, shape=(6, 1)))) == 30


@pytest.mark.parametrize(("sizes", "neurons"), [([784, 30, 10], 30), ([4, 1], 1), ([9, 40, 2], 40)])
def test_texts(sizes: list[int], neurons: int) -> None:
    output = "sigmoid" if sizes[-1] == 1 else None
    net = dw.Network(sizes, output_activation=output)
    assert_legible(dw.plots.weights(net, neurons=neurons))


def test_colours_tell_the_sign_and_the_size() -> None:
    """0 is the lightest, and both sides grow darker: also without colour."""
    from deltaward.plots.colour_maps import diverging

    colours = diverging()(np.linspace(0, 1, 201))[:, :3]
    light = colours @ [0.2126, 0.7152, 0.0722]
    assert light.argmax() == 100
    assert (np.diff(light[:100]) > 0).all()
    assert (np.diff(light[101:]) < 0).all()
    assert (colours[:90, 0] > colours[:90, 2]).all()
    assert (colours[111:, 0] < colours[111:, 2]).all()


def test_all_zero(tmp_path: Path) -> None:
    net = dw.Network([4, 2])
    net.weights[0][:] = 0
    dw.plots.weights(net, path=tmp_path / "x.png")
    assert (tmp_path / "x.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"net": None}, TypeError, "^net: NoneType; expected a deltaward.Network"),
        ({"neurons": 0}, ValueError, "^neurons: 0; expected 1 to 100"),
        ({"neurons": [3]}, ValueError, r"^neurons\[0\]: 3; expected 0 to 2"),
        ({"neurons": []}, ValueError, "^neurons: 0; expected 1 to 100"),
        ({"neurons": "all"}, TypeError, "^neurons: 'all'"),
        ({"shape": (3, 3)}, ValueError, "^shape: 3 × 3 = 9; the inputs are 4"),
        ({"path": "x.gif"}, ValueError, "^path: 'x.gif'"),
    ],
)
def test_bad_arguments(given: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        dw.plots.weights(**({"net": dw.Network([4, 3, 2])} | given))


def test_a_diverged_network() -> None:
    net = dw.Network([4, 3, 2])
    net.weights[0][1, 1] = np.nan
    with pytest.raises(ValueError, match=r"^net: weights of layer 1 are not finite"):
        dw.plots.weights(net)
