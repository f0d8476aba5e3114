# SPDX-License-Identifier: MIT
"""Errors of the system while a file is written: the caller hears of each, and no old file is lost.

The errors are real ones to all above the C library (see faults.c). A disk that is full is one of
4 KiB, or a process that may not write more.
"""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

import deltaward as dw
import soak
import written_files
from fault_shim import linux, run

NAMES = list(written_files.WAYS if soak.LONG else written_files.QUICK)
if find_spec("onnx") is None:
    NAMES.remove("model.onnx")


@linux
@pytest.mark.timeout(3600 if soak.LONG else 120)
def test_every_error_comes_through(tmp_path: Path) -> None:
    how = "long" if soak.LONG else "quick"
    found = json.loads(run("faulty_run.py", tmp_path, how, *NAMES, timeout=3000))
    assert {name: held["wrong"] for name, held in found.items() if held["wrong"]} == {}
    for name, held in found.items():
        calls = {tried.split()[0] for tried in held["tried"]}
        atomic = {"open", "write", "fsync", "close", "rename", "chmod"}
        appending = {"open", "write", "close"} | ({"fsync"} if name == "events" else set())
        assert calls == (appending if name in ("log.csv", "events") else atomic), name


@contextmanager
def _small_disk(folder: Path) -> Iterator[None]:
    mount = ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(folder)]
    try:
        done = subprocess.run(mount, capture_output=True, text=True, check=False, timeout=10)
    except FileNotFoundError:
        pytest.skip("no mount")
    if done.returncode:
        pytest.skip(f"a small disk: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True, timeout=10)


@linux
def test_a_full_disk(tmp_path: Path) -> None:
    path = tmp_path / "net.safetensors"
    small, large = written_files.network(0), written_files.network(1, hidden=4000)
    with _small_disk(tmp_path):
        small.save(path)
        before = path.read_bytes()
        with pytest.raises(OSError, match=r"net\.safetensors") as caught:
            large.save(path)
        assert caught.value.errno == errno.ENOSPC
        assert [file.read_bytes() for file in tmp_path.iterdir()] == [before]
        dw.load(path)


@pytest.mark.skipif(os.name == "nt", reason="limits are POSIX's")
def test_a_limit_on_the_size_of_files(tmp_path: Path) -> None:
    code = """
import errno, resource, sys
from pathlib import Path
import written_files
path = Path(sys.argv[1])
written_files.network(0).save(path)
before = path.read_bytes()
resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 1000, -1))
try:
    written_files.network(1, hidden=4000).save(path)
except OSError as error:
    assert error.errno == errno.EFBIG and error.filename == str(path), error
else:
    raise AssertionError("no exception")
assert [file.read_bytes() for file in path.parent.iterdir()] == [before]
"""
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "net.safetensors")],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        check=True,
        timeout=60,
    )
