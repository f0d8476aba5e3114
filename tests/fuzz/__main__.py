# SPDX-License-Identifier: MIT
"""``python -m fuzz [--seconds N] [--seed N] [--findings folder] [target...]``, in tests."""

import argparse
import sys
import tempfile
import time
import warnings
from pathlib import Path

from fuzz import worker
from fuzz.targets import TARGETS


def main() -> int:
    parser = argparse.ArgumentParser(prog="fuzz")
    parser.add_argument("targets", nargs="*", default=list(TARGETS), metavar="target")
    parser.add_argument("--seconds", type=float, default=60, help="for each target")
    parser.add_argument("--seed", type=int, help="default: another one each time")
    parser.add_argument("--findings", type=Path, default=Path(tempfile.gettempdir(), "findings"))
    given = parser.parse_args()
    if unknown := set(given.targets) - set(TARGETS):
        parser.error(f"no target {', '.join(unknown)}; there are {', '.join(TARGETS)}")
    seed = time.time_ns() if given.seed is None else given.seed
    warnings.simplefilter("ignore")
    failed = 0
    for name in given.targets:
        count, pool, found = worker.run(name, given.seconds, seed, given.findings)
        print(f"{name}: {count} inputs, {pool} ways, {found} findings (seed {seed})", flush=True)
        failed += bool(found)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
