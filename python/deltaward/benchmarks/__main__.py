# SPDX-License-Identifier: MIT
"""``python -m deltaward.benchmarks``: measure cases and print one JSON object a line.

A process of its own for ``deltaward bench``, which sets the variables that libraries read when they
are loaded; see `environment`.
"""

import json
import sys
from argparse import ArgumentParser

from deltaward.benchmarks.cases import CASES
from deltaward.benchmarks.environment import keep_to
from deltaward.benchmarks.machine import describe
from deltaward.benchmarks.training import measure


def main() -> None:
    """Print what the machine is, and then case by case."""
    parser = ArgumentParser()
    parser.add_argument("--cases", required=True)
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    given = parser.parse_args()
    keep_to(given.threads)
    # What libraries print is not to get between the objects.
    out, sys.stdout = sys.stdout, sys.stderr
    print(json.dumps({"event": "machine"} | describe(given.threads)), file=out, flush=True)
    for name in given.cases:
        record = {"event": "case"} | measure(CASES[name], given.rounds, given.threads)
        print(json.dumps(record), file=out, flush=True)


if __name__ == "__main__":
    main()
