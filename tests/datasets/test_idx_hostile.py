# SPDX-License-Identifier: MIT
"""Files that lie, are damaged or are made to fill the memory: each a clear ValueError."""

from __future__ import annotations

import gzip
import io
import re
import struct
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from deltaward.datasets import gunzip, read_idx
from deltaward.datasets.idx import decode_idx

MIB = 1 << 20
GOOD = bytes([0, 0, 0x08, 1, 0, 0, 0, 5]) + b"12345"

each_form = pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gz"])


def header(code: int, *shape: int) -> bytes:
    return struct.pack(f">BBBB{len(shape)}I", 0, 0, code, len(shape), *shape)


@each_form
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "header of 4 bytes or more, got 0"),
        (b"\0", "header of 4 bytes or more, got 1"),
        (b"\0\0\x08", "header of 4 bytes or more, got 3"),
        (b"\0\1\x08\1\0\0\0\0", "begins with 0x0000, got 0x0001"),
        (b"PK\3\4 a zip file", "begins with 0x0000, got 0x504b"),
        (b"<!DOCTYPE html>", "begins with 0x0000, got 0x3c21"),
        (b"\0\0\0\1\0\0\0\0", "element type (0x08 uint8, "),
        (b"\0\0\x0a\1\0\0\0\0", "got 0x0A"),
        (b"\0\0\xff\1\0\0\0\0", "got 0xFF"),
        (b"\0\0\x08\0", "1 to 64 dimensions, got 0"),
        (b"\0\0\x08\0\1", "1 to 64 dimensions, got 0"),
        (b"\0\0\x08\x41" + bytes(65 * 4), "1 to 64 dimensions, got 65"),
        (b"\0\0\x08\xff", "1 to 64 dimensions, got 255"),
        (b"\0\0\x08\3\0\0\0\1\0\0\0", "header of 16 bytes for 3 dimensions, got 11"),
        (b"\0\0\x08\1", "header of 8 bytes for 1 dimensions, got 4"),
        (GOOD[:-1], "5 bytes of elements for shape (5,) of uint8, got 4: the file is truncated"),
        (GOOD[:8], "got 0: the file is truncated"),
        (GOOD + b"6", "got 6"),
        (GOOD + b"6", "the file is too long"),
        (header(0x0E, 2) + bytes(15), "16 bytes of elements for shape (2,) of float64, got 15"),
        (header(0x08, 0) + b"1", "0 bytes of elements for shape (0,) of uint8, got 1"),
        (header(0x08, *[2**32 - 1] * 2), f"dimensions for at most {sys.maxsize} bytes, got"),
        (header(0x08, *[2**32 - 1] * 3), f"dimensions for at most {sys.maxsize} bytes, got"),
        (header(0x0E, *[2**32 - 1] * 64), f"dimensions for at most {sys.maxsize} bytes, got"),
        (header(0x0E, 2**31, 2**29), f"dimensions for at most {sys.maxsize} bytes, got"),
        (header(0x08, 0, *[2**32 - 1] * 3), f"dimensions for at most {sys.maxsize} bytes, got"),
    ],
)
def test_refused_with_path_and_numbers(
    tmp_path: Path, pack: Callable[[bytes], bytes], content: bytes, message: str
) -> None:
    path = tmp_path / "hostile"
    path.write_bytes(pack(content))
    said = set()
    for mmap in (False, True) if pack is bytes else (False,):
        with pytest.raises(ValueError, match=re.escape(message)) as caught:
            read_idx(path, mmap=mmap)
        said.add(str(caught.value))
    assert len(said) == 1
    assert said.pop().startswith(f"{str(path)!r}: expected ")


def damaged_gzips() -> dict[str, bytes]:
    packed = gzip.compress(GOOD, mtime=0)
    crc, size = bytearray(packed), bytearray(packed)
    crc[-8] ^= 1
    size[-4] ^= 1
    return {
        "only the first two bytes": packed[:2],
        "header cut off": packed[:7],
        "data cut off": packed[:12],
        "checksum cut off": packed[:-5],
        "wrong checksum": bytes(crc),
        "wrong length": bytes(size),
        "unknown method": packed[:2] + b"\7" + packed[3:],
        "no deflate data": packed[:10] + b"\xff" * 30,
        "garbage after the end": packed + b"garbage",
        "second member cut off": packed + packed[:9],
    }


@pytest.mark.usefixtures("unpacker")
@pytest.mark.parametrize("damage", damaged_gzips())
def test_damaged_gzip(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "damaged.gz"
    path.write_bytes(damaged_gzips()[damage])
    with pytest.raises(ValueError, match="expected whole gzip data, got damaged data") as caught:
        read_idx(path)
    assert str(path) in str(caught.value)
    assert isinstance(caught.value.__cause__, gunzip.DAMAGED)


def peak_memory(path: Path, message: str) -> int:
    """Return how many bytes were allocated at most while `path` was refused."""
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match=message):
            read_idx(path)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def write_gzip_of_zeros(path: Path, start: bytes, count: int) -> None:
    with gzip.open(path, "wb", 1) as file:
        file.write(start)
        for _ in range(count // MIB):
            file.write(bytes(MIB))


@pytest.mark.usefixtures("unpacker")
def test_a_bomb_behind_a_small_header_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gz"
    write_gzip_of_zeros(path, header(0x08, 10), 256 * MIB)
    with path.open("rb") as file:
        with pytest.raises(ValueError, match="got 11 or more: the file is too long"):
            decode_idx(file, "bomb", None)
        # 256 MiB of zeros are a megabyte or so of gzip; it stopped soon after the first of it.
        assert file.tell() < path.stat().st_size // 2
    assert peak_memory(path, "the file is too long") < 2 * MIB


@pytest.mark.usefixtures("unpacker")
def test_nothing_is_read_beyond_what_the_header_declares(tmp_path: Path) -> None:
    """But for the one byte that tells; where the elements come in several chunks too."""
    path = tmp_path / "long.gz"
    write_gzip_of_zeros(path, header(0x08, MIB + 10), 4 * MIB)
    with pytest.raises(ValueError, match=rf"got {MIB + 11} or more: the file is too long"):
        read_idx(path)


@pytest.mark.usefixtures("unpacker")
def test_a_bomb_in_the_gzip_header_is_no_bomb(tmp_path: Path) -> None:
    path = tmp_path / "members.gz"
    path.write_bytes(gzip.compress(b"") * 20_000 + gzip.compress(GOOD))
    assert read_idx(path).tobytes() == b"12345"


@each_form
@pytest.mark.parametrize("shape", [(2**31,), (2**32 - 1, 2**10), (2**20, 2**20, 2**20)], ids=str)
def test_a_header_that_promises_terabytes_costs_nothing(
    tmp_path: Path, pack: Callable[[bytes], bytes], shape: tuple[int, ...]
) -> None:
    path = tmp_path / "promise"
    path.write_bytes(pack(header(0x08, *shape) + bytes(1000)))
    assert peak_memory(path, "got 1000: the file is truncated") < 2 * MIB


def test_a_large_gzip_that_promises_more_than_it_holds(tmp_path: Path) -> None:
    """Deflated, so many bytes could be what it promises."""
    path = tmp_path / "promise.gz"
    content = np.random.default_rng(1).bytes(2 * MIB)
    path.write_bytes(gzip.compress(header(0x08, MIB, 1024) + content, 1, mtime=0))
    assert peak_memory(path, f"got {2 * MIB}: the file is truncated") < 6 * MIB


def test_memory_is_about_the_declared_size(tmp_path: Path) -> None:
    path = tmp_path / "honest.gz"
    write_gzip_of_zeros(path, header(0x0D, 8, MIB), 32 * MIB)
    tracemalloc.start()
    try:
        array = read_idx(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert array.nbytes == 32 * MIB
    # bytearray grows by an eighth, and one chunk of 1 MiB is on its way
    assert peak < 32 * MIB * 9 / 8 + 3 * MIB


@each_form
def test_random_damage_is_an_array_or_a_value_error(pack: Callable[[bytes], bytes]) -> None:
    rng = np.random.default_rng(2024)
    sound = pack(header(0x0B, 2, 3) + bytes(range(12)))
    outcomes = []
    for _ in range(3000):
        content = bytearray(sound[: rng.integers(len(sound) + 1)] if rng.random() < 0.3 else sound)
        for _ in range(rng.integers(4)):
            if content:
                content[rng.integers(len(content))] = rng.integers(256)
        content += rng.bytes(int(rng.integers(3)))
        try:
            array = decode_idx(io.BufferedReader(io.BytesIO(content)), "a", len(content))
        except ValueError as error:
            outcomes.append(str(error))
        else:
            outcomes.append("array" if array.flags.writeable else "read-only")
    assert all(outcome == "array" or outcome.startswith("a: expected ") for outcome in outcomes)
    assert 100 < outcomes.count("array") < 2900
