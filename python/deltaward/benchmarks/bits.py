# SPDX-License-Identifier: MIT
"""Whether any number of threads gives the same weights, bit by bit, and does so every time."""

import hashlib
from collections.abc import Sequence
from typing import Any

from deltaward.benchmarks import markdown
from deltaward.benchmarks.cases import Case, Data

THREADS = (1, 2, 3, 4, 8)
RUNS = 10
# Mini-batches that are full; one that is not comes after them.
STEPS = 4


def measure(case: Case, threads: Sequence[int] = THREADS, runs: int = RUNS) -> dict[str, Any]:
    """Train on the first samples of a case, afresh in each run.

    Returns
    -------
    dict
        Made for JSON: ``hashes``, each SHA-256 of all weights and biases that came up with the
        numbers of threads that it came up with; there should be one.
    """
    data = case.load()
    hashes: dict[str, list[int]] = {}
    for _ in range(runs):
        for count in threads:
            found = hashes.setdefault(_train(case, data, count), [])
            if count not in found:
                found.append(count)
    return {"case": case.name, "runs": runs, "threads": list(threads), "hashes": hashes}


def _train(case: Case, data: Data, threads: int) -> str:
    samples = case.batch_size * STEPS + case.batch_size // 3
    net = case.network()
    net.fit(
        (data.x if data.pixels is None else data.pixels)[:samples],
        data.y[:samples],
        batch_size=case.batch_size,
        learning_rate=case.learning_rate,
        threads=threads,
        verbose=0,
    )
    digest = hashlib.sha256()
    for array in (*net.weights, *net.biases):
        digest.update(array.tobytes())
    return digest.hexdigest()


def differ(record: dict[str, Any]) -> bool:
    """Tell whether there is more than one result."""
    return len(record["hashes"]) != 1


def report(records: Sequence[dict[str, Any]]) -> str:
    """Return what `measure` found as Markdown."""
    rows = [
        (record["case"], found, ", ".join(map(str, threads)), f"{record['runs']}")
        for record in records
        for found, threads in record["hashes"].items()
    ]
    wrong = [record["case"] for record in records if differ(record)]
    verdict = f"DIFFERENT BITS: {', '.join(wrong)}." if wrong else "The same bits everywhere."
    header = ("case", "SHA-256 of the weights", "threads", "runs of each")
    return "\n\n".join([markdown.table(header, rows), verdict])
