# SPDX-License-Identifier: MIT
"""Training epochs side by side: every installed library, interleaved in one run.

Usage: python benchmarks/train.py [--cases ABCDEF] [--rounds 7] [--threads 2] [--output FILE.md]

Prints medians in ms with their quartiles, and how many times longer than deltaward each took in the
same round (median of the ratios). Absolute times drift with a machine's neighbours; ratios of one
round do so less.
"""

import argparse
import os
import statistics
import time

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "DELTAWARD_NUM_THREADS")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--cases", default="ABCDEF")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--output", help="also write the tables to this Markdown file")
    options = parser.parse_args()
    for variable in THREADS:  # before any library is loaded
        os.environ[variable] = str(options.threads)

    import machine
    from cases import CASES

    parts = [machine.heading(machine.describe(options.threads))]
    print(parts[0])
    for name in options.cases:
        parts.append(measure(CASES[name], options.rounds, options.threads))
        print("\n" + parts[-1], flush=True)
    if options.output:
        with open(options.output, "w", encoding="utf-8") as file:
            file.write("\n\n".join(parts) + "\n")


def measure(case, rounds, threads):
    """Return the table of one case."""
    from peers import PEERS

    x, y = case.data()
    epochs, absent = {}, []
    for name, make in PEERS.items():
        try:
            epochs[name] = make(case, x, y, threads)
        except ImportError:
            absent.append(name)
    times = {name: [] for name in epochs}
    for _ in range(rounds):
        for name, epoch in epochs.items():
            started = time.perf_counter()
            epoch()
            times[name].append(time.perf_counter() - started)
    own = times["deltaward"]
    lines = [
        f"**{case.name}**: {'-'.join(map(str, case.sizes))} {case.activation}, batches of "
        f"{case.batch_size}, {case.samples:,} samples, {case.operations / 1e9:.1f} GFLOP",
        "",
        "| | ms | quartiles | × deltaward | GFLOP/s |",
        "|---|---|---|---|---|",
    ]
    for name, seconds in sorted(times.items(), key=lambda item: statistics.median(item[1])):
        median = statistics.median(seconds)
        low, _, high = statistics.quantiles(seconds, n=4)
        ratio = statistics.median(s / o for s, o in zip(seconds, own, strict=True))
        lines.append(
            f"| {name} | {1e3 * median:.2f} | {1e3 * low:.2f}-{1e3 * high:.2f} | {ratio:.2f} | "
            f"{case.operations / median / 1e9:.0f} |"
        )
    if absent:
        lines += ["", f"Not installed, or without this cost: {', '.join(absent)}."]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
