# SPDX-License-Identifier: MIT
"""Measuring in a process of its own, whose libraries are loaded with the right number of threads.

What it prints is one JSON object a line: first ``{"event": "machine", ...}``, then what was
measured.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from deltaward.benchmarks.environment import environment


class MeasuringError(Exception):
    """The process that measures has failed; the message is the last line it wrote of that."""


def run(
    argv: Sequence[object], threads: int, variables: Mapping[str, str] | None = None
) -> Iterator[dict[str, Any]]:
    """Run ``python -m deltaward.benchmarks`` and yield what it prints.

    Parameters
    ----------
    argv : sequence
        What is to be measured and its options; see `__main__`.
    threads : int
        For every library.
    variables : mapping of str to str, optional
        More variables of its environment.

    Raises
    ------
    MeasuringError
        If it fails.
    """
    command = [sys.executable, "-m", "deltaward.benchmarks", *map(str, argv)]
    with (
        # What libraries warn of there is told only if it ends in a failure.
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors,
        subprocess.Popen(
            [*command, "--threads", str(threads)],
            env=environment(threads) | dict(variables or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
        ) as process,
    ):
        assert process.stdout is not None
        try:
            for line in process.stdout:
                yield json.loads(line)
        except BaseException:
            process.kill()
            raise
        if process.wait():
            errors.seek(0)
            told = errors.read().strip() or f"exit status {process.returncode}"
            raise MeasuringError(told.splitlines()[-1])
