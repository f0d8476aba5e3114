# SPDX-License-Identifier: MIT
"""What it costs to start: ``import deltaward`` beyond NumPy, and ``deltaward train`` in all.

Usage: python benchmarks/start_up.py [--rounds 15]
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile

from deltaward.benchmarks.environment import with_bytecode
from deltaward.benchmarks.side_by_side import interleave

COMMANDS = {
    "numpy": ("-c", "import numpy"),
    "both": ("-c", "import numpy, deltaward"),
    "train": ("-m", "deltaward", "train", "--quiet"),
}


def measure(rounds):
    with tempfile.TemporaryDirectory() as bytecode:
        variables = with_bytecode(os.environ, bytecode)

        def process(argv):
            command = [sys.executable, *argv]
            return lambda: subprocess.run(command, env=variables, check=True, capture_output=True)

        started = {name: process(argv) for name, argv in COMMANDS.items()}
        for start in started.values():
            start()  # leaves the bytecode
        times = interleave(started, rounds)
    extra = statistics.median(b - n for b, n in zip(times["both"], times["numpy"], strict=True))
    return {"import": extra, "train": statistics.median(times["train"])}


def report(record):
    return (
        f"`import deltaward` takes {1e3 * record['import']:.0f} ms beyond NumPy's own import, "
        f"`deltaward train` on the digits {record['train']:.2f} s in all."
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--rounds", type=int, default=15)
    print(report(measure(parser.parse_args().rounds)))


if __name__ == "__main__":
    main()
