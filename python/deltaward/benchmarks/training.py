# SPDX-License-Identifier: MIT
"""One epoch of a case in every installed library, in turns."""

from dataclasses import asdict
from functools import partial
from typing import Any

from deltaward.benchmarks import contenders, markdown
from deltaward.benchmarks.cases import Case, parameters_of
from deltaward.benchmarks.peers import OWN, PEERS, Peer
from deltaward.benchmarks.rows import rows_of
from deltaward.benchmarks.side_by_side import Spread, interleave
from deltaward.benchmarks.trainer import Trainer

NOTE = (
    "The libraries are fed float32, scaled before; the line *deltaward* is fed the uint8 pixels "
    "that `load_mnist` returns, the line *deltaward, float32* the same array as the others."
)


def measure(case: Case, rounds: int, threads: int) -> dict[str, Any]:
    """Time a case.

    Returns
    -------
    dict
        Made for JSON: ``rows`` as of `rows_of`, and the libraries that have none under
        ``not_installed``, ``not_for_this_case`` and, with a reason, ``failed``.
    """
    data = case.load()
    start = parameters_of(case.network())

    def make(peer: Peer) -> Trainer:
        trainer = peer.trainer(case, data, start, threads)
        trainer.epochs(1)
        return trainer

    able = [p for p in PEERS if case.name in p.cases and threads > p.more_than]
    trainers, absent = contenders.prepare(able, make)
    calls = {name: partial(trainer.epochs, case.epochs) for name, trainer in trainers.items()}
    turns = interleave(calls, rounds)
    times = {name: [s / case.epochs for s in seconds] for name, seconds in turns.items()}
    return {
        "case": case.name,
        "title": case.title,
        "operations": case.operations,
        "pixels": data.pixels is not None,
        "rows": rows_of(times, OWN),
        "not_for_this_case": [p.name for p in PEERS if p.cases and case.name not in p.cases],
        **asdict(absent),
    }


def report(record: dict[str, Any]) -> str:
    """Return what `measure` found as Markdown."""
    operations = record["operations"]
    header = ("", "ms", "quartiles", f"× {OWN}", "quartiles", "GFLOP/s")
    rows = [
        (
            row["name"],
            *markdown.within(Spread(**row["time"]), 1e3),
            *markdown.within(Spread(**row["ratio"])),
            markdown.short(operations / row["time"]["median"] / 1e9),
        )
        for row in record["rows"]
    ]
    paragraphs = [
        f"**{record['case']}**: {record['title']}, {operations / 1e9:.3g} GFLOP",
        markdown.table(header, rows),
    ]
    if record["pixels"]:
        paragraphs.append(NOTE)
    return "\n\n".join([*paragraphs, *contenders.tell(record)])
