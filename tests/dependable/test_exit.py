# SPDX-License-Identifier: MIT
"""The end of the process while a daemon thread is anywhere in the core: no signal, no hang."""

import subprocess
import sys

import pytest

import soak

CODE = """
import sys, threading, time
import numpy as np, deltaward as dw

class Cost:
    def fn(self, a, y):
        return 0.5 * ((a - y) ** 2).sum(axis=1)
    def delta(self, z, a, y):
        return a - y

class Batches(dw.callbacks.Callback):
    def on_train_batch_end(self, batch, logs):
        pass

way, seconds = sys.argv[1], float(sys.argv[2])
own = {"cost": Cost(), "activation": "identity"} if way == "cost" else {}
net = dw.Network([200, 100, 10], **own)
x, y = np.ones((400, 200)), np.zeros(400, int)
calls = [Batches()] if way == "callback" else None

def work():
    while way == "predict":
        net.predict(x)
        net.feedforward(x[0].tolist())
    net.fit(x, y, epochs=10**6, threads=2, learning_rate=1e-6, verbose=0, callbacks=calls)

threading.Thread(target=work, daemon=True).start()
time.sleep(seconds)
"""


@pytest.mark.parametrize("way", ["fit", "callback", "cost", "predict"])
def test_exit_while_a_daemon_works(way: str) -> None:
    # From the first import in the thread to its thousandth step.
    count = soak.rounds(5, 100)
    for i in range(count):
        argv = [sys.executable, "-c", CODE, way, str(0.2 * (i / count) ** 2)]
        run = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=60)
        assert (run.returncode, run.stderr) == (0, "")
