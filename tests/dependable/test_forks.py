# SPDX-License-Identifier: MIT
"""Children of a process that has trained: all of them finish, with the parent's bits."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

import soak

CODE = """
import hashlib, multiprocessing, sys
import numpy as np
import deltaward as dw

X, Y = np.random.default_rng(0).random((64, 200), dtype=np.float32), np.arange(64) % 10

def train(_):
    net = dw.Network([200, 100, 10], seed=1)
    net.fit(X, Y, threads=2, verbose=0)
    return hashlib.sha256(net.weights[0].tobytes() + net.feedforward(X).tobytes()).hexdigest()

def children(way, count):
    if way == "joblib":
        from joblib import Parallel, delayed
        return Parallel(n_jobs=2)(delayed(train)(i) for i in range(count))
    with multiprocessing.get_context(way).Pool(2, maxtasksperchild=1) as pool:
        return pool.map(train, range(count), chunksize=1)

if __name__ == "__main__":
    way, count = sys.argv[1], int(sys.argv[2])
    expected = train(0)
    got = children(way, count)
    print(len(got), set(got) == {expected}, train(0) == expected)
"""

WAYS = ["spawn", *([] if sys.platform == "win32" else ["fork", "forkserver"]), "joblib"]


@pytest.mark.timeout(1800 if soak.LONG else 110)
@pytest.mark.parametrize("way", WAYS)
def test_children_of_a_warm_parent(way: str, tmp_path: Path) -> None:
    if way == "joblib" and importlib.util.find_spec("joblib") is None:
        pytest.skip("joblib is not installed")
    count = soak.rounds(12 if way == "fork" else 2, 100)
    script = tmp_path / "children.py"
    script.write_text(CODE)
    run = subprocess.run(
        [sys.executable, "-W", "ignore", str(script), way, str(count)],
        capture_output=True,
        text=True,
        check=False,
        timeout=soak.rounds(100, 1700),
    )
    assert (run.stdout, run.stderr) == (f"{count} True True\n", "")


IN_USE = """
import os, sys, threading, time
import numpy as np
import deltaward as dw

x, y = np.random.default_rng(0).random((500, 100)), np.arange(500) % 10
net = dw.Network([100, 50, 10])
threading.Thread(target=lambda: net.fit(x, y, epochs=10**6, verbose=0), daemon=True).start()
for i in range(int(sys.argv[1])):
    time.sleep(0.02 * (i % 5))
    child = os.fork()
    if child == 0:
        found = []
        threads = [threading.Thread(target=lambda: found.append(net.feedforward(x).tobytes()))
                   for _ in range(4)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        os._exit(0 if len(found) == 4 and len(set(found)) == 1 else 1)
    assert os.waitpid(child, 0)[1] == 0
print("done")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
@pytest.mark.timeout(1800 if soak.LONG else 110)
def test_many_threads_of_a_child_whose_parent_trains() -> None:
    """The network's lock is taken in the child, by a thread that is not there."""
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", IN_USE, str(soak.rounds(5, 100))],
        capture_output=True,
        text=True,
        check=False,
        timeout=soak.rounds(100, 1700),
    )
    assert (run.stdout, run.stderr) == ("done\n", "")


WITHIN_AN_IMPORT = """
import os, signal
import deltaward as dw
from deltaward.training.importing import importing
def fork(*_):
    child = os.fork()
    if child == 0:
        with importing:
            os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
signal.signal(signal.SIGUSR1, fork)
with importing:
    os.kill(os.getpid(), signal.SIGUSR1)
dw.Network([2, 1]).fit([[0.0, 1.0]], [[1.0]], verbose=0)
print("done")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_a_signal_s_handler_may_fork_within_an_import() -> None:
    run = subprocess.run(
        [sys.executable, "-c", WITHIN_AN_IMPORT],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (run.stdout, run.stderr) == ("done\n", "")
