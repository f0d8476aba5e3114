# SPDX-License-Identifier: MIT
"""IDX files of every type, layout and compression against a writer made of struct alone."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from deltaward.datasets import gunzip, read_idx, write_idx

IdxWriter = Callable[[int, tuple[int, ...], Sequence[float]], bytes]

EXTREMES: dict[int, tuple[str, list[float]]] = {
    0x08: ("uint8", [0, 1, 127, 128, 254, 255]),
    0x09: ("int8", [-128, -1, 0, 1, 2, 127]),
    0x0B: ("int16", [-32768, -1, 0, 1, 258, 32767]),
    0x0C: ("int32", [-(2**31), -1, 0, 1, 16909060, 2**31 - 1]),
    0x0D: ("float32", [-1.5, 0.0, 2.0**-149, 1.0, 3.4028234663852886e38, float("inf")]),
    0x0E: ("float64", [-1.5, -0.0, 5e-324, 1.0, 1.7976931348623157e308, float("-inf")]),
}
SHAPES: list[tuple[int, ...]] = [(6,), (2, 3), (1, 6), (3, 1, 2), (1, 2, 1, 3)]

each_type = pytest.mark.parametrize("code", EXTREMES, ids=[name for name, _ in EXTREMES.values()])
each_form = pytest.mark.parametrize("suffix", ["", ".gz"], ids=["plain", "gz"])


def stored(path: Path) -> bytes:
    content = path.read_bytes()
    return gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content


@each_type
@each_form
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_read_gives_type_shape_and_values(
    tmp_path: Path, pack_idx: IdxWriter, code: int, suffix: str, shape: tuple[int, ...]
) -> None:
    dtype, elements = EXTREMES[code]
    content = pack_idx(code, shape, elements)
    path = tmp_path / f"a{suffix}"
    path.write_bytes(gzip.compress(content) if suffix else content)

    array = read_idx(path)

    assert array.dtype == np.dtype(dtype)
    assert array.dtype.isnative
    assert array.shape == shape
    assert array.flags.c_contiguous
    assert array.flags.writeable
    assert array.flags.aligned
    assert array.ravel().tolist() == elements
    array[...] = 0
    assert not array.any()


@each_type
@each_form
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_write_gives_the_bytes_of_the_format(
    tmp_path: Path, pack_idx: IdxWriter, code: int, suffix: str, shape: tuple[int, ...]
) -> None:
    dtype, elements = EXTREMES[code]
    path = tmp_path / f"a{suffix}"
    write_idx(path, np.array(elements, dtype).reshape(shape))
    assert stored(path) == pack_idx(code, shape, elements)
    assert path.read_bytes().startswith(b"\x1f\x8b") == bool(suffix)


def layouts(array: npt.NDArray[Any]) -> dict[str, npt.NDArray[Any]]:
    spaced = np.zeros((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)
    spaced[..., ::2] = array
    frozen = array.copy()
    frozen.flags.writeable = False
    return {
        "C": array,
        "Fortran": np.asfortranarray(array),
        "spaced": spaced[..., ::2],
        "reversed": array[::-1].copy()[::-1],
        "big-endian": array.astype(array.dtype.newbyteorder(">")),
        "little-endian": array.astype(array.dtype.newbyteorder("<")),
        "big-endian Fortran": np.asfortranarray(array.astype(array.dtype.newbyteorder(">"))),
        "read-only": frozen,
        "matrix": array.view(np.matrix),
        "unaligned": np.frombuffer(b"\0" + array.tobytes(), np.uint8)[1:]
        .view(array.dtype)
        .reshape(array.shape),
        "broadcast": np.broadcast_to(array[:1], array.shape),
    }


# numpy.matrix is deprecated in name only: making one warns that it is pending.
@pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")
@each_type
@each_form
def test_every_memory_layout_is_written_by_value(
    tmp_path: Path, pack_idx: IdxWriter, code: int, suffix: str
) -> None:
    dtype, elements = EXTREMES[code]
    for layout, array in layouts(np.array(elements, dtype).reshape(2, 3)).items():
        before = array.tobytes()
        path = tmp_path / f"{layout}{suffix}"
        write_idx(path, array)
        assert stored(path) == pack_idx(code, (2, 3), np.asarray(array).ravel().tolist()), layout
        assert array.tobytes() == before, layout
        np.testing.assert_array_equal(read_idx(path), array, err_msg=layout)


@each_form
@pytest.mark.parametrize("shape", [(0,), (0, 28, 28), (3, 0), (0, 2**31 - 1)], ids=str)
def test_a_dimension_may_be_0(
    tmp_path: Path, pack_idx: IdxWriter, suffix: str, shape: tuple[int, ...]
) -> None:
    path = tmp_path / f"a{suffix}"
    write_idx(path, np.empty(shape, np.int16))
    assert stored(path) == pack_idx(0x0B, shape, [])
    array = read_idx(path)
    assert array.shape == shape
    assert array.dtype == np.int16


def test_64_dimensions_make_the_round_trip(tmp_path: Path) -> None:
    array = np.arange(2, dtype=np.uint8).reshape((1,) * 63 + (2,))
    write_idx(tmp_path / "a", array)
    np.testing.assert_array_equal(read_idx(tmp_path / "a"), array)


@pytest.mark.parametrize("bits", ["u4", "u8"])
def test_every_bit_of_a_nan_survives(tmp_path: Path, bits: str) -> None:
    width = np.dtype(bits).itemsize * 8
    exponent = {32: 0x7F800000, 64: 0x7FF0000000000000}[width]
    patterns = np.array([exponent | 1, exponent | 0x12345, exponent | 1 << (width - 1) | 7], bits)
    write_idx(tmp_path / "a", patterns.view(f"f{width // 8}"))
    np.testing.assert_array_equal(read_idx(tmp_path / "a").view(bits), patterns)


@each_form
def test_more_than_one_chunk(tmp_path: Path, suffix: str) -> None:
    array = np.random.default_rng(0).integers(-(2**31), 2**31, 700_001, dtype=np.int32)
    write_idx(tmp_path / f"a{suffix}", array)
    np.testing.assert_array_equal(read_idx(tmp_path / f"a{suffix}"), array)


def test_compression_is_told_by_content_not_by_name(tmp_path: Path, pack_idx: IdxWriter) -> None:
    content = pack_idx(0x08, (3,), [1, 2, 3])
    (tmp_path / "plain.gz").write_bytes(content)
    (tmp_path / "packed").write_bytes(gzip.compress(content))
    assert read_idx(tmp_path / "plain.gz").tolist() == [1, 2, 3]
    assert read_idx(tmp_path / "packed").tolist() == [1, 2, 3]


@pytest.mark.usefixtures("unpacker")
def test_gzip_in_several_members_and_with_padding(tmp_path: Path, pack_idx: IdxWriter) -> None:
    content = pack_idx(0x0B, (3,), [1, 2, 3])
    members = gzip.compress(content[:5]) + gzip.compress(b"") + gzip.compress(content[5:])
    (tmp_path / "a.gz").write_bytes(members + bytes(100))
    assert read_idx(tmp_path / "a.gz").tolist() == [1, 2, 3]


def test_what_unpacks(unpacker: str) -> None:
    with gunzip.unpacked(io.BytesIO(gzip.compress(b"abc"))) as stream:
        assert type(stream).__module__ == {"zlib": "gzip", "zlib-ng": "zlib_ng.gzip_ng"}[unpacker]
        assert stream.read() == b"abc"


def test_gz_is_reproducible(tmp_path: Path) -> None:
    array = np.arange(1000, dtype=np.float64)
    write_idx(tmp_path / "one.gz", array)
    write_idx(tmp_path / "another.GZ", np.asfortranarray(array))
    content = (tmp_path / "one.gz").read_bytes()
    assert content == (tmp_path / "another.GZ").read_bytes()
    # RFC 1952: no flags, so no file name; and modification time 0
    assert content[3:8] == bytes(5)


@pytest.mark.parametrize("as_type", [str, Path], ids=["str", "Path"])
def test_paths_of_either_kind(tmp_path: Path, as_type: Callable[[Path], str | Path]) -> None:
    write_idx(as_type(tmp_path / "a"), np.ones(2, np.int8))
    assert read_idx(as_type(tmp_path / "a")).tolist() == [1, 1]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@each_form
def test_a_pipe_can_be_read(tmp_path: Path, pack_idx: IdxWriter, suffix: str) -> None:
    content = pack_idx(0x0C, (3,), [1, 2, 3])
    os.mkfifo(tmp_path / "pipe")
    data = gzip.compress(content) if suffix else content
    writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=(data,))
    writer.start()
    try:
        assert read_idx(tmp_path / "pipe").tolist() == [1, 2, 3]
    finally:
        writer.join()


@pytest.mark.parametrize(
    "dtype",
    [
        *("bool", "uint16", "uint32", "int64", "uint64", "float16", "complex64", "object"),
        *("S4", "U2", "datetime64[s]", "timedelta64[ns]", "i4,f4"),
    ],
)
def test_other_dtypes_are_refused_by_name(tmp_path: Path, dtype: str) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(TypeError, match="array: expected one of the dtypes") as caught:
        write_idx(tmp_path / "a", np.zeros(3, dtype))
    assert "uint8, int8, int16, int32, float32, float64" in str(caught.value)
    assert str(np.dtype(dtype)) in str(caught.value)
    assert (tmp_path / "a").read_bytes() == b"old"


@pytest.mark.parametrize(
    "array", [[1, 2], b"ab", None, np.uint8(3), np.ma.masked_array(np.ones(3, np.uint8))], ids=repr
)
def test_what_is_no_plain_array_is_refused(tmp_path: Path, array: Any) -> None:
    with pytest.raises(TypeError, match=r"array: expected a plain numpy\.ndarray, got "):
        write_idx(tmp_path / "a", array)
    assert not list(tmp_path.iterdir())


def test_arrays_without_an_encoding_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="array: expected at least one dimension"):
        write_idx(tmp_path / "a", np.array(1, np.uint8))
    with pytest.raises(ValueError, match=r"array: expected each dimension below 2\*\*32"):
        write_idx(tmp_path / "a", np.broadcast_to(np.uint8(1), (2**32,)))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("path", [None, 3, b"a", ["a"]], ids=repr)
def test_what_is_no_path_is_refused(path: Any) -> None:
    with pytest.raises(TypeError, match=r"path: expected str or os\.PathLike"):
        read_idx(path)
    with pytest.raises(TypeError, match=r"path: expected str or os\.PathLike"):
        write_idx(path, np.ones(1, np.uint8))


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="absent"):
        read_idx(tmp_path / "absent")
    with pytest.raises(OSError, match=tmp_path.name):
        read_idx(tmp_path)


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.gz"
    write_idx(path, np.ones(3, np.uint8))
    before = path.read_bytes()

    def full_disk(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space left"):
        write_idx(path, np.zeros(5, np.float32))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_reading_imports_no_masked_arrays(tmp_path: Path) -> None:
    """NumPy imports them when they are first named, which takes longer than reading the labels."""
    write_idx(tmp_path / "a", np.arange(3, dtype=np.uint8))
    code = (
        "import sys, pathlib; from deltaward.datasets import checked, read_idx, write_idx\n"
        "path = pathlib.Path(sys.argv[1]); a = read_idx(path); write_idx(path, a)\n"
        "try: checked.read_checked(path, '')\n"
        "except ValueError: pass\n"
        "print('numpy.ma' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a")],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert run.stdout.strip() == "False"
