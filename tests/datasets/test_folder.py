# SPDX-License-Identifier: MIT
"""Any data set in four IDX files: which files are taken, and what has to fit together."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from deltaward.datasets import write_idx
from deltaward.datasets.folder import FILES, find_files, load_folder


@pytest.fixture
def folder(tmp_path: Path, tiny_files: dict[str, bytes]) -> Path:
    for name, content in tiny_files.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_plain_and_gz_may_be_mixed(folder: Path) -> None:
    for name in FILES[:2]:
        (folder / f"{name}.gz").write_bytes(gzip.compress((folder / name).read_bytes()))
        (folder / name).unlink()
    (x_train, y_train), (x_test, y_test) = load_folder(str(folder))
    assert x_train.shape == (20, 6)
    assert x_train.ravel().tolist() == [i * 7 % 256 for i in range(120)]
    assert y_train.tolist() == [i % 10 for i in range(20)]
    assert x_test.shape == (10, 6)
    assert y_test.tolist() == list(range(10))
    for array in (x_train, y_train, x_test, y_test):
        assert array.dtype == np.uint8
        assert array.flags.c_contiguous
        assert array.flags.writeable


def test_the_plain_file_goes_before_the_gz(folder: Path) -> None:
    (folder / f"{FILES[0]}.gz").write_bytes(b"not gzip")
    assert find_files(folder)[FILES[0]] == folder / FILES[0]
    load_folder(folder)


def test_missing_files_are_named(folder: Path) -> None:
    (folder / FILES[1]).unlink()
    (folder / FILES[3]).unlink()
    (folder / FILES[3]).mkdir()
    with pytest.raises(FileNotFoundError) as caught:
        load_folder(folder)
    assert f"{str(folder)!r} lacks {FILES[1]}, {FILES[3]}" in str(caught.value)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"^path: .*absent' is not a folder"):
        load_folder(tmp_path / "absent")


@pytest.mark.parametrize(
    ("name", "array", "message"),
    [
        (FILES[0], np.zeros((20, 2, 3), np.int32), "uint8 with 3 dimensions, got int32 of shape"),
        (FILES[2], np.zeros((10, 6), np.uint8), r"uint8 with 3 dimensions, got uint8 .*\(10, 6\)"),
        (FILES[1], np.zeros((20, 1), np.uint8), "uint8 with 1 dimensions"),
        (FILES[3], np.zeros(10, np.float32), "uint8 with 1 dimensions, got float32"),
        (FILES[1], np.zeros(19, np.uint8), "train labels as train images, got 19 .* and 20"),
        (FILES[3], np.zeros(11, np.uint8), "t10k labels as t10k images, got 11 .* and 10"),
        (FILES[2], np.zeros((10, 3, 2), np.uint8), r"of one size, got \(2, 3\) and \(3, 2\)"),
    ],
)
def test_what_does_not_fit_is_refused(
    folder: Path, name: str, array: npt.NDArray[Any], message: str
) -> None:
    write_idx(folder / name, array)
    with pytest.raises(ValueError, match=message) as caught:
        load_folder(folder)
    assert str(folder) in str(caught.value)


def test_no_images_are_a_data_set_too(folder: Path) -> None:
    write_idx(folder / FILES[2], np.zeros((0, 2, 3), np.uint8))
    write_idx(folder / FILES[3], np.zeros(0, np.uint8))
    _, (x_test, y_test) = load_folder(folder)
    assert x_test.shape == (0, 6)
    assert y_test.shape == (0,)
