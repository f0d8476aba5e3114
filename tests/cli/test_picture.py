# SPDX-License-Identifier: MIT
"""How a picture becomes what a network was trained on."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

import deltaward as dw
from deltaward.cli.errors import FailedError
from deltaward.cli.picture import read_picture

Pixels = npt.NDArray[np.uint8]

# Read before any fixture takes it away.
DATA = os.environ.get("DELTAWARD_DATA")
X_TEST = dw.datasets.load_digits()[1][0]


def scan(image: Pixels, *, invert: bool = True, margin: int = 30, grain: float = 0) -> Pixels:
    """Enlarge an image 10 times, nearest neighbour, with a margin and noise."""
    side = round(len(image) ** 0.5)
    grey = np.pad(image.reshape(side, side).repeat(10, 0).repeat(10, 1), margin).astype(float)
    if grain:
        grey = 0.8 * grey + 20 + np.random.default_rng(0).normal(0, grain, grey.shape)
    grey = grey.clip(0, 255).round()
    return np.asarray(255 - grey if invert else grey, np.uint8)


def seen(picture: Any, n_in: int) -> Pixels:
    """Save an array or a picture and read it as a network would."""
    (Image.fromarray(picture) if isinstance(picture, np.ndarray) else picture).save("x.png")
    return read_picture("x.png", n_in)


@pytest.mark.parametrize("invert", [True, False])
@pytest.mark.parametrize(("margin", "grain"), [(0, 0), (30, 0), (30, 8)])
def test_the_digits_are_recognised(model: Path, invert: bool, margin: int, grain: float) -> None:
    net = dw.load(model)
    x = np.array([seen(scan(i, invert=invert, margin=margin, grain=grain), 64) for i in X_TEST])
    # 245 without noise: an odd number of columns of ink can't be centred as it was.
    assert np.mean(net.predict(x) == net.predict(X_TEST)) >= 0.93
    if not grain:
        assert np.mean([np.array_equal(a, b) for a, b in zip(x, X_TEST, strict=True)]) > 0.7


@pytest.mark.skipif(not DATA, reason="MNIST: set DELTAWARD_DATA to a folder with the four files")
def test_mnist_is_recognised(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    assert DATA is not None
    monkeypatch.setenv("DELTAWARD_DATA", DATA)
    argv = ["--data", "mnist", "--epochs", "2", "--sizes", "784,30,10", "--output", "m"]
    assert run("train", "--quiet", *argv).status == 0
    net = dw.load("m")
    originals = dw.datasets.load_mnist(DATA)[1][0][:100]
    for invert, margin, grain in ((True, 30, 0), (False, 0, 0), (True, 70, 8)):
        x = [seen(scan(i, invert=invert, margin=margin, grain=grain), 784) for i in originals]
        assert np.mean(net.predict(np.array(x)) == net.predict(originals)) >= 0.97
        if not grain:
            assert np.abs(np.array(x, float) - originals).mean() < 0.5


def test_mnist_s_box_and_centre() -> None:
    """A bar of 10 x 40 with a foot: 20 pixels high, its centre of mass at pixel 14."""
    page = np.zeros((200, 300), np.uint8)
    page[10:50, 250:260] = 200
    page[40:50, 240:260] = 200
    image = seen(page, 784).reshape(28, 28).astype(float)
    rows, columns = np.nonzero(image.any(axis=1))[0], np.nonzero(image.any(axis=0))[0]
    assert len(rows) == 20
    assert len(columns) == 10
    assert image.max() == 255
    for axis in (0, 1):
        mass = image.sum(axis=1 - axis)
        assert abs(mass @ np.arange(28) / mass.sum() - 14) <= 0.5


def test_a_wide_and_a_tiny_one() -> None:
    page = np.full((50, 400), 255, np.uint8)
    page[20:23, 5:395] = 0
    assert seen(page, 784).reshape(28, 28).any(axis=0).sum() == 20
    assert seen(page, 64).reshape(8, 8).any(axis=0).sum() == 8
    page = np.zeros((30, 30), np.uint8)
    page[3, 4] = 90
    for n_in in (64, 784, 1, 4):
        assert seen(page, n_in).max() == 255


def test_a_photo_is_averaged_down() -> None:
    small, large = scan(X_TEST[0]), scan(X_TEST[0]).repeat(9, 0).repeat(9, 1)
    assert np.abs(seen(small, 64).astype(int) - seen(large, 64)).max() <= 16


def test_kinds_of_pictures() -> None:
    grey = scan(X_TEST[0])
    expected = seen(grey, 64)
    picture = Image.fromarray(grey)
    ink = Image.fromarray(255 - grey)
    black, white = (Image.new("RGBA", picture.size, name) for name in ("black", "white"))
    for drawn in (black, white):
        drawn.putalpha(ink)
    for kind in (
        picture.convert("RGB"),
        picture.convert("RGBA"),
        picture.convert("LA"),
        picture.quantize(256),
        grey.astype(np.uint16) * 257,
        black,
        white,
    ):
        assert np.abs(seen(kind, 64).astype(int) - expected).max() <= 2
    assert seen(picture.convert("1"), 64).any()


def test_how_a_phone_was_held() -> None:
    picture = Image.fromarray(scan(X_TEST[0]))
    expected = seen(picture, 64)
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise to see it upright
    picture.transpose(Image.Transpose.ROTATE_90).save("turned.png", exif=exif)
    assert np.array_equal(read_picture("turned.png", 64), expected)


@pytest.mark.parametrize("level", [0, 128, 255])
def test_blank_paper(level: int) -> None:
    page = np.full((40, 40), level, np.uint8)
    with pytest.raises(FailedError, match=r"x\.png: nothing in the picture stands out"):
        seen(page, 64)
    page[10:20, 10:20] = abs(level - 15)  # a shadow
    with pytest.raises(FailedError, match="stands out"):
        seen(page, 64)


def test_a_picture_that_is_cut_off() -> None:
    Image.fromarray(scan(X_TEST[0], grain=20)).save("x.png")
    whole = Path("x.png").read_bytes()
    rng = np.random.default_rng(0)
    for end in (30, 60, len(whole) // 2):
        Path("x.png").write_bytes(whole[:end])
        with pytest.raises(FailedError, match=r"x\.png: .*Pillow can"):
            read_picture("x.png", 64)
    for _ in range(200):
        damaged = bytearray(whole)
        for place in rng.integers(8, len(whole), 3):
            damaged[place] ^= 1 << int(rng.integers(8))
        Path("x.png").write_bytes(damaged)
        # Any other exception than this one would be a traceback.
        with suppress(FailedError):
            assert read_picture("x.png", 64).shape == (64,)


def test_a_picture_that_would_fill_the_memory() -> None:
    Image.new("1", (10_000, 10_000)).save("x.png")
    with pytest.raises(FailedError, match=r"x\.png: .*could be decompression bomb"):
        read_picture("x.png", 64)


def test_floating_point_pictures() -> None:
    Image.fromarray(np.zeros((9, 9), np.float32)).save("x.tiff")
    with pytest.raises(FailedError, match="expected 8 or 16 bits"):
        read_picture("x.tiff", 64)


def test_a_bar_is_in_the_middle_of_an_8_by_8() -> None:
    for across in (True, False):
        page = np.full((60, 60), 255, np.uint8)
        page[20:25, 3:43] = 0
        image = seen(page if across else page.T, 64).reshape(8, 8)
        image = image if across else image.T
        assert image[3:5].min() > 0
        assert np.array_equal(image, image[::-1])
        assert not image[:3].any()


@pytest.mark.parametrize("n_in", [63, 65, 783])
def test_a_network_that_takes_no_square(n_in: int) -> None:
    message = f"^the network takes {n_in} numbers, which make no square picture; expected"
    with pytest.raises(FailedError, match=message):
        read_picture("x.png", n_in)
