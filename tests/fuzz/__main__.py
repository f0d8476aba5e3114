# SPDX-License-Identifier: MIT
"""Feed what reads files with changed files: ``python -m fuzz --help``, with tests on the path.

Inputs that take a new way through deltaward's Python are changed further. Only ValueError and
OSError with the file's name may come out, within a second of the processor and within 64 MiB of
memory beyond what the input holds; the process may not die.
"""

import argparse
import resource
import sys
import tempfile
import time
import warnings
from pathlib import Path

from fuzz import worker
from fuzz.targets import TARGETS


def _used() -> float:
    """Return the time on the processor of all workers that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> int:
    parser = argparse.ArgumentParser(prog="fuzz")
    parser.add_argument("targets", nargs="*", default=list(TARGETS), metavar="target")
    parser.add_argument("--seconds", type=float, default=60, help="for each target")
    parser.add_argument("--processor", action="store_true", help="seconds of it, not of the clock")
    parser.add_argument("--seed", type=int, help="default: another one each time")
    parser.add_argument("--findings", type=Path, default=Path(tempfile.gettempdir(), "findings"))
    parser.add_argument("--keep", type=Path, help="a corpus to add to: small inputs on new ways")
    given = parser.parse_args()
    if unknown := set(given.targets) - set(TARGETS):
        parser.error(f"no target {', '.join(unknown)}; there are {', '.join(TARGETS)}")
    seed = time.time_ns() if given.seed is None else given.seed
    warnings.simplefilter("ignore")
    clock = time.process_time if given.processor else time.monotonic
    failed = 0
    for name in given.targets:
        before = _used()
        count, pool, found = worker.run(
            name, given.seconds, seed, given.findings, given.keep, clock
        )
        print(
            f"{name}: {count} inputs, {pool} ways, {found} findings (seed {seed}, "
            f"{_used() - before:.1f} s of the processor)",
            flush=True,
        )
        failed += bool(found)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
