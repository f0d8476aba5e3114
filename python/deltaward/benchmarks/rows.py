# SPDX-License-Identifier: MIT
"""What interleaved times come to."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from deltaward.benchmarks.side_by_side import ratios, spread


def rows_of(times: Mapping[str, list[float]], reference: str) -> list[dict[str, Any]]:
    """Return one record a name, the fastest first.

    Returns
    -------
    list of dict
        ``name``; ``seconds`` of each round; ``time``: their ``low, median, high``; ``ratio``: of
        the times over the reference's in the same round, likewise.
    """
    rows = [
        {
            "name": name,
            "seconds": seconds,
            "time": asdict(spread(seconds)),
            "ratio": asdict(ratios(seconds, times[reference])),
        }
        for name, seconds in times.items()
    ]
    return sorted(rows, key=lambda row: spread(times[str(row["name"])]).median)
