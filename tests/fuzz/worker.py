# SPDX-License-Identifier: MIT
"""A process that feeds one target with changed inputs, within limits, and what watches it."""

import hashlib
import mmap
import os
import random
import resource
import signal
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fuzz import edges
from fuzz.mutations import MOST, change_bytes
from fuzz.targets import MIB, TARGETS, Target, seeds

SLOW = 1.0  # seconds of the processor for one input
HANGS = 20.0  # seconds without an end, in looks: a machine that stops both of us is no hang
LOOK = 0.05  # seconds between two
ROOM = 64 * MIB  # beyond what an input holds
SMALL = 1500  # bytes of an input that may stay in the corpus

Report = Callable[[str, bytes], None]
Clock = Callable[[], float]


@dataclass
class Shared:
    """What the worker leaves for whoever finds it dead: the input, how many before, which pool."""

    memory: mmap.mmap

    @classmethod
    def made(cls) -> "Shared":
        return cls(mmap.mmap(-1, MOST + 64))

    def put(self, data: bytes, count: int, pool: int) -> None:
        for at, number in enumerate((count, pool, len(data))):
            self.memory[8 * at : 8 * at + 8] = number.to_bytes(8, "little")
        self.memory[64 : 64 + len(data)] = data

    def get(self) -> tuple[bytes, int, int]:
        count, pool, size = (
            int.from_bytes(self.memory[8 * at : 8 * at + 8], "little") for at in range(3)
        )
        return self.memory[64 : 64 + size], count, pool


def _limit_memory(room: int) -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + room
    resource.setrlimit(resource.RLIMIT_AS, (limit, resource.RLIM_INFINITY))


def _work(
    name: str,
    seconds: float,
    clock: Clock,
    seed: int,
    shared: Shared,
    report: Report,
    keep: Path | None,
) -> None:
    until = clock() + seconds
    target, draw = TARGETS[name], random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as made:
        path = Path(folder, f"input{target.suffix}")
        pool = seeds(name, Path(made))
        for file in Path(made).iterdir():  # what inputs refer to
            (path.parent / file.name).write_bytes(file.read_bytes())
        known: edges.Edges = set()
        for data in pool:
            known |= _try(target, path, data, report)
        queue, count = list(pool), 0
        while clock() < until:
            if count % 2000 == 0:
                _limit_memory(ROOM + target.payload)
            data = queue.pop() if queue else _changed(target, draw.choice(pool), draw)
            shared.put(data, count, len(pool))
            new = _try(target, path, data, report) - known
            count += 1
            if new:
                known |= new
                pool.append(data)
                if keep is not None and len(data) < SMALL:
                    (keep / name).mkdir(parents=True, exist_ok=True)
                    (keep / name / hashlib.sha256(data).hexdigest()[:12]).write_bytes(data)


def _changed(target: Target, data: bytes, draw: random.Random) -> bytes:
    try:
        return target.change(data, draw)[:MOST]
    except RecursionError:  # nested more deeply than JSON can be written
        return change_bytes(data, draw)


def _try(target: Target, path: Path, data: bytes, report: Report) -> edges.Edges:
    started = time.process_time()
    with edges.traced() as found:
        try:
            target.run(path, data)
        except Exception:
            report(traceback.format_exc(limit=-6), data)
    seconds = time.process_time() - started
    if seconds > SLOW:
        report(f"took {seconds:.1f} s", data)
    return found


def run(
    name: str,
    seconds: float,
    seed: int,
    findings: Path,
    keep: Path | None,
    clock: Clock = time.monotonic,
) -> tuple[int, int, int]:
    """Fuzz a target: return how many inputs it got, how many ways they took, and the findings.

    With `time.process_time` for a clock the seconds are the worker's own on the processor.
    """
    shared = Shared.made()
    seen: set[str] = set()

    def report(what: str, data: bytes) -> None:
        key = "".join(line for line in what.splitlines() if "line " in line) or what[:20]
        if key not in seen:
            seen.add(key)
            at = findings / name
            at.mkdir(parents=True, exist_ok=True)
            file = at / f"{seed}-{os.getpid()}-{len(seen)}"
            file.write_bytes(data)
            file.with_suffix(".txt").write_text(what, "utf-8")
            print(f"{name}: {file}\n{what}", flush=True)

    with warnings.catch_warnings():
        # Of threads in this process: the child uses none of them.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if not pid:
        try:
            _work(name, seconds, clock, seed, shared, report, keep)
        except BaseException:
            traceback.print_exc()
            os._exit(101)
        os._exit(min(len(seen), 100))
    status, last, looks = None, -1, 0
    while status is None:
        time.sleep(LOOK)
        done, code = os.waitpid(pid, os.WNOHANG)
        data, count, pool = shared.get()
        if done:
            status = code
        elif count != last:
            last, looks = count, 0
        elif (looks := looks + 1) * LOOK > HANGS:
            os.kill(pid, signal.SIGKILL)
            report(f"hangs for more than {HANGS} s", data)
    if os.WIFSIGNALED(status) and not seen:
        report(f"ended by {signal.Signals(os.WTERMSIG(status)).name}", data)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 101:
        raise RuntimeError(f"{name}: the fuzzer itself failed, see above")
    return count, pool, len(seen) + (os.WEXITSTATUS(status) if os.WIFEXITED(status) else 0)
