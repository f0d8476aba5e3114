# SPDX-License-Identifier: MIT
"""From a NumPy array to the classes of its rows, in every installed library, in turns."""

from dataclasses import asdict
from typing import Any

import numpy as np

from deltaward.benchmarks import contenders, markdown
from deltaward.benchmarks.cases import Array, parameters_of
from deltaward.benchmarks.peers import OWN, PEERS, Peer
from deltaward.benchmarks.rows import rows_of
from deltaward.benchmarks.side_by_side import Spread, interleave, repeats
from deltaward.benchmarks.trainer import Predictor
from deltaward.network import Network

SIZES = (784, 128, 10)
# What one turn lasts at least, so that a call of microseconds is timed by the thousands.
TURN = 0.03


def measure(samples: int, rounds: int, threads: int) -> dict[str, Any]:
    """Time predictions for so many samples a call; one sample comes as (n_in,).

    For one sample let `threads` be 1: sharing so little work costs most libraries more than it
    saves them.

    Returns
    -------
    dict
        Made for JSON: ``rows`` as of `rows_of`, and the libraries that have none.
    """
    x: Array = np.random.default_rng(0).random((samples, SIZES[0]), dtype=np.float32)
    if samples == 1:
        x = x[0]
    parameters = parameters_of(Network(list(SIZES), seed=0))

    def make(peer: Peer) -> Predictor:
        predict = peer.predictor(parameters, threads)
        predict(x)
        return predict

    predictors, absent = contenders.prepare([p for p in PEERS if p.predicts], make)
    calls = {name: lambda predict=predict: predict(x) for name, predict in predictors.items()}
    counts = {name: repeats(call, TURN) for name, call in calls.items()}
    return {
        "samples": samples,
        "threads": threads,
        "calls": counts,
        "rows": rows_of(interleave(calls, rounds, repeat=counts), OWN),
        **asdict(absent),
    }


def report(record: dict[str, Any]) -> str:
    """Return what `measure` found as Markdown."""
    samples = record["samples"]
    unit, factor = ("µs", 1e6) if samples == 1 else ("ms", 1e3)
    header = ("", unit, "quartiles", f"× {OWN}", "quartiles")
    rows = [
        (
            row["name"],
            *markdown.within(Spread(**row["time"]), factor),
            *markdown.within(Spread(**row["ratio"])),
        )
        for row in record["rows"]
    ]
    many = "1 sample" if samples == 1 else f"{samples:,} samples"
    workers = "1 thread" if record["threads"] == 1 else f"{record['threads']} threads"
    title = f"**{many} a call**, {'-'.join(map(str, SIZES))} relu, softmax, float32, {workers}"
    return "\n\n".join([title, markdown.table(header, rows), *contenders.tell(record)])
