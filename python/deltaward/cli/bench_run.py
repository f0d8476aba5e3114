# SPDX-License-Identifier: MIT
"""What ``deltaward bench`` does with its options."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from deltaward.atomic import atomic_write
from deltaward.benchmarks import machine, process, training
from deltaward.benchmarks.cases import CASES
from deltaward.cli.bench import ALL
from deltaward.cli.errors import FailedError
from deltaward.cli.output import note, say, say_json
from deltaward.cli.writable import check_writable
from deltaward.cpu import cpu_info
from deltaward.datasets import registry

LEFT_OUT = 1
ABSENT = (
    "MNIST is not on this machine ('deltaward data fetch mnist' downloads it, DELTAWARD_DATA names "
    "a folder that has it)"
)


def run(given: Namespace) -> int:
    """Measure case by case, print each when it is done, and write the file when all are."""
    if given.output is not None:
        check_writable(given.output)
    asked = given.cases or ALL
    skipped = [name for name in asked if CASES[name].is_mnist]
    if skipped and registry.status("mnist").source != "absent":
        skipped = []
    cases = [name for name in asked if name not in skipped]
    if skipped:
        if not cases:
            raise FailedError(f"no case to run: {', '.join(skipped)} need MNIST; {ABSENT}")
        if not given.json:
            note(f"left out: {', '.join(skipped)}; {ABSENT}")
    parts = []
    for record in _measure("".join(cases), given.rounds, given.threads or cpu_info()["threads"]):
        if record["event"] == "machine":
            parts.append(machine.heading(record))
        else:
            parts.append(training.report(record))
        if given.json:
            say_json(record)
        else:
            say(("\n" if len(parts) > 1 else "") + parts[-1])
            sys.stdout.flush()
    if skipped:
        parts.append(f"Left out: {', '.join(skipped)}; {ABSENT}.")
    if given.output is not None:
        with atomic_write(given.output) as file:
            file.write(("\n\n".join(parts) + "\n").encode())
    if given.json:
        about = {"cases": cases, "left_out": skipped, "reason": ABSENT if skipped else None}
        say_json({"event": "result"} | about | {"output": given.output})
    # What was asked for by name and not done is a failure.
    return LEFT_OUT if skipped and given.cases else 0


def _measure(cases: str, rounds: int, threads: int) -> Iterator[dict[str, Any]]:
    try:
        yield from process.run(["cases", "--cases", cases, "--rounds", rounds], threads)
    except process.MeasuringError as error:
        raise FailedError(f"the measuring process failed: {error}") from error
