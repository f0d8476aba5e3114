# SPDX-License-Identifier: MIT
"""A process whose system calls fail one after the other while it writes files.

``LD_PRELOAD=faults.so python faulty_run.py folder long name...`` prints, as JSON, how many errors
came through to the caller of each way to write, and what was wrong with any of them.
"""

import ctypes
import errno
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import written_files

ONCE, ALWAYS = 0, 1
# What the system says, and whether it goes on saying it.
ERRORS = ((errno.ENOSPC, ALWAYS), (errno.EIO, ONCE))


class Faults:
    """The calls in faults.c, on files in one folder."""

    def __init__(self, folder: Path) -> None:
        self.shim = ctypes.CDLL(None)
        self.shim.faults_disarm.restype = ctypes.c_long
        self.folder = bytes(folder)

    def arm(self, call: str, n: int, number: int = 0, how: int = ONCE) -> None:
        self.shim.faults_arm(self.folder, call.encode(), ctypes.c_long(n), number, how)

    def disarm(self) -> int:
        """Return how many calls there were."""
        return int(self.shim.faults_disarm())


def _orders(counts: dict[str, int], every: bool) -> Iterator[tuple[str, int, int, int]]:
    """Which call fails, and how: each with each error, or the first and the last with one."""
    for call, count in counts.items():
        places = range(1, count + 1) if every else sorted({1, count}) if count else []
        for n in places:
            for number, how in ERRORS if every else ERRORS[n % 2 :][:1]:
                yield call, n, number, how


class Trial:
    """One way to write, and a file that it wrote before."""

    def __init__(self, folder: Path, name: str, faults: Faults) -> None:
        self.path, self.folder, self.faults = folder / name, folder, faults
        self.way = written_files.WAYS[name]
        self.way(self.path, 0)
        # A folder, which TensorBoard adds a file to, is only to be named.
        self.old = self.path.read_bytes() if self.path.is_file() else None

    def count(self, call: str) -> int:
        self.reset()
        self.faults.arm(call, sys.maxsize)
        self.way(self.path, 1)
        return self.faults.disarm()

    def reset(self) -> None:
        if self.old is not None:
            self.path.write_bytes(self.old)

    def wrong(self, call: str, n: int, number: int, how: int) -> str | None:
        """Let a call fail, and return what is then not as promised."""
        self.reset()
        self.faults.arm(call, n, number, how)
        try:
            self.way(self.path, 1)
            caught = None
        except OSError as error:
            caught = error
        finally:
            self.faults.disarm()
        if caught is None:
            return "no exception"
        if caught.errno != number or str(self.path) not in str(caught):
            return f"another exception: {caught!r}"
        left = [name for name in os.listdir(self.folder) if name.endswith(".tmp")]
        if left:
            return f"left behind: {left}"
        if self.old is None:
            return None
        content = self.path.read_bytes()
        # After the rename only the flush of the folder can fail.
        renamed = (call, n) == ("fsync", 2)
        lines = self.path.suffix == ".csv" and content.startswith(self.old)
        if not (content == self.old or (lines and content.endswith(b"\n")) or renamed):
            return "the old file is gone"
        return None


def main(folder: Path, long: bool, names: list[str]) -> None:
    faults = Faults(folder)
    found: dict[str, dict[str, list[str]]] = {}
    for name in names:
        trial = Trial(folder, name, faults)
        calls = {call: trial.count(call) for call in CALLS}
        tried, wrong = [], []
        for order in _orders(calls, long and name in written_files.QUICK):
            tried.append(f"{order[0]} {order[1]} {errno.errorcode[order[2]]}")
            said = trial.wrong(*order)
            if said is not None:
                wrong.append(f"{tried[-1]}: {said}")
        found[name] = {"tried": tried, "wrong": wrong}
    print(json.dumps(found))


CALLS = ("open", "write", "fsync", "close", "rename", "chmod")

if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] == "long", sys.argv[3:])
