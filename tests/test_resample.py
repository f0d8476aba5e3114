# SPDX-License-Identifier: MIT
"""One image read at other places."""

from typing import Any

import numpy as np
import pytest

import augment_oracle
from deltaward import _core


@pytest.mark.parametrize(("right", "down"), [(0, 0), (3, 0), (0, -2), (-27, 27), (28, 0), (2, 400)])
def test_whole_pixels(
    right: int, down: int, dtype: np.dtype[Any], rng: np.random.Generator
) -> None:
    image = rng.standard_normal((28, 28)).astype(dtype)
    expected = np.roll(image, (down, right), (0, 1))
    expected[: max(down, 0)] = expected[min(down, 0) or 28 :] = 0
    expected[:, : max(right, 0)] = expected[:, min(right, 0) or 28 :] = 0
    got = _core.resample(image, [1, 0, -right, 0, 1, -down])
    assert (got == expected).all()
    field = np.ones((28, 28), dtype)
    assert (_core.resample(image, [1, 0, 0, 0, 1, 0], -right * field, -down * field) == got).all()


def test_quarter_turns(dtype: np.dtype[Any], rng: np.random.Generator) -> None:
    image = rng.standard_normal((9, 9)).astype(dtype)
    for quarters in range(4):
        places = np.rint(augment_oracle.to_image((9, 9), (0.0, 0.0), 90.0 * quarters, 1.0))
        got = _core.resample(image, places[:2].ravel().tolist())
        assert (got == np.rot90(image, quarters)).all()


@pytest.mark.parametrize("bad", ["nan", "inf", "-inf", "max", "-max"])
def test_places_that_are_none(bad: str, dtype: np.dtype[Any]) -> None:
    number = np.finfo(dtype).max * (-1 if bad[0] == "-" else 1) if "max" in bad else float(bad)
    image, zeros = np.ones((6, 5), dtype), np.zeros((6, 5), dtype)
    field = np.full((6, 5), number, dtype)
    assert not _core.resample(image, [1, 0, 0, 0, 1, 0], field, zeros).any()
    assert not _core.resample(image, [1, 0, 0, 0, 1, 0], zeros, field).any()


def test_between_pixels(dtype: np.dtype[Any], rng: np.random.Generator) -> None:
    # The rim fades: half of the edge's pixel is seen half a pixel outside.
    image = np.full((1, 2), 1, dtype)
    assert _core.resample(image, [1, 0, -0.5, 0, 1, 0]).tolist() == [[0.5, 1]]
    assert _core.resample(image, [1, 0, 0.25, 0, 1, 0.5]).tolist() == [[0.5, 0.375]]
    image = rng.uniform(0, 1, (70, 150)).astype(dtype)
    u, v = rng.uniform(-5, 5, (2, 70, 150)).astype(dtype)
    j, i = np.meshgrid(np.arange(150.0), np.arange(70.0))
    expected = augment_oracle.bilinear(image.astype(float), j + u, i + v)
    got = _core.resample(image, [1, 0, 0, 0, 1, 0], u, v)
    np.testing.assert_allclose(got, expected, rtol=0, atol=2000 * np.finfo(dtype).eps)


def test_wrong_shapes() -> None:
    image = np.ones((4, 3))
    with pytest.raises(ValueError, match=r"^u: expected the shape of the image"):
        _core.resample(image, [1, 0, 0, 0, 1, 0], np.ones((3, 4)))
    with pytest.raises(ValueError, match=r"^image: expected \(height, width\)"):
        _core.resample(image[0], [1, 0, 0, 0, 1, 0])
