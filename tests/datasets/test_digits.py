# SPDX-License-Identifier: MIT
"""The digits in the package: their content, their split, their independence of each other."""

from __future__ import annotations

import numpy as np
import pytest

from deltaward.datasets import digits as module
from deltaward.datasets import load_digits, read_idx

TRAIN_COUNTS = [158, 156, 148, 158, 157, 147, 152, 161, 150, 154]
TEST_COUNTS = [20, 26, 29, 25, 24, 35, 29, 18, 24, 26]


def test_shapes_and_types() -> None:
    (x_train, y_train), (x_test, y_test) = load_digits()
    assert x_train.shape == (1541, 64)
    assert x_test.shape == (256, 64)
    assert y_train.shape == (1541,)
    assert y_test.shape == (256,)
    for array in (x_train, y_train, x_test, y_test):
        assert array.dtype == np.uint8
        assert array.flags.c_contiguous
        assert array.flags.writeable


def test_class_balance_as_documented() -> None:
    (_, y_train), (_, y_test) = load_digits()
    assert np.bincount(y_train).tolist() == TRAIN_COUNTS
    assert np.bincount(y_test).tolist() == TEST_COUNTS
    for counts in (TRAIN_COUNTS, TEST_COUNTS):
        listed = ", ".join(map(str, counts))
        assert listed in " ".join((load_digits.__doc__ or "").split())


def test_every_seventh_image_of_the_file_is_a_test_image() -> None:
    images, labels = (
        read_idx(module.FOLDER / module.IMAGES),
        read_idx(module.FOLDER / module.LABELS),
    )
    assert images.shape == (1797, 8, 8)
    assert labels.shape == (1797,)
    (x_train, y_train), (x_test, y_test) = load_digits()
    np.testing.assert_array_equal(x_test, images[6::7].reshape(-1, 64))
    np.testing.assert_array_equal(y_test, labels[6::7])
    rest = [i for i in range(1797) if i % 7 != 6]
    np.testing.assert_array_equal(x_train, images[rest].reshape(-1, 64))
    np.testing.assert_array_equal(y_train, labels[rest])


def test_grey_levels_are_the_17_of_the_source() -> None:
    images = read_idx(module.FOLDER / module.IMAGES)
    assert np.unique(images).tolist() == [round(v * 255 / 16) for v in range(17)]


def test_first_image_is_the_zero_that_scikit_learn_documents() -> None:
    images = read_idx(module.FOLDER / module.IMAGES)
    zero = [
        [0, 0, 5, 13, 9, 1, 0, 0],
        [0, 0, 13, 15, 10, 15, 5, 0],
        [0, 3, 15, 2, 0, 11, 8, 0],
        [0, 4, 12, 0, 0, 8, 8, 0],
        [0, 5, 8, 0, 0, 9, 8, 0],
        [0, 4, 11, 0, 1, 12, 7, 0],
        [0, 2, 14, 5, 10, 12, 0, 0],
        [0, 0, 6, 13, 10, 0, 0, 0],
    ]
    np.testing.assert_array_equal(np.rint(images[0] * (16 / 255)), zero)


def test_equal_to_scikit_learn() -> None:
    sklearn_datasets = pytest.importorskip("sklearn.datasets")
    bunch = sklearn_datasets.load_digits()
    images, labels = (
        read_idx(module.FOLDER / module.IMAGES),
        read_idx(module.FOLDER / module.LABELS),
    )
    np.testing.assert_array_equal(images, np.rint(bunch.images * 255 / 16))
    np.testing.assert_array_equal(labels, bunch.target)


def test_each_call_gives_arrays_of_its_own() -> None:
    (first, _), _ = load_digits()
    first[...] = 1
    (second, _), _ = load_digits()
    assert not np.array_equal(first, second)


def test_the_split_can_be_learned() -> None:
    # The nearest training image is a classifier of 96 % or more on a sound split of these data.
    (x_train, y_train), (x_test, y_test) = load_digits()
    train, test = x_train.astype(np.float64), x_test.astype(np.float64)
    distance = (train**2).sum(1) - 2 * test @ train.T
    assert np.mean(y_train[distance.argmin(1)] == y_test) > 0.96


def test_licence_and_source_are_beside_the_data() -> None:
    text = (module.FOLDER / "README.md").read_text(encoding="utf-8")
    for phrase in ("CC BY 4.0", "10.24432/C50P49", "Alpaydin", "Kaynak", "round(v * 255 / 16)"):
        assert phrase in text
