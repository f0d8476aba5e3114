# SPDX-License-Identifier: MIT
"""deltaward alone: with one thread, with all, and with as many as it chooses itself.

Beside it the peak of fused multiply-adds of one thread, so that a whole training step, with
everything that is no product, can be told as a share of what the arithmetic units could do.
"""

import statistics
from dataclasses import asdict
from typing import Any

from deltaward import _core
from deltaward.benchmarks import markdown
from deltaward.benchmarks.cases import Case
from deltaward.benchmarks.side_by_side import Spread, interleave, repeats, spread
from deltaward.cpu import cpu_info

NOTE = (
    "GFLOP/s count every multiplication of the equations. In A to D many of those with a 0 "
    "are left out, so that a share of the peak says less there."
)
TURN = 0.02  # seconds, at least, of a short epoch


def measure(case: Case, rounds: int, threads: int) -> dict[str, Any]:
    """Time epochs of a case.

    Returns
    -------
    dict
        Made for JSON: ``rows`` with ``threads`` (null: chosen), ``time``, ``share`` of as many
        times the peak of one thread (null: of the one row whose number of threads is not known),
        and ``faster``: the time with one thread over it; and the ``peak`` in GFLOP/s.
    """
    data = case.load()
    x = data.x if data.pixels is None else data.pixels
    kernels = _core.Kernels(cpu_info()["isa"])
    peak_work = kernels.spin_fma(2_000_000)

    def epoch(count: int | None) -> Any:
        net = case.network()

        def train() -> None:
            net.fit(
                x,
                data.y,
                batch_size=case.batch_size,
                learning_rate=case.learning_rate,
                shuffle=False,
                threads=count,
                verbose=0,
            )

        train()
        return train

    counts: list[int | None] = [1, threads, None] if threads > 1 else [1]
    calls = {str(count): epoch(count) for count in counts}
    calls["peak"] = lambda: kernels.spin_fma(2_000_000)
    repeat = {name: 1 if name == "peak" else repeats(call, TURN) for name, call in calls.items()}
    times = interleave(calls, rounds, repeat=repeat)
    peaks = [peak_work / second for second in times["peak"]]
    rows = []
    for count in counts:
        seconds = times[str(count)]
        row = {
            "threads": count,
            "time": asdict(spread(seconds)),
            "gflops": case.operations / statistics.median(seconds) / 1e9,
            "faster": asdict(spread([o / s for o, s in zip(times["1"], seconds, strict=True)])),
            "share": None,
        }
        if count is not None:
            share = [
                case.operations / second / (count * peak)
                for second, peak in zip(seconds, peaks, strict=True)
            ]
            row["share"] = asdict(spread(share))
        rows.append(row)
    return {
        "case": case.name,
        "title": case.title,
        "isa": cpu_info()["isa"],
        "peak": statistics.median(peaks) / 1e9,
        "rows": rows,
    }


def report(records: list[dict[str, Any]]) -> str:
    """Return what `measure` found for several cases as Markdown."""
    header = ("case", "threads", "ms", "quartiles", "× one thread", "GFLOP/s", "of the FMA peak")
    rows = []
    for record in records:
        for row in record["rows"]:
            share = row["share"]
            rows.append(
                (
                    record["case"],
                    "chosen" if row["threads"] is None else str(row["threads"]),
                    *markdown.within(Spread(**row["time"]), 1e3),
                    markdown.short(row["faster"]["median"]),
                    markdown.short(row["gflops"]),
                    "" if share is None else f"{100 * share['median']:.0f} %",
                )
            )
    peaks = statistics.median(record["peak"] for record in records)
    title = f"{records[0]['isa']}; FMA peak of one thread: {peaks:.0f} GFLOP/s (median)"
    return "\n\n".join([title, markdown.table(header, rows), NOTE])
