# SPDX-License-Identifier: MIT
"""The three products of a layer, one thread, as a share of what this machine allows them.

A product can be no faster than its multiplications, at the peak of fused multiply-adds, and no
faster than its operands come, at the bandwidth of the level of the memory that holds them all. Both
are measured beside it: the bandwidth by reading a buffer as large as the three matrices together.
"""

import itertools
import statistics
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from deltaward import _core
from deltaward.benchmarks import markdown
from deltaward.benchmarks.side_by_side import interleave, repeats

ROWS = (32, 128, 512)
SIDES = (128, 512, 2048)
KINDS = {"A B": "nn", "A Bᵀ": "nt", "Aᵀ B": "tn"}
TURN = 0.004  # seconds


def measure(isa: str, rounds: int) -> Iterator[dict[str, Any]]:
    """Yield one record a shape.

    It has ``m, n, k``, GFLOP/s of ``peak``, ``memory`` and each kind, and ``shares``, each kind's
    of the lower of the first two.

    A is (m, k), and B such that the sum runs over k, or over m in Aᵀ B. They lie as the engine's
    own matrices do, the result is the same one at each call.
    """
    kernels = _core.Kernels(isa)
    for m, n, k in itertools.product(ROWS, SIDES, SIDES):
        yield {"isa": isa, "m": m, "n": n, "k": k, **_measure(kernels, m, n, k, rounds)}


def _measure(kernels: _core.Kernels, m: int, n: int, k: int, rounds: int) -> dict[str, Any]:
    rng = np.random.default_rng(0)

    def matrix(rows: int, cols: int) -> Any:
        made = _core.padded_zeros(rows, cols)
        made[...] = rng.standard_normal((rows, cols), dtype=np.float32)
        return made

    a, b, b_t, c = matrix(m, k), matrix(k, n), matrix(n, k), matrix(m, n)
    out, gradient, bias = matrix(m, n), matrix(k, n), np.zeros(n, np.float32)
    operations = 2.0 * m * n * k
    elements = m * k + k * n + m * n
    buffer = _core.padded_zeros(1, elements)[0]
    fmas = kernels.spin_fma(1000)
    work: dict[str, tuple[float, Callable[[], object]]] = {
        "peak": (fmas, lambda: kernels.spin_fma(1000)),
        # In operations too: those that so many bytes are enough for.
        "memory": (operations, lambda: kernels.spin_read(buffer, 1)),
        "nn": (operations, lambda: kernels.gemm_nn(a, b, bias, out)),
        "nt": (operations, lambda: kernels.gemm_nt(a, b_t, out)),
        "tn": (operations, lambda: kernels.gemm_tn(1.0, a, c, gradient)),
    }
    calls = {name: call for name, (_, call) in work.items()}
    for call in calls.values():
        call()
    counts = {name: repeats(call, TURN) for name, call in calls.items()}
    times = interleave(calls, rounds, repeat=counts, pause=0)
    rates = {name: [work[name][0] / second / 1e9 for second in times[name]] for name in work}
    roofs = [min(pair) for pair in zip(rates["peak"], rates["memory"], strict=True)]
    return {
        **{name: statistics.median(found) for name, found in rates.items()},
        # Of each round on its own: the clock of the CPU changes with what the neighbours do.
        "shares": {
            kind: statistics.median(r / roof for r, roof in zip(rates[kind], roofs, strict=True))
            for kind in KINDS.values()
        },
    }


def report(records: list[dict[str, Any]]) -> str:
    """Return what `measure` found as Markdown."""
    header = ("m, n, k", "FMA peak", "memory allows", *KINDS)
    rows = []
    found: list[float] = []
    for record in records:
        each = list(record["shares"].values())
        found += each
        rows.append(
            (
                f"{record['m']}, {record['n']}, {record['k']}",
                f"{record['peak']:.0f}",
                f"{record['memory']:,.0f}",
                *(f"{100 * share:.0f} %" for share in each),
            )
        )
    summary = f"median {100 * statistics.median(found):.0f} %, worst {100 * min(found):.0f} %"
    return "\n\n".join(
        [
            f"{records[0]['isa']}, one thread, float32, GFLOP/s and shares of the lower of the two",
            markdown.table(header, rows),
            f"All: {summary}.",
        ]
    )
