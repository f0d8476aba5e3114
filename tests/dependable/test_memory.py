# SPDX-License-Identifier: MIT
"""No memory left: MemoryError, and the process and the network go on."""

import subprocess
import sys

import pytest

# Each line needs more than the 64 MB that are left; what came before stays as it is.
CODE = """
import resource
import numpy as np
import deltaward as dw

def digest(net):
    return [a.tobytes() for a in net.weights + net.biases]

def refused(work):
    try:
        work()
    except MemoryError:
        return True
    return False

x, y = np.random.default_rng(0).random((8, 20), dtype=np.float32), np.arange(8) % 10
many, classes = np.broadcast_to(x[:1], (20_000, 20)), np.zeros(20_000, np.int8)
net = dw.Network([20, 2000, 2000, 10], seed=1)  # 16 MB, and as much for the gradient
wide = dw.Network([20, 3000], seed=1)
for one in net, wide:  # what this loads and starts is there from now on
    one.fit(x, y, threads=2, verbose=0)
    one.fit(x, y, optimizer="momentum", verbose=0)
    one.trace(x, y), one.predict(x), one.evaluate(x, y), one.copy()
twin = net.copy()
before, epochs = digest(net), net.epochs_trained

pages = int(open("/proc/self/statm").read().split()[0])
limit = pages * resource.getpagesize() + 64 * 2**20
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

assert refused(lambda: dw.Network([6000, 6000, 10]))
assert refused(lambda: dw.Network([2**31 - 1, 2**31 - 1]))
assert refused(lambda: wide.feedforward(many))
assert refused(lambda: net.fit(many, classes, batch_size=20_000, verbose=0))
assert refused(lambda: net.fit(x, y, optimizer="adam", verbose=0))
assert refused(lambda: net.trace(many, classes))
assert refused(lambda: net.gradient(many, classes))
assert refused(lambda: [net.copy(), net.copy(), net.copy(), net.copy()])
assert digest(net) == before and net.epochs_trained == epochs

for one in net, twin:
    one.fit(x, y, seed=2, verbose=0)
assert digest(net) == digest(twin) != before
assert net.predict(x).shape == (8,)
print("alive")
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="RLIMIT_AS as Linux has it")
def test_no_address_space_left() -> None:
    run = subprocess.run(
        [sys.executable, "-c", CODE], capture_output=True, text=True, check=False, timeout=60
    )
    assert (run.stdout, run.returncode) == ("alive\n", 0), run.stderr


LARGE = """
import resource, sys
import numpy as np
import deltaward as dw

def megabytes():
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize() / 2**20

net = dw.Network([1, 2000, 1], activation="tanh", dtype=sys.argv[1])
x, y = np.linspace(-1, 1, 4000)[:, None], np.zeros(4000)
small = net.gradient(x[:10], y[:10])
before = megabytes()
found = net.gradient(x, y)
again = net.gradient(x[:10], y[:10])
# Not ru_maxrss, which a process inherits from the one that starts it.
peak = int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0]) / 2**10
print(all((a == b).all() for one, other in zip(small, again) for a, b in zip(one, other)))
print(megabytes() - before, peak - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory as Linux tells it")
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_what_a_large_gradient_took_is_given_back(dtype: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", LARGE, dtype], capture_output=True, text=True, check=True, timeout=60
    )
    same, figures = run.stdout.splitlines()
    kept, most = map(float, figures.split())
    assert same == "True"
    assert most > 60  # or nothing would be shown
    assert kept < 30
