# SPDX-License-Identifier: MIT
"""What it costs to start: ``import deltaward`` beyond NumPy, and ``deltaward train`` in all.

Usage: python benchmarks/start_up.py [--rounds 15]
"""

import argparse
import statistics
import subprocess
import sys
import time


def seconds(*command: str) -> float:
    """Return the wall time of a process."""
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    numpy, both, train = [], [], []
    for _ in range(options.rounds):
        numpy.append(seconds(sys.executable, "-c", "import numpy"))
        both.append(seconds(sys.executable, "-c", "import numpy, deltaward"))
        train.append(seconds(sys.executable, "-m", "deltaward", "train", "--quiet"))
    extra = statistics.median(b - n for b, n in zip(both, numpy, strict=True))
    print(f"import deltaward beyond NumPy: {1e3 * extra:.0f} ms (the limit is 60)")
    print(f"deltaward train, in all: {statistics.median(train):.2f} s (the limit is 2)")


if __name__ == "__main__":
    main()
