# SPDX-License-Identifier: MIT
"""One result, for any number of threads, in a new process and in one whose threads wait already."""

import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

import deltaward as dw
import soak

THREADS = (8, 2, 3, 4, 1)

# The first training of a process makes its threads, those after it find them.
CODE = """
import hashlib, sys
import numpy as np
import deltaward as dw

rng = np.random.default_rng(0)
x, y = rng.random((150, 100)) * (rng.random((150, 100)) < 0.4), np.arange(150) % 10
digest = hashlib.sha256

def trained(threads, sizes, batch_size, optimizer, dtype):
    net = dw.Network(sizes, activation="gelu", dtype=dtype, seed=1)
    net.fit(x, y, epochs=2, batch_size=batch_size, optimizer=optimizer, dropout=0.2,
            threads=threads, verbose=0)
    held = [*net.weights, *net.biases, net.feedforward(x), *net.gradient(x, y)[1]]
    return digest(b"".join(array.tobytes() for array in held)).hexdigest()

cases = [([100, 130, 70, 10], 50, "adam", "float32"), ([100, 64, 10], 7, "momentum", "float64")]
for threads in map(int, sys.argv[1:]):
    print(digest("".join(trained(threads, *case) for case in cases).encode()).hexdigest())
"""


@pytest.mark.timeout(3000 if soak.LONG else 110)
def test_one_digest_for_threads_runs_and_pools() -> None:
    found: list[str] = []
    # Each number of threads is the one that finds no threads, 20 times in a soak.
    for run in range(soak.rounds(2, 20 * len(THREADS))):
        first = run % len(THREADS)
        order = map(str, THREADS[first:] + THREADS[:first])
        done = subprocess.run(
            [sys.executable, "-c", CODE, *order],
            capture_output=True,
            text=True,
            check=True,
            timeout=100,
        )
        found += done.stdout.split()
    assert len(found) == len(THREADS) * soak.rounds(2, 20 * len(THREADS))
    assert len(set(found)) == 1


@pytest.mark.parametrize("activation", ["sigmoid", "relu", "gelu"])
def test_one_sample_alone_is_its_row_in_a_batch(activation: str, dtype: np.dtype[Any]) -> None:
    rng = np.random.default_rng(5)
    for sizes in ([6, 5, 3], [100, 67, 10], [33, 130, 129, 2]):
        net = dw.Network(sizes, activation=activation, dtype=dtype, seed=1)
        x = rng.standard_normal((300, sizes[0])).astype(dtype)
        whole = net.feedforward(x)
        for n in (1, 2, 7, 64, 300):
            part = net.feedforward(x[:n])
            assert part.tobytes() == whole[:n].tobytes()
        for i in (0, 63, 64, 255, 256, 299):
            assert np.abs(net.feedforward(x[i]) - whole[i]).max() <= 1e-6


EVALUATED = """
import numpy as np, deltaward as dw
class Own:
    @staticmethod
    def fn(a, y): return ((a - y) ** 2).sum() / 2
    @staticmethod
    def delta(z, a, y): return (a - y) * a * (1 - a)
rng = np.random.default_rng(0)
x, y = rng.random((5000, 64)), rng.integers(0, 10, 5000)
for cost in ("cross_entropy", Own):
    for weights in (None, rng.random(5000)):
        net = dw.Network(
            [64, 256, 10], output_activation="sigmoid", cost=cost, dtype="float64", seed=1
        )
        history = net.fit(x[:32], y[:32], validation_data=(x, y), verbose=0)
        print(net.evaluate(x, y, sample_weight=weights), history.history["val_cost"])
"""


def test_what_is_evaluated_is_the_same_for_any_number_of_threads() -> None:
    runs = [
        subprocess.run(
            [sys.executable, "-c", EVALUATED],
            env=os.environ | {"DELTAWARD_NUM_THREADS": threads},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        for threads in "123"
    ]
    assert len(runs[0].stdout.splitlines()) == 4, runs[0].stderr
    assert {run.stdout for run in runs} == {runs[0].stdout}
