# SPDX-License-Identifier: MIT
"""deltaward alone: what optimizers and regularisation cost beside plain SGD."""

from dataclasses import asdict
from typing import Any

from deltaward.augment import Augment
from deltaward.benchmarks import markdown
from deltaward.benchmarks.cases import Case
from deltaward.benchmarks.side_by_side import Spread, interleave, repeats, spread

TURN = 0.05  # seconds, at least, of a short epoch

PLAIN = "sgd"
FEATURES: dict[str, dict[str, Any]] = {
    PLAIN: {},
    "momentum": {"optimizer": "momentum"},
    "rmsprop": {"optimizer": "rmsprop"},
    "adam": {"optimizer": "adam"},
    "dropout 0.2": {"dropout": 0.2},
    "l2": {"l2": 5.0},
    "clip_norm": {"clip_norm": 1.0},
}
# Of images only.
AUGMENTED = "shift, rotation, elastic distortion"
AUGMENT = Augment(shift=1, rotate=10, elastic=(36, 6))


def measure(case: Case, rounds: int, threads: int) -> dict[str, Any]:
    """Time epochs of a case with one feature each.

    Returns
    -------
    dict
        Made for JSON: ``rows`` with ``name``, ``time``, and ``ratio``: over plain SGD's time in the
        same round.
    """
    data = case.load()
    x = data.x if data.pixels is None else data.pixels
    features = FEATURES | ({AUGMENTED: {"augment": AUGMENT}} if case.is_mnist else {})

    def epoch(options: dict[str, Any]) -> Any:
        net = case.network()

        def train() -> None:
            net.fit(
                x,
                data.y,
                batch_size=case.batch_size,
                shuffle=False,
                threads=threads,
                learning_rate=1e-3,
                verbose=0,
                **options,
            )

        train()
        return train

    calls = {name: epoch(options) for name, options in features.items()}
    repeat = {name: repeats(call, TURN) for name, call in calls.items()}
    times = interleave(calls, rounds, repeat=repeat)
    rows = [
        {
            "name": name,
            "time": asdict(spread(seconds)),
            "ratio": asdict(spread([s / p for s, p in zip(seconds, times[PLAIN], strict=True)])),
        }
        for name, seconds in times.items()
    ]
    return {"case": case.name, "title": case.title, "threads": threads, "rows": rows}


def report(record: dict[str, Any]) -> str:
    """Return what `measure` found as Markdown."""
    header = ("", "ms", "quartiles", "× plain SGD", "quartiles")
    rows = [
        (
            row["name"],
            *markdown.within(Spread(**row["time"]), 1e3),
            *markdown.within(Spread(**row["ratio"])),
        )
        for row in record["rows"]
    ]
    title = f"**{record['case']}**: {record['title']}; {record['threads']} thread(s)"
    return "\n\n".join([title, markdown.table(header, rows)])
