# SPDX-License-Identifier: MIT
"""One epoch of a case in every installed library, in turns."""

from dataclasses import asdict
from typing import Any

from deltaward.benchmarks import markdown
from deltaward.benchmarks.cases import Case, parameters_of
from deltaward.benchmarks.peers import OWN, PEERS
from deltaward.benchmarks.side_by_side import Spread, interleave, ratios, spread
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
        Made for JSON. ``rows``, the fastest first: ``name``, ``seconds`` of each round and as
        ``low, median, high``, and ``ratio``, its times over deltaward's in the same round,
        likewise; ``not_installed``, ``not_for_this_case`` and ``failed``: the others.
    """
    data = case.load()
    start = parameters_of(case.network())
    trainers: dict[str, Trainer] = {}
    not_installed, not_for_this_case, failed = [], [], {}
    for peer in PEERS:
        if not peer.cases:
            continue
        if case.name not in peer.cases:
            not_for_this_case.append(peer.name)
        elif peer.missing():
            not_installed.append(peer.name)
        else:
            try:
                trainer = peer.trainer(case, data, start, threads)
                trainer.epoch()  # compiles, where there is something to compile
            except Exception as error:
                if peer.name == OWN:
                    raise
                failed[peer.name] = f"{type(error).__name__}: {error}"
            else:
                trainers[peer.name] = trainer
    times = interleave({name: trainer.epoch for name, trainer in trainers.items()}, rounds)
    rows = [
        {
            "name": name,
            "seconds": seconds,
            **asdict(spread(seconds)),
            "ratio": asdict(ratios(seconds, times[OWN])),
        }
        for name, seconds in times.items()
    ]
    return {
        "case": case.name,
        "title": case.title,
        "operations": case.operations,
        "pixels": data.pixels is not None,
        "rows": sorted(rows, key=lambda row: float(row["median"])),
        "not_installed": not_installed,
        "not_for_this_case": not_for_this_case,
        "failed": failed,
    }


def report(record: dict[str, Any]) -> str:
    """Return what `measure` found as Markdown."""
    operations = record["operations"]
    lines = [
        f"**{record['case']}**: {record['title']}, {operations / 1e9:.3g} GFLOP",
        "",
        markdown.table(
            ("", "ms", "quartiles", "× deltaward", "quartiles", "GFLOP/s"),
            [
                (
                    row["name"],
                    *markdown.within(_spread(row), 1e3),
                    *markdown.within(Spread(**row["ratio"])),
                    markdown.short(operations / row["median"] / 1e9),
                )
                for row in record["rows"]
            ],
        ),
    ]
    if record["pixels"]:
        lines += ["", NOTE]
    lines += _others(record)
    return "\n".join(lines)


def _spread(row: dict[str, Any]) -> Spread:
    return Spread(row["low"], row["median"], row["high"])


def _others(record: dict[str, Any]) -> list[str]:
    lines = []
    if record["not_installed"]:
        lines += ["", f"Not installed: {', '.join(record['not_installed'])}."]
    for name, reason in record["failed"].items():
        lines += ["", f"{name} failed: {reason}"]
    return lines
