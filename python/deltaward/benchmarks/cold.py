# SPDX-License-Identifier: MIT
"""From the start of a process to a trained network: seconds and memory, imports included.

Each script prints after every epoch ``{"epochs": ..., "accuracy": ...}`` and ends when the goal is
reached. The clock is the parent's: it runs from before the process is made to when that line is
read.
"""

import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from deltaward.benchmarks import markdown
from deltaward.benchmarks.environment import environment, with_bytecode
from deltaward.benchmarks.side_by_side import PAUSE, ratios, spread

GOAL = 0.98
EPOCHS = 20


@dataclass(frozen=True, slots=True)
class Run:
    """What one process did."""

    seconds: float  # infinite if the goal was not reached
    epochs: int
    accuracy: float
    megabytes: float  # the most that was resident, 10^6 bytes
    error: str | None  # the last line of standard error if it failed


def run(script: Path, folder: Path, seed: int, threads: int, bytecode: str) -> Run:
    """Run a script once.

    Parameters
    ----------
    script : pathlib.Path
        Takes the folder of MNIST's .gz files, a seed and the most epochs it may train.
    folder : pathlib.Path
        That folder.
    seed : int
        Of weights and order.
    threads : int
        For every library, but where its script asks for fewer.
    bytecode : str
        The folder with compiled Python code, see `with_bytecode`.
    """
    seconds, epochs, accuracy = math.inf, 0, 0.0
    variables = with_bytecode(environment(threads), bytecode)
    argv = [sys.executable, str(script), str(folder), str(seed), str(EPOCHS)]
    started = time.perf_counter()
    with subprocess.Popen(
        argv, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        for line in process.stdout:
            now = time.perf_counter() - started
            epochs, accuracy = (json.loads(line)[key] for key in ("epochs", "accuracy"))
            if accuracy >= GOAL:
                seconds = now
        told = process.stderr.read().strip().splitlines()
        # The kernel counts what this process has resident too, up to the moment of the exec: it
        # has to be small, so nothing but NumPy and deltaward is loaded here.
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, KiB on Linux
    error = (told or ["no word"])[-1] if process.returncode else None
    return Run(seconds, epochs, accuracy, usage.ru_maxrss * unit / 1e6, error)


def measure(scripts: Mapping[str, Path], folder: Path, rounds: int, threads: int) -> dict[str, Any]:
    """Run scripts in turns, a round for each of the seeds 0, 1, ...; the first name is the measure.

    A round before them does not count: it leaves the bytecode that an installed library has.

    Returns
    -------
    dict
        Made for JSON: ``rows`` with ``runs`` and the spread of ``seconds`` (null: not reached),
        ``ratio``, ``megabytes``; ``failed``: the scripts that did not run, with why; ``unpacker``:
        what every script unpacks the files with.
    """
    runs: dict[str, list[Run]] = {name: [] for name in scripts}
    failed: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as bytecode:
        for seed in (None, *range(rounds)):
            for name, script in scripts.items():
                if name in failed:
                    continue
                time.sleep(PAUSE)
                done = run(script, folder, seed or 0, threads, bytecode)
                if done.error is not None:
                    failed[name] = done.error
                elif seed is not None:
                    runs[name].append(done)
    own = next(iter(scripts))
    if own in failed:
        raise RuntimeError(f"{own} failed: {failed[own]}")
    rows: list[dict[str, Any]] = [
        {
            "name": name,
            "runs": [_finite(asdict(done)) for done in found],
            "time": _finite(asdict(spread([done.seconds for done in found]))),
            "ratio": _finite(
                asdict(ratios([r.seconds for r in found], [r.seconds for r in runs[own]]))
            ),
            "megabytes": asdict(spread([done.megabytes for done in found])),
        }
        for name, found in runs.items()
        if name not in failed
    ]
    rows.sort(key=lambda row: row["time"]["median"] or math.inf)
    unpacker = "zlib-ng" if find_spec("zlib_ng") else "zlib"
    return {"goal": GOAL, "unpacker": unpacker, "rows": rows, "failed": failed}


def report(record: dict[str, Any]) -> str:
    """Return what `measure` found as Markdown."""
    header = ("", "s", "quartiles", "× deltaward", "quartiles", "epochs", "peak MB")
    rows = []
    for row in record["rows"]:
        epochs = sorted(done["epochs"] for done in row["runs"])
        rows.append(
            (
                row["name"],
                *_cells(row["time"]),
                *_cells(row["ratio"]),
                "–".join(map(str, dict.fromkeys((epochs[0], epochs[-1])))),
                f"{row['megabytes']['median']:.0f}",
            )
        )
    missed = [
        f"{row['name']} missed the goal in {n} of {len(row['runs'])} runs of {EPOCHS} epochs."
        for row in record["rows"]
        if (n := sum(done["seconds"] is None for done in row["runs"]))
    ]
    failed = [f"{name} failed: {reason}" for name, reason in record["failed"].items()]
    unpacked = (
        f"Every script unpacks the files with {record['unpacker']}, and all but scikit-learn's ask "
        "NumPy's OpenBLAS for one thread."
    )
    return "\n\n".join([markdown.table(header, rows), unpacked, *missed, *failed])


def _finite(record: dict[str, Any]) -> dict[str, Any]:
    """Return it with null for what is infinite, or is no number for being its ratio."""
    return {
        key: None if isinstance(value, float) and not math.isfinite(value) else value
        for key, value in record.items()
    }


def _cells(values: dict[str, float | None]) -> list[str]:
    low, median, high = (
        "not reached" if value is None else markdown.short(value)
        for value in (values["low"], values["median"], values["high"])
    )
    return [median, f"{low}–{high}"]
