# SPDX-License-Identifier: MIT
"""Sums of IDX files: of the array, and of the file while it is read."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from deltaward.datasets import checked, read_idx

IdxWriter = Callable[[int, tuple[int, ...], Sequence[float]], bytes]


def test_checksum_is_that_of_the_file(tmp_path: Path, pack_idx: IdxWriter) -> None:
    content = pack_idx(0x0D, (2, 2), [1.0, 2.0, 3.0, 4.0])
    (tmp_path / "a.gz").write_bytes(gzip.compress(content))
    array = read_idx(tmp_path / "a.gz")
    expected = hashlib.sha256(content).hexdigest()
    checked.check_sha256(array, expected, "a")
    with pytest.raises(ValueError, match=f"b: expected the SHA-256 {'0' * 64} .* got {expected}"):
        checked.check_sha256(array, "0" * 64, "b")


@pytest.mark.parametrize("code", [0x08, 0x09, 0x0B, 0x0C, 0x0D, 0x0E])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("shape", [(0, 3), (5,), (4, 3), (300, 40, 50)])
def test_the_sum_is_computed_while_the_file_is_read(
    tmp_path: Path,
    pack_idx: IdxWriter,
    monkeypatch: pytest.MonkeyPatch,
    shape: tuple[int, ...],
    pack: Callable[[bytes], bytes],
    code: int,
) -> None:
    def no_second_pass(*_: object) -> None:
        raise AssertionError("expected the sum of what was read, got another pass over it")

    monkeypatch.setattr(checked, "check_sha256", no_second_pass)
    content = pack_idx(code, shape, (np.arange(np.prod(shape, dtype=int)) % 100).tolist())
    path = tmp_path / "a"
    path.write_bytes(pack(content))
    expected = hashlib.sha256(content).hexdigest()
    array = checked.read_checked(path, expected)
    np.testing.assert_array_equal(array, read_idx(path))
    assert array.dtype == read_idx(path).dtype
    with pytest.raises(ValueError, match=f"a': expected the SHA-256 {'0' * 64} .* got {expected}"):
        checked.read_checked(path, "0" * 64)


def _no_thread(self: threading.Thread) -> None:
    raise RuntimeError("can't start new thread")


def _dead_thread(self: threading.Thread) -> None:
    """Run nothing: it is over as soon as it has begun."""


@pytest.mark.parametrize(("method", "instead"), [("start", _no_thread), ("run", _dead_thread)])
def test_without_the_thread_the_sum_is_computed_afterwards(
    tmp_path: Path,
    pack_idx: IdxWriter,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    instead: Callable[[threading.Thread], None],
) -> None:
    monkeypatch.setattr(threading.Thread, method, instead)
    content = pack_idx(0x08, (3,), [1, 2, 3])
    path = tmp_path / "a"
    path.write_bytes(content)
    expected = hashlib.sha256(content).hexdigest()
    np.testing.assert_array_equal(checked.read_checked(path, expected), [1, 2, 3])
    with pytest.raises(ValueError, match="expected the SHA-256"):
        checked.read_checked(path, "0" * 64)


def test_no_thread_stays_behind_a_damaged_file(tmp_path: Path, pack_idx: IdxWriter) -> None:
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(pack_idx(0x08, (1000,), [7] * 1000))[:-9])
    before = threading.active_count()
    with pytest.raises(ValueError, match="damaged data"):
        checked.read_checked(path, "0" * 64)
    assert threading.active_count() == before
