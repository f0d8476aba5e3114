# SPDX-License-Identifier: MIT
"""What reading a large file takes: 64 MiB beyond what becomes of it, a network or a history."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import deltaward as dw
import sealed_file
from deltaward import tensors

MIB = 1 << 20

# RLIMIT_DATA is of what a process writes to: pages of the file itself are no memory that it holds.
READ = """
import resource, sys
from pathlib import Path
import numpy as np
import deltaward as dw

def taken():
    return 1024 * int(Path("/proc/self/status").read_text().split("VmData:")[1].split()[0])

def limited(room):
    resource.setrlimit(resource.RLIMIT_DATA, (taken() + room, resource.RLIM_INFINITY))

def resumed(path, epochs=1):
    net = dw.Network([2, 2], seed=1)
    checkpoint = dw.callbacks.Checkpoint(path.with_suffix(".other"), every=10**9)
    return net.fit(
        np.eye(2), [0, 1], epochs=epochs, callbacks=[checkpoint], resume=path, verbose=0
    )

what, room, small, large = sys.argv[1], int(sys.argv[2]), *map(Path, sys.argv[3:])
if what == "network":
    dw.load(small)  # what is imported on the way is there
    before = taken()
    net = dw.Network([4000, 6000])
    room += taken() - before
    del net
    limited(room)
    dw.load(large)
else:
    resumed(small)
    limited(room)
    history = resumed(large, 2)
    assert history.epochs == 2_000_001
"""


def _read(what: str, room: int, small: Path, large: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", READ, what, str(room), str(small), str(large)]
    return subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)


def _network(small: Path, large: Path) -> int:
    dw.Network([2, 2]).save(small)
    dw.Network([4000, 6000]).save(large)
    return 64 * MIB


def _history(small: Path, large: Path) -> int:
    net, checkpoint = dw.Network([2, 2], seed=1), dw.callbacks.Checkpoint(small)
    net.fit(np.eye(2), [0, 1], epochs=1, callbacks=[checkpoint], verbose=0)
    tensors, about = sealed_file.read(small)
    names = [name for name in tensors if name.startswith("training.history.")]
    assert len(names) == 4
    sealed_file.write(large, tensors | dict.fromkeys(names, np.ones(2_000_000)), about)
    return large.stat().st_size + 64 * MIB


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's RLIMIT_DATA")
@pytest.mark.parametrize("write", [_network, _history])
def test_memory_for_a_large_file(write: Callable[[Path, Path], int], tmp_path: Path) -> None:
    small, large = tmp_path / "small", tmp_path / "large"
    what, room = write.__name__[1:], write(small, large)
    found = _read(what, room, small, large)
    assert found.returncode == 0, found.stderr
    # The limit is felt: with less room than that of a network or of its figures, it fails.
    assert _read(what, room - 96 * MIB, small, large).returncode != 0


@pytest.mark.parametrize("piece", [1, 3, 5, 8, 100])
def test_pieces_are_the_whole(piece: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tensors, "PIECE", piece)
    net = dw.Network([5, 3, 8, 1], seed=2)
    net.fit(np.eye(5), np.eye(5, 1), optimizer="adam", epochs=2, verbose=0)
    net.save(tmp_path / "a", optimizer=True)
    read = tensors.arrays_of(dw.load(tmp_path / "a"))
    for name, array in tensors.arrays_of(net).items():
        np.testing.assert_array_equal(read[name], array)
