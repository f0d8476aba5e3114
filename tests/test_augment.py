# SPDX-License-Identifier: MIT
"""Distorted images against their transcription to NumPy."""

import dataclasses
import json
import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import augment_oracle
import deltaward as dw
from deltaward import _core

Array = npt.NDArray[Any]

NOTHING = {"shift": 0.0, "rotate": 0.0, "scale": 0.0, "alpha": 0.0, "sigma": 0.0}
CASES = {
    "shift": {"shift": 2.0},
    "rotate": {"rotate": 30.0},
    "scale": {"scale": 0.4},
    "elastic": {"alpha": 34.0, "sigma": 4.0},
    "single pixels": {"alpha": 3.0, "sigma": 0.1},
    "wide": {"alpha": 200.0, "sigma": 30.0},
    "all": {"shift": 1.5, "rotate": 15.0, "scale": 0.1, "alpha": 36.0, "sigma": 6.0},
    "out of sight": {"shift": 90.0, "rotate": 180.0, "scale": 0.9, "alpha": 900.0, "sigma": 3.0},
}
# Of MNIST, of the digits; not square, less than a vector, a pixel; more than a block of the
# Gaussian's band and a stretch of a row.
SHAPES = [(28, 28), (8, 8), (5, 9), (17, 2), (1, 1), (1, 130), (150, 70)]


def _augment(images: Array, shape: tuple[int, int], **more: Any) -> Array:
    return _core.augment(
        images, height=shape[0], width=shape[1], **(NOTHING | {"seed": 0, "epoch": 0} | more)
    )


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("case", CASES)
def test_transcription(
    case: str, shape: tuple[int, int], dtype: np.dtype[Any], rng: np.random.Generator
) -> None:
    options = NOTHING | CASES[case]
    images = rng.uniform(0, 1, (3, math.prod(shape))).astype(dtype)
    seed, epoch, first = 2**40 + 7, 3, 2**33 + 5
    got = _augment(images, shape, **options, seed=seed, epoch=epoch, first=first)
    assert got.dtype == dtype
    for k, image in enumerate(images.astype(float)):
        x, y = augment_oracle.places(shape, options, seed, epoch, first + k)
        expected = augment_oracle.bilinear(image.reshape(shape), x, y)
        # A place far away is only known to some units in its last place.
        bound = 20 * np.finfo(dtype).eps * max(np.abs(x).max(), np.abs(y).max(), 1)
        np.testing.assert_allclose(got[k].reshape(shape), expected, rtol=0, atol=bound)


@pytest.mark.parametrize("case", CASES)
def test_scipy(case: str, rng: np.random.Generator) -> None:
    ndimage = pytest.importorskip("scipy.ndimage")
    options, shape = NOTHING | CASES[case], (28, 28)
    image = rng.uniform(0, 1, shape)
    no_field = options | {"alpha": 0.0}
    x, y = augment_oracle.places(shape, no_field, 5, 6, 7)
    if options["alpha"]:
        for place, field in zip((x, y), augment_oracle.fields(5, 6, 7, shape), strict=True):
            place += options["alpha"] * ndimage.gaussian_filter(
                field, options["sigma"], mode="constant", truncate=4.0
            )
    expected = ndimage.map_coordinates(image, [y, x], order=1, mode="grid-constant")
    got = _augment(image.reshape(1, -1), shape, **options, seed=5, epoch=6, first=7)
    np.testing.assert_allclose(got.reshape(shape), expected, rtol=0, atol=1e-11)


def test_no_distortion_leaves_the_bits(dtype: np.dtype[Any], rng: np.random.Generator) -> None:
    images = rng.standard_normal((4, 63)).astype(dtype)
    images[:, :9] = [-0.0, 0.0, 5e-324, -1e-40, 1e30, -1e30, 1.0, -1.0, 2.0]
    got = dw.Augment(shape=(7, 9))(images, seed=3, epoch=4)
    assert got.tobytes() == images.tobytes()


def test_any_split_has_the_same_bits(dtype: np.dtype[Any], rng: np.random.Generator) -> None:
    images = rng.uniform(0, 1, (50, 784)).astype(dtype)
    before = images.copy()
    augment = dw.Augment(shift=2, rotate=15, scale=0.1, elastic=(34, 4))
    whole = augment(images, seed=1, epoch=2, first=100)
    assert (images == before).all()
    for cuts in ([1, 2, 3], [17], [25, 49], range(1, 50)):
        parts = np.split(np.arange(50), list(cuts))
        again = [augment(images[p], seed=1, epoch=2, first=100 + int(p[0])) for p in parts]
        assert np.concatenate(again).tobytes() == whole.tobytes()
    assert augment(images[7], seed=1, epoch=2, first=107).tobytes() == whole[7].tobytes()


def test_seed_epoch_and_position_matter_to_their_last_bit() -> None:
    augment = dw.Augment(shift=2)
    image = np.random.default_rng(0).uniform(0, 1, 784).astype(np.float32)
    results = set()
    for name in ("seed", "epoch", "first"):
        for value in (0, 1, 2, 2**31, 2**32, 2**63, 2**64 - 1):
            results.add(augment(image, **{name: value}).tobytes())
    assert len(results) == 3 * 7 - 2  # 0 is there three times


def test_images_of_any_kind(digits: Any) -> None:
    pixels = digits[0][0][:40]
    augment = dw.Augment(shift=1, elastic=(6, 2), shape=(8, 8))
    exact = augment(pixels.astype(np.float32) / np.float32(255))
    assert exact.dtype == np.float32
    assert exact.shape == (40, 64)
    assert augment(pixels).tobytes() == exact.tobytes()
    assert augment(np.asfortranarray(pixels)).tobytes() == exact.tobytes()
    assert augment(np.repeat(pixels, 2, axis=1)[:, ::2]).tobytes() == exact.tobytes()
    assert augment(pixels / 255.0).dtype == np.float64
    assert augment(pixels[0]).shape == (64,)
    assert exact.min() >= 0
    assert exact.max() <= 1 + 1e-6


def test_shifts_are_uniform() -> None:
    ramp = np.tile(np.arange(40.0), (40, 1))
    images = np.broadcast_to(ramp.ravel(), (2000, 1600))
    across = 20 - _augment(images, (40, 40), shift=3.0).reshape(-1, 40, 40)[:, 20, 20]
    assert np.abs(across).max() <= 3
    histogram, _ = np.histogram(across, bins=10, range=(-3, 3))
    assert ((histogram - 200) ** 2 / 200).sum() < 27.9  # 9 degrees of freedom, p = 0.001


@pytest.mark.parametrize(("alpha", "sigma"), [(34.0, 4.0), (10.0, 2.0), (36.0, 6.0)])
def test_size_of_displacements(alpha: float, sigma: float) -> None:
    # A ramp tells how far each pixel looked; 40 pixels from the edge the field ends nowhere.
    ramp = np.tile(np.arange(100.0), (100, 1))
    mean_squares = []
    for image in (ramp, ramp.T):
        images = np.broadcast_to(image.ravel(), (200, 10000))
        moved = (_augment(images, (100, 100), alpha=alpha, sigma=sigma) - images).reshape(
            -1, 100, 100
        )
        mean_squares.append((moved[:, 30:-30, 30:-30] ** 2).mean())
    assert np.sqrt(mean_squares) == pytest.approx(0.163 * alpha / sigma, rel=0.05)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"shift": -1}, ValueError, "shift: -1; expected 0 to 1e\\+06"),
        ({"shift": math.nan}, ValueError, "shift: nan"),
        ({"shift": math.inf}, ValueError, "shift: inf"),
        ({"shift": "1"}, TypeError, "shift: '1' of type str; expected a number"),
        ({"shift": True}, TypeError, "shift: True of type bool"),
        ({"rotate": 181}, ValueError, "rotate: 181; expected 0 to 180"),
        ({"scale": 1.0}, ValueError, "scale: 1.0; expected 0 to 1, 1 excluded"),
        ({"elastic": 34}, TypeError, "elastic: 34 of type int; expected \\(alpha, sigma\\)"),
        ({"elastic": (34,)}, ValueError, "elastic: \\(34,\\); expected \\(alpha, sigma\\)"),
        ({"elastic": (-1, 4)}, ValueError, "elastic\\[0\\], alpha: -1"),
        ({"elastic": (34, None)}, TypeError, "elastic\\[1\\], sigma: None"),
        ({"elastic": (34, 0)}, ValueError, "elastic\\[1\\], sigma: 0.0; expected more than 0"),
        ({"elastic": (34, 1001)}, ValueError, "elastic\\[1\\], sigma: 1001; expected 0 to 1000"),
        ({"shape": 28}, TypeError, "shape: 28 of type int; expected \\(height, width\\)"),
        (
            {"shape": (28, 28, 1)},
            ValueError,
            "shape: \\(28, 28, 1\\); expected \\(height, width\\)",
        ),
        ({"shape": (28, 0)}, ValueError, "shape\\[1\\]: 0"),
        ({"shape": (28.0, 28)}, TypeError, "shape\\[0\\]: 28.0"),
    ],
)
def test_bad_options(arguments: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=f"^{message}"):
        dw.Augment(**arguments)


@pytest.mark.parametrize(
    ("shape", "images", "message"),
    [
        (None, np.zeros((2, 785)), "shape: None means square images, and 785 inputs are no square"),
        (None, np.zeros((2, 0)), "shape: None means square images"),
        ((28, 28), np.zeros((2, 64)), "shape: \\(28, 28\\) is 784 pixels; expected 64"),
        (None, np.zeros((2, 28, 28)), "images: shape \\(2, 28, 28\\); expected"),
        (None, 3.0, "images: shape \\(\\); expected"),
        (None, [[0.0] * 4, [0.0] * 3], "images: no array"),
        (None, np.zeros((0, 4)), "images: shape \\(0, 4\\); expected at least one"),
        (None, np.array([[0.0, math.nan, 0.0, 0.0]]), "images: nan in row 0, column 1"),
        (None, np.full((1, 4), 1e38), "images: 1e\\+38 in row 0, column 0; expected values"),
    ],
)
def test_bad_images(shape: tuple[int, int] | None, images: Any, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        dw.Augment(shift=1, shape=shape)(images)


def test_bad_calls() -> None:
    augment = dw.Augment(shift=1)
    with pytest.raises(TypeError, match=r"^images: dtype int64"):
        augment(np.zeros((1, 4), np.int64))
    for name in ("seed", "epoch", "first"):
        with pytest.raises(ValueError, match=f"^{name}: -1"):
            augment(np.zeros((1, 4)), **{name: -1})
        with pytest.raises(TypeError, match=f"^{name}: 0.5"):
            augment(np.zeros((1, 4)), **{name: 0.5})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        *[("shift", -1.0), ("shift", math.nan), ("rotate", 181.0), ("scale", 1.0)],
        *[("alpha", -1.0), ("alpha", 1e7), ("sigma", 0.0), ("sigma", math.inf), ("sigma", 2e3)],
    ],
)
def test_the_core_checks_as_well(option: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"^{option}: "):
        _augment(np.zeros((1, 4)), (2, 2), **({"alpha": 1.0, "sigma": 1.0} | {option: value}))


def test_the_core_checks_the_size() -> None:
    with pytest.raises(ValueError, match=r"^height, width: 0, 4"):
        _augment(np.zeros((1, 4)), (0, 4))
    with pytest.raises(ValueError, match=r"^height, width: 4096, 4096"):
        _augment(np.zeros((1, 2**24), np.uint8), (4096, 4096))


def test_settings() -> None:
    augment = dw.Augment(shift=1, rotate=np.float32(15), elastic=[34, 4], shape=[28, 14])  # type: ignore[arg-type]
    assert augment.settings() == {
        "shift": 1.0,
        "rotate": 15.0,
        "scale": 0.0,
        "elastic": [34.0, 4.0],
        "shape": [28, 14],
    }
    settings = json.loads(json.dumps(augment.settings()))
    assert dw.Augment(**settings) == augment
    assert hash(augment) == hash(dw.Augment(**settings))
    assert augment.options(392) == {
        "height": 28,
        "width": 14,
        "shift": 1.0,
        "rotate": 15.0,
        "scale": 0.0,
        "alpha": 34.0,
        "sigma": 4.0,
    }
    assert dw.Augment().options(64) == NOTHING | {"height": 8, "width": 8}
    with pytest.raises(dataclasses.FrozenInstanceError):
        augment.shift = 2.0  # type: ignore[misc]
