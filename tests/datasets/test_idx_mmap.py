# SPDX-License-Identifier: MIT
"""IDX files that stay where they are."""

from __future__ import annotations

import gzip
import os
import re
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from deltaward.datasets import read_idx, write_idx

IdxWriter = Callable[[int, tuple[int, ...], Sequence[float]], bytes]

DTYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


@pytest.mark.parametrize("code", DTYPES, ids=DTYPES.values())
@pytest.mark.parametrize("shape", [(6,), (2, 3), (3, 1, 2)], ids=str)
def test_the_file_s_elements_are_the_array_s(
    tmp_path: Path, pack_idx: IdxWriter, code: int, shape: tuple[int, ...]
) -> None:
    path = tmp_path / "a"
    path.write_bytes(pack_idx(code, shape, [0, 1, 2, 3, 100, 127]))
    array = read_idx(path, mmap=True)
    assert isinstance(array, np.memmap)
    assert array.dtype == np.dtype(DTYPES[code])
    assert array.dtype.str[1:] == DTYPES[code][-2:]
    assert array.shape == shape
    assert array.ravel().tolist() == [0, 1, 2, 3, 100, 127]
    np.testing.assert_array_equal(array, read_idx(path))
    assert array.offset == 4 + 4 * len(shape)
    assert Path(str(array.filename)) == path


@pytest.mark.skipif(os.name == "nt", reason="Windows writes to no file that is mapped")
def test_nothing_is_copied(tmp_path: Path) -> None:
    """What is written to the file later shows in the array."""
    path = tmp_path / "a"
    write_idx(path, np.zeros((2, 3), np.uint8))
    array = read_idx(path, mmap=True)
    with path.open("rb+") as file:
        file.seek(12 + 4)
        file.write(b"\7")
    assert array.tolist() == [[0, 0, 0], [0, 7, 0]]


def test_it_is_read_only(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write_idx(path, np.zeros((2, 3), np.int32))
    array = read_idx(path, mmap=True)
    with pytest.raises(ValueError, match="read-only"):
        array[0, 0] = 1
    with pytest.raises(ValueError, match="WRITEABLE"):
        array.flags.writeable = True


@pytest.mark.parametrize("shape", [(0,), (0, 28, 28), (3, 0)], ids=str)
def test_no_elements(tmp_path: Path, shape: tuple[int, ...]) -> None:
    path = tmp_path / "a"
    write_idx(path, np.zeros(shape, np.uint8))
    array = read_idx(path, mmap=True)
    assert isinstance(array, np.memmap)
    assert array.shape == shape


def test_64_dimensions(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write_idx(path, np.full((1,) * 63 + (2,), 5, np.int16))
    array = read_idx(path, mmap=True)
    assert array.shape == (1,) * 63 + (2,)
    assert array.ravel().tolist() == [5, 5]


@pytest.mark.parametrize("name", ["a.gz", "a"])
def test_compressed_is_refused_with_advice(tmp_path: Path, name: str) -> None:
    """The first bytes tell, not the name."""
    path = tmp_path / name
    path.write_bytes(gzip.compress(bytes([0, 0, 8, 1, 0, 0, 0, 1, 5])))
    with pytest.raises(ValueError, match="gzip") as caught:
        read_idx(path, mmap=True)
    assert str(caught.value).startswith(f"{str(path)!r}: expected a plain file to map, got gzip ")
    assert "gunzip" in str(caught.value)
    assert "mmap=False" in str(caught.value)
    assert read_idx(path).tolist() == [5]


def test_a_plain_file_may_be_called_gz(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    path.write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 1, 5]))
    assert read_idx(path, mmap=True).tolist() == [5]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)  # type: ignore[attr-defined,unused-ignore]
    writer = threading.Thread(target=lambda: path.open("wb").close())
    writer.start()
    try:
        with pytest.raises(ValueError, match="expected a regular file to map, got a pipe"):
            read_idx(path, mmap=True)
    finally:
        writer.join()


@pytest.mark.parametrize("bad", [None, 1, "r"])
def test_mmap_is_a_bool(tmp_path: Path, bad: Any) -> None:
    with pytest.raises(TypeError, match=re.escape(f"mmap: {bad!r}")):
        read_idx(tmp_path / "not there", mmap=bad)
