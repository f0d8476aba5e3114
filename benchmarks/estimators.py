# SPDX-License-Identifier: MIT
"""The estimators of deltaward.sklearn beside scikit-learn's own, as a table.

Usage: python benchmarks/estimators.py [--rounds 9] [--threads N]
"""

import argparse

from deltaward.benchmarks import estimators, machine, process
from deltaward.benchmarks.environment import available_cpus


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--threads", type=int, default=available_cpus())
    given = parser.parse_args()
    argv = ["estimators", "--rounds", given.rounds]
    about, record = process.run(argv, given.threads)
    print(machine.heading(about) + "\n")
    print(estimators.report(record))


if __name__ == "__main__":
    main()
