# SPDX-License-Identifier: MIT
"""Changed files, some hundreds of each kind; ``nox -s fuzz`` makes as many as one likes."""

import gzip
import itertools
import mmap
import os
import random
import signal
import sysconfig
import time
import zlib
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

import soak
from deltaward.datasets import read_idx
from fuzz import mutations, targets

GIB = 1 << 30


@pytest.mark.parametrize("name", targets.TARGETS)
@pytest.mark.filterwarnings("ignore")  # of NaN and the like in figures
@pytest.mark.timeout(1800 if soak.LONG else 120)
def test_changed_files(name: str, tmp_path: Path) -> None:
    if name == "onnx" and find_spec("onnx") is None:
        pytest.skip("onnx is not installed")
    target, draw = targets.TARGETS[name], random.Random(1)
    path = tmp_path / f"input{target.suffix}"
    pool = targets.seeds(name, tmp_path)
    for data in pool:
        target.run(path, data)
    for _ in range(soak.rounds(150, 5000)):
        target.run(path, target.change(draw.choice(pool), draw)[: mutations.MOST])


@pytest.mark.parametrize("name", targets.TARGETS)
def test_what_it_begins_with_is_taken(name: str, tmp_path: Path) -> None:
    if name == "onnx" and find_spec("onnx") is None:
        pytest.skip("onnx is not installed")
    target = targets.TARGETS[name]
    target.seeds(tmp_path)
    files = [file for file in tmp_path.iterdir() if file.suffix != ".bin"]
    assert files
    for file in files:
        assert target.run(tmp_path / f"input{target.suffix}", file.read_bytes()), file
    assert list((targets.CORPUS / name).iterdir())


def _bomb(path: Path, start: bytes, size: int) -> None:
    """Write gzip of bytes and then of zeros, in one stream; its sum at the end is left out."""
    packer = zlib.compressobj(9, wbits=31)
    piece = bytes(1 << 24)
    first = packer.compress(start) + packer.flush(zlib.Z_FULL_FLUSH)
    packer.compress(piece)
    # After a full flush, equal input gives equal bytes.
    packer.flush(zlib.Z_FULL_FLUSH)
    zeros = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    path.write_bytes(first + zeros * (size // len(piece)))


def test_a_bomb_of_ten_gigabytes(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gz"
    _bomb(path, b"\0\0\x08\x01\0\0\0\x0a", 10 * GIB)
    with gzip.open(path) as file:  # it is one: this much of it unpacks
        assert len(file.read(1 << 26)) == 1 << 26
    started = time.perf_counter()
    with pytest.raises(ValueError, match="the file is too long"):
        read_idx(path)
    assert time.perf_counter() - started < 1


def _die(path: Path) -> None:
    if len(path.read_bytes()) > 4:
        os.kill(os.getpid(), signal.SIGKILL)


def _hang(path: Path) -> None:
    while len(path.read_bytes()) > 4:
        time.sleep(1)


def _key_error(path: Path) -> None:
    if len(path.read_bytes()) > 4:
        raise KeyError("x")


def _no_name(path: Path) -> None:
    if len(path.read_bytes()) > 4:
        raise ValueError("something")


def _memory(path: Path) -> None:
    if len(path.read_bytes()) > 4:
        # Not from the heap: what other tests have given back there may hold it within the limit.
        try:
            mmap.mmap(-1, 100 << 20).close()
        except OSError as error:
            raise MemoryError from error


def _slow(path: Path) -> None:
    started = time.process_time()
    while len(path.read_bytes()) > 4 and time.process_time() - started < 1.1:
        pass


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs Linux")
@pytest.mark.parametrize("read", [_die, _hang, _key_error, _no_name, _memory, _slow])
def test_what_is_wrong_is_found(
    read: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fuzz import worker

    if read is _memory and sysconfig.get_config_var("Py_GIL_DISABLED"):
        pytest.skip("its allocator takes address space beforehand, so a limit finds nothing")

    def seed(folder: Path) -> None:
        (folder / "seed").write_bytes(b"1234")

    planted = targets.Target("", read, mutations.change_bytes, seed)
    monkeypatch.setitem(targets.TARGETS, "planted", planted)
    monkeypatch.setattr(worker, "HANGS", 2.0)
    for seconds in (0.3, 1.5, 10.0, 40.0):  # on a busy machine the first input may come late
        count, _, found = worker.run("planted", seconds, 1, tmp_path, None)
        if found:
            break
    assert found, f"{count} inputs"
    kept = [file.read_bytes() for file in (tmp_path / "planted").iterdir() if not file.suffix]
    assert kept
    assert all(len(data) > 4 for data in kept)


def test_the_clock_is_a_choice(tmp_path: Path) -> None:
    from fuzz import worker

    ticks = itertools.count()
    count, *_ = worker.run("idx", 5, 1, tmp_path, None, lambda: float(next(ticks)))
    assert count == 3  # before the last of four, at the ticks 1 to 4
