# SPDX-License-Identifier: MIT
"""The three products over a grid of shapes, as a share of the FMA peak measured beside each.

Usage: python benchmarks/products.py [--isa avx512] [--rounds 9]

One thread, float32. Each figure includes the allocation of the result and, for powers of two, rows
that fall into few sets of the cache: both are avoided in training.
"""

import argparse
import os
import statistics
import time

os.environ["DELTAWARD_NUM_THREADS"] = "1"

import numpy as np

import deltaward as dw
from deltaward import _core


def measure(kernels: _core.Kernels, m: int, n: int, k: int, rounds: int) -> dict[str, float]:
    """Return the medians of GFLOP/s of the peak and of A B, A Bᵀ, Aᵀ B."""
    rng = np.random.default_rng(0)
    a, b, b_t = (rng.standard_normal(shape, dtype=np.float32) for shape in ((m, k), (k, n), (n, k)))
    c, bias = np.zeros((m, n), np.float32), np.zeros(n, np.float32)
    operations = 2.0 * m * n * k
    repeat = max(1, int(2e8 / operations))
    calls = {
        "nn": lambda: kernels.gemm_nn(a, b, bias),
        "nt": lambda: kernels.gemm_nt(a, b_t),
        "tn": lambda: kernels.gemm_tn(1.0, a, c),
    }
    rates: dict[str, list[float]] = {name: [] for name in ("peak", *calls)}
    for _ in range(rounds):
        started = time.perf_counter()
        done = kernels.spin_fma(500_000)
        rates["peak"].append(done / (time.perf_counter() - started))
        for name, call in calls.items():
            started = time.perf_counter()
            for _ in range(repeat):
                call()
            rates[name].append(repeat * operations / (time.perf_counter() - started))
    return {name: statistics.median(values) / 1e9 for name, values in rates.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--isa", default=dw.cpu_info()["isa"])
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    kernels = _core.Kernels(options.isa)
    print(f"{options.isa}\n\n| m, n, k | peak GFLOP/s | A B | A Bᵀ | Aᵀ B |\n|---|---|---|---|---|")
    shares = []
    for m in (32, 128, 512):
        for n, k in ((128, 128), (128, 2048), (512, 512), (2048, 128), (2048, 2048)):
            rates = measure(kernels, m, n, k, options.rounds)
            parts = [rates[name] / rates["peak"] for name in ("nn", "nt", "tn")]
            shares += parts
            cells = " | ".join(f"{100 * share:.0f} %" for share in parts)
            print(f"| {m}, {n}, {k} | {rates['peak']:.0f} | {cells} |", flush=True)
    print(f"\nmedian {100 * statistics.median(shares):.0f} %, worst {100 * min(shares):.0f} %")


if __name__ == "__main__":
    main()
