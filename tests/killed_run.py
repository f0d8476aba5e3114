# SPDX-License-Identifier: MIT
"""Processes that are killed while they write a file, and what is in it then.

``LD_PRELOAD=faults.so python killed_run.py folder kills name...`` forks one child after the other.
Each is killed at one of the system calls of a save, every one in turn, and then so many at random
times of many saves. It prints, as JSON, what was found after how many kills.
"""

import ctypes
import json
import os
import random
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import deltaward as dw
import written_files
from deltaward.callbacks import Checkpoint

KILL = 2  # in faults.c
HIDDEN = 3000  # 100 kB and more, so that writing takes a good part of the time


def network(version: int) -> dw.Network:
    return written_files.network(version, HIDDEN)


def checkpoint(path: Path, version: int, resume: Path | None = None) -> dw.Network:
    net = network(version)
    net.fit(
        written_files.X,
        written_files.Y,
        epochs=2,
        batch_size=3,
        verbose=0,
        resume=resume,
        callbacks=[Checkpoint(path, unit="batches")],
    )
    return net


WAYS: dict[str, Callable[[Path, int], Any]] = {
    "saved.safetensors": lambda path, version: network(version).save(path),
    "checkpoint.safetensors": checkpoint,
}


def bits(net: dw.Network) -> bytes:
    return b"".join(array.tobytes() for array in net.weights + net.biases)


def whole(path: Path, ends: dict[bytes, int]) -> str:
    """Return which content a file has, or what is wrong with it."""
    try:
        net = dw.load(path)
        if path.name == "checkpoint.safetensors":
            # Of any mini-batch: it has to lead to where the training would have come.
            net = checkpoint(path, net.seed, resume=path)
    except Exception as error:
        return repr(error)
    return f"version {ends[bits(net)]}" if bits(net) in ends else "other bits"


def child(work: Callable[[], Any]) -> int:
    pid = os.fork()
    if not pid:
        try:
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return pid


def kills(path: Path, count: int) -> dict[str, int]:
    """Return how often which content was found, and how often a temporary file."""
    way, library = WAYS[path.name], ctypes.CDLL(None)
    ends = {}
    for version in (1, 0):
        way(path, version)
        ends[bits(dw.load(path))] = version
    found: dict[str, int] = {}

    def at_call(n: int) -> Callable[[], None]:
        def work() -> None:
            library.faults_arm(bytes(path.parent), b"any", ctypes.c_long(n), 0, KILL)
            way(path, 1)

        return work

    def for_ever() -> None:
        while True:
            for version in (1, 0):
                way(path, version)

    def look(pid: int) -> bool:
        status = os.waitpid(pid, 0)[1]
        killed = os.WIFSIGNALED(status)
        assert status in (0, signal.SIGKILL), status
        temporaries = [file for file in path.parent.iterdir() if file.suffix == ".tmp"]
        for file in temporaries:
            file.unlink()
        for what in [whole(path, ends), *["temporary file"] * len(temporaries)]:
            found[what] = found.get(what, 0) + killed
        return killed

    n = 1
    while look(child(at_call(n))):
        way(path, 0)
        n += 1
    found["calls"] = n - 1
    draw = random.Random(1)
    for _ in range(count):
        pid = child(for_ever)
        time.sleep(draw.uniform(0.002, 0.06))
        os.kill(pid, signal.SIGKILL)
        look(pid)
    return found


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    # Of threads in this process: those of the core know of forks.
    warnings.simplefilter("ignore", DeprecationWarning)
    print(json.dumps({name: kills(folder / name, int(sys.argv[2])) for name in WAYS}))
