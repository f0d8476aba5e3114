# SPDX-License-Identifier: MIT
"""With each library that is installed; the files are read back by their published format."""

import gc
import struct
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from deltaward.callbacks import event_files
from deltaward.callbacks.event_files import EventFile


@pytest.fixture(params=["tensorboardX", "tensorboard"])
def library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    pytest.importorskip(request.param)
    if request.param == "tensorboard":
        monkeypatch.setitem(sys.modules, "tensorboardX", None)
    return str(request.param)


def _crc32c(data: bytes) -> int:
    """CRC-32C bit by bit, masked as records want it."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    crc ^= 0xFFFFFFFF
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def _events(folder: Path) -> Iterator[Any]:
    """Events of the only file in a folder."""
    (path,) = folder.iterdir()
    assert "tfevents" in path.name, "TensorBoard knows its files by this"
    _, event, _ = event_files.load_library()
    data = path.read_bytes()
    while data:
        (length,) = struct.unpack("<Q", data[:8])
        body = data[12 : 12 + length]
        assert struct.unpack("<I", data[8:12]) == (_crc32c(data[:8]),)
        assert struct.unpack("<I", data[12 + length : 16 + length]) == (_crc32c(body),)
        yield event.FromString(body)
        data = data[16 + length :]


def test_scalars(library: str, tmp_path: Path) -> None:
    file = EventFile(tmp_path / "a" / "b")
    file.scalars({"cost": 0.25, "accuracy": 0.5}, 0)
    file.scalars({"cost": 1 / 3}, 2**40)
    file.close()
    head, *events = _events(tmp_path / "a" / "b")
    assert head.file_version == "brain.Event:2"
    assert [event.step for event in events] == [0, 2**40]
    values = [{v.tag: v.simple_value for v in event.summary.value} for event in events]
    assert values == [{"cost": 0.25, "accuracy": 0.5}, {"cost": float(np.float32(1 / 3))}]
    assert all(abs(event.wall_time - time.time()) < 100 for event in (head, *events))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_histogram(library: str, dtype: str, tmp_path: Path, rng: np.random.Generator) -> None:
    values = rng.standard_normal((20, 30)).astype(dtype)
    file = EventFile(tmp_path)
    file.histogram("weights/0", values, 3)
    file.close()
    _, event = _events(tmp_path)
    assert (event.step, event.summary.value[0].tag) == (3, "weights/0")
    histogram = event.summary.value[0].histo
    exact = [float(value) for value in values.ravel()]
    assert (histogram.min, histogram.max, histogram.num) == (min(exact), max(exact), 600)
    assert histogram.sum == pytest.approx(sum(exact), rel=1e-12)
    assert histogram.sum_squares == pytest.approx(sum(value**2 for value in exact), rel=1e-12)
    assert len(histogram.bucket) == len(histogram.bucket_limit) == event_files.BINS
    assert sum(histogram.bucket) == 600
    # As TensorBoard takes them: the first begins at the least value, each where the last ended.
    left = histogram.min
    for right, count in zip(histogram.bucket_limit, histogram.bucket, strict=True):
        assert left < right
        inside = [left <= value < right or value == right == max(exact) for value in exact]
        assert sum(inside) == count
        left = right
    assert left == max(exact)


@pytest.mark.parametrize("values", [np.zeros(3), np.full((2, 2), 1e-30), np.ones(1)])
def test_a_histogram_of_one_value(library: str, values: Any, tmp_path: Path) -> None:
    file = EventFile(tmp_path)
    file.histogram("biases/0", values, 0)
    file.close()
    histogram = list(_events(tmp_path))[1].summary.value[0].histo
    assert list(histogram.bucket_limit) == [values.flat[0]]
    assert list(histogram.bucket) == [values.size]


def test_what_is_flushed_can_be_read(library: str, tmp_path: Path) -> None:
    file = EventFile(tmp_path)
    for step in range(3):
        file.scalars({"cost": 1.0}, step)
        file.flush()
        assert [event.step for event in _events(tmp_path)][1:] == list(range(step + 1))
    file.close()
    file.close()
    del file
    gc.collect()  # a file left open is a warning, and a warning an error


def test_two_files_of_one_second(library: str, tmp_path: Path) -> None:
    files = [EventFile(tmp_path) for _ in range(5)]
    for file in files:
        file.close()
    assert len(list(tmp_path.iterdir())) == 5


def test_a_folder_that_can_not_be_made(library: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        EventFile(tmp_path / "file")
