# SPDX-License-Identifier: MIT
"""Memory after a thousand cycles is what it was after the first ones."""

import subprocess
import sys

import pytest

import soak

# What is in memory now: the most that ever was hides what is freed.
BEGIN = """
import gc, io, pickle, sys, tempfile, os
import numpy as np
import deltaward as dw

x, y = np.random.default_rng(0).random((64, 100)), np.arange(64) % 10
weight = np.ones(64)

class Cost:
    def fn(self, a, y):
        return ((a - y) ** 2).sum(axis=1) / 2
    def delta(self, z, a, y):
        return a - y

class Circular(Cost):
    net = None

def resident():
    gc.collect()
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024

def refused(call, *arguments, **options):
    try:
        call(*arguments, **options)
    except (TypeError, ValueError, FloatingPointError, RuntimeError):
        return
    raise AssertionError(call)
"""

CYCLES = {
    "life": """
folder = tempfile.mkdtemp()
path = os.path.join(folder, "net.safetensors")
def cycle():
    net = dw.Network([100, 64, 10])
    net.fit(x, y, optimizer="adam", batch_size=16, threads=2, sample_weight=weight, verbose=0)
    net.predict(x); net.evaluate(x, y); net.gradient(x, y); net.trace(x[:2], y[:2])
    net.save(path)
    dw.load(path).feedforward(x)
    pickle.loads(pickle.dumps(net)); net.copy(dtype="float64")
""",
    "own cost": """
def cycle():
    net = dw.Network([100, 64, 10], cost=Cost(), activation="identity")
    net.fit(x, np.eye(10)[y], learning_rate=1e-3, verbose=0)
""",
    "a cost that knows its network": """
def cycle():
    cost = Circular()
    cost.net = dw.Network([100, 64, 10], cost=cost, activation="identity")
    del cost
    gc.collect()
""",
    "views": """
kept = []
def cycle():
    net = dw.Network([100, 64, 10])
    net.fit(x, y, optimizer="momentum", verbose=0)
    kept[:] = [net.weights, net.biases, net._core.slots]
""",
    "refusals": """
net = dw.Network([100, 64, 10])
bad, short, nan = x[:, :5], y[:3], np.full((64, 100), np.nan)
late = nan.copy(); late[:63] = 0
data = net._core.dataset(x, y)
other = dw.Network([3, 2])._core
def cycle():
    for wrong in (bad, nan, late, x.astype(">f8"), "x", [[1], [1, 2]], None):
        refused(net.feedforward, wrong)
        refused(net.fit, wrong, y, verbose=0)
        refused(net.gradient, wrong, y)
    for wrong in (short, y + 5, y.astype(float), np.ones((64, 3)), "y"):
        refused(net.evaluate, x, wrong)
        refused(net.trace, x, wrong)
    refused(net.evaluate, x, y, -weight)
    refused(net.fit, x, y, optimizer="none", verbose=0)
    refused(other.evaluate, data); refused(other.gradient, data); refused(other.trace, data)
    refused(other.use_optimizer, "none")
    refused(dw.Network, [3, 0]); refused(dw.Network, [2, 2], activation="none")
    refused(dw.equations.feedforward, x, x, x, "tanh"); refused(dw.equations.bias_gradient, y)
""",
    "failures in a training": """
class Bad(Cost):
    def delta(self, z, a, y):
        raise ValueError("no")
class Stop(dw.callbacks.Callback):
    def on_train_batch_end(self, batch, logs):
        raise ValueError("no")
own = dw.Network([100, 8, 10], cost=Bad(), activation="identity")
own._own_cost_checked = True
net = dw.Network([100, 64, 10], activation="identity", cost="quadratic")
def cycle():
    refused(own.fit, x, np.eye(10)[y], verbose=0)
    refused(net.fit, x, y, callbacks=[Stop()], verbose=0)
    refused(net.fit, x, y, learning_rate=1e30, epochs=3, verbose=0)
""",
}

END = """
warm, count = int(sys.argv[1]), int(sys.argv[2])
for _ in range(warm):
    cycle()
before = resident()
for _ in range(count):
    cycle()
print(resident() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.timeout(1800 if soak.LONG else 110)
@pytest.mark.parametrize("cycle", CYCLES)
def test_memory_does_not_grow(cycle: str) -> None:
    # Of a refusal there are two dozen in each cycle: 10,000 and more.
    warm, count = soak.rounds(20, 200), soak.rounds(60, 1000)
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", BEGIN + CYCLES[cycle] + END, str(warm), str(count)],
        capture_output=True,
        text=True,
        check=False,
        timeout=soak.rounds(100, 1700),
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert int(run.stdout) <= 1024  # KiB
