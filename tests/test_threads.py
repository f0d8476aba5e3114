# SPDX-License-Identifier: MIT
"""The pool: the same bits for any number of threads, forked children, the float state."""

import os
import platform
import subprocess
import sys
import threading
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from test_training import digest

SIZES = [[3, 4, 2], [64, 30, 10], [100, 330, 270, 10], [50, 64, 64, 64, 64, 5]]


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("batch_size", [1, 5, 33, 128])
def test_any_number_of_threads_gives_the_same_bits(
    sizes: list[int], batch_size: int, dtype: np.dtype[Any], rng: np.random.Generator
) -> None:
    # Eight mini-batches and a short one: more threads than CPUs take a millisecond for each.
    n = min(300, 8 * batch_size + batch_size // 2)
    x = rng.random((n, sizes[0])) * (rng.random((n, sizes[0])) < 0.3)
    y = np.arange(n) % sizes[-1]
    digests, costs = set(), set()
    for threads in (1, 2, 3, 4, 8, None):
        net = dw.Network(sizes, activation="tanh", dtype=dtype, seed=1)
        history = net.fit(
            x, y, epochs=2, batch_size=batch_size, learning_rate=0.2, threads=threads, verbose=0
        )
        digests.add(digest(net))
        costs.add(tuple(history.history["cost"]))
    assert len(digests) == len(costs) == 1


def test_trying_numbers_of_threads_does_not_show(rng: np.random.Generator) -> None:
    """A step of 2e7 operations: one thread and more by turns, then the quicker; and short ones."""
    x, y = rng.random((32 * 80 + 7, 784), np.float32), np.arange(32 * 80 + 7) % 10
    digests = set()
    for threads in (1, None):
        net = dw.Network([784, 128, 10], seed=1)
        net.fit(x, y, epochs=2, batch_size=32, learning_rate=0.1, threads=threads, verbose=0)
        net.fit(x, y, batch_size=48, learning_rate=0.1, threads=threads, verbose=0)
        digests.add(digest(net))
    assert len(digests) == 1


def test_what_runs_between_epochs_does_not_show(rng: np.random.Generator) -> None:
    """Not in the room that threads have for themselves: after it, as many rows as a mini-batch."""
    x, y = rng.random((68, 50)), np.arange(68) % 10
    digests = set()
    for threads, validation in ((1, None), (1, (x[:64], y[:64])), (2, (x[:64], y[:64]))):
        net = dw.Network([50, 300, 300, 10], seed=1)
        net.fit(
            x, y, epochs=3, batch_size=64, validation_data=validation, threads=threads, verbose=0
        )
        digests.add(digest(net))
    assert len(digests) == 1


def test_small_batches_then_a_prediction_then_large_ones(rng: np.random.Generator) -> None:
    x, y = rng.random((140, 100)), np.arange(140) % 10
    net = dw.Network([100, 300, 300, 10], seed=1)
    twin = dw.Network([100, 300, 300, 10], seed=1)
    for batch in (10, 140):
        for one in (net, twin):
            one.fit(x[:batch], y[:batch], batch_size=batch, threads=1, seed=0, verbose=0)
        net.predict(x)
    assert digest(net) == digest(twin)


@pytest.mark.parametrize("given", ["float32", "float64"])
@pytest.mark.parametrize("hidden", [20, 200])
def test_leaving_out_zeros_does_not_show(
    given: str, hidden: int, dtype: np.dtype[Any], rng: np.random.Generator
) -> None:
    """Inputs that are 0 in a whole mini-batch are skipped; nudged by nothing, they are not."""
    x = np.zeros((40, 100), given)
    x[:, 10:20] = rng.standard_normal((40, 10))
    x[:, 97] = 1
    y = np.arange(40) % 3
    negative = np.where(x == 0, np.array(-0.0, given), x)  # bits are set, so its inputs are there
    nets = [dw.Network([100, hidden, 3], dtype=dtype, seed=1) for _ in range(2)]
    for net, inputs in zip(nets, (x, negative), strict=True):
        net.fit(inputs, y, epochs=3, batch_size=8, verbose=0)
    assert digest(nets[0]) == digest(nets[1])


@pytest.mark.parametrize("given", ["uint8", "float32", "float64"])
@pytest.mark.parametrize("n_in", [1, 8, 15, 16, 17, 191, 192, 193, 500])
def test_any_number_of_zeros_may_be_left_out(
    n_in: int, given: str, dtype: np.dtype[Any], rng: np.random.Generator
) -> None:
    """Of mini-batches of 50, and the 10 that are left: their panels are copied, or not."""
    for there in {0, 1, n_in // 2, n_in * 7 // 8, n_in - 1, n_in}:
        x = np.zeros((60, n_in), given)
        x[:, rng.permutation(n_in)[:there]] = rng.integers(0, 3, (60, there))
        y = np.arange(60) % 3
        values = x / np.float64(255 if given == "uint8" else 1)
        negative = np.where(x == 0, -0.0, values).astype(dtype)
        nets = [dw.Network([n_in, 70, 3], dtype=dtype, seed=1) for _ in range(2)]
        for net, inputs in zip(nets, (x, negative), strict=True):
            net.fit(inputs, y, epochs=2, batch_size=50, verbose=0)
        assert digest(nets[0]) == digest(nets[1])


@pytest.mark.parametrize("batch_size", [1, 10, 64])
def test_pixels_train_like_their_quotients(
    batch_size: int, dtype: np.dtype[Any], rng: np.random.Generator
) -> None:
    pixels = rng.integers(0, 256, (130, 203), dtype=np.uint8)
    pixels[:, rng.random(203) < 0.5] = 0
    pixels[:64, 150:] = 0
    y = np.arange(130) % 3
    nets = [dw.Network([203, 70, 3], dtype=dtype, seed=1) for _ in range(2)]
    for net, x in zip(nets, (pixels, (pixels / 255).astype(dtype)), strict=True):
        net.fit(x, y, epochs=2, batch_size=batch_size, verbose=0)
    assert digest(nets[0]) == digest(nets[1])


def test_a_batch_of_nothing_but_zeros(dtype: np.dtype[Any]) -> None:
    """Then only the biases learn."""
    net = dw.Network([30, 5, 3], activation="tanh", dtype=dtype, seed=1)
    net.biases[0][:] = 0.1
    before = net.weights[0].copy(), net.weights[1].copy(), net.biases[0].copy()
    net.fit(np.zeros((20, 30), np.uint8), np.arange(20) % 3, batch_size=10, verbose=0)
    assert (net.weights[0] == before[0]).all()
    assert (net.weights[1] != before[1]).any()
    assert (net.biases[0] != before[2]).all()


@pytest.mark.parametrize(
    ("threads", "error", "message"),
    [
        (0, ValueError, "threads: 0; expected 1 to 1024"),
        (-1, ValueError, "threads: -1; expected 1 to 1024"),
        (2000, ValueError, "threads: 2000; expected 1 to 1024"),
        (1.5, TypeError, "threads: 1.5 of type float"),
    ],
)
def test_bad_threads(threads: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        dw.Network([2, 2]).fit(np.ones((2, 2)), [0, 1], threads=threads, verbose=0)


def _python(code: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


NO_ROOM = """
import os, resource, sys
import numpy as np
import deltaward as dw

x, y = np.random.default_rng(0).random((64, 20)), np.arange(64) % 3

def train(threads):
    net = dw.Network([20, 40, 3], seed=1)
    net.fit(x, y, threads=threads, seed=2, verbose=0)
    return net.weights[0].tobytes()

def count():
    return len(os.listdir("/proc/self/task"))

expected, before = train(1), count()
if sys.argv[1] == "limited":
    pages = int(open("/proc/self/statm").read().split()[0])
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + 2**21, hard))
print(train(3) == expected, count() - before)
"""


def _stacks_are_large() -> bool:
    """Say whether a thread's stack needs more room than what the limited child is left."""
    if platform.libc_ver()[0] != "glibc" or "san" in os.environ.get("LD_PRELOAD", ""):
        return False
    import resource

    return resource.getrlimit(resource.RLIMIT_STACK)[0] >= 2**23


@pytest.mark.skipif(sys.platform != "linux", reason="threads are counted in /proc")
@pytest.mark.parametrize(("way", "threads"), [("free", 2), ("limited", 0)])
def test_where_no_thread_is_to_be_had_the_caller_s_own_will_do(way: str, threads: int) -> None:
    """A stack has no room in what address space is left."""
    if way == "limited" and not _stacks_are_large():
        pytest.skip("a stack may fit what is left, or a sanitizer needs more")
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", NO_ROOM, way],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    same, count = run.stdout.split()
    assert (same, run.stderr) == ("True", "")
    # ThreadSanitizer has a thread of its own as soon as there is a second one.
    assert int(count) in ((threads, threads + 1) if threads else (0,))


def test_the_variable() -> None:
    code = "import deltaward as dw; print(dw.cpu_info()['threads'])"
    assert _python(code, DELTAWARD_NUM_THREADS="3").stdout.strip() == "3"
    for wrong in ("0", "-2", "two", "2.5", "99999"):
        run = _python(code, DELTAWARD_NUM_THREADS=wrong)
        assert run.returncode != 0
        assert f"DELTAWARD_NUM_THREADS={wrong}: expected 1 to 1024" in run.stderr


FORKED = """
import os, sys, numpy as np, deltaward as dw
x, y = np.random.default_rng(0).random((400, 200)), np.arange(400) % 10
def train():
    net = dw.Network([200, 100, 10], seed=1)
    net.fit(x, y, epochs=2, threads=2, verbose=0)
    return net.weights[0].tobytes()
expected = train()
for _ in range(20):
    child = os.fork()
    if child == 0:
        os._exit(0 if train() == expected else 1)
    assert os.waitpid(child, 0)[1] == 0
print("done", train() == expected)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_child_has_a_pool_of_its_own() -> None:
    run = _python(FORKED)
    assert run.stdout.strip() == "done True", run.stderr


def test_two_networks_train_at_once(rng: np.random.Generator) -> None:
    x, y = rng.random((300, 100)), np.arange(300) % 10
    alone = dw.Network([100, 80, 10], seed=1)
    alone.fit(x, y, epochs=10, threads=2, verbose=0)
    nets = [dw.Network([100, 80, 10], seed=1) for _ in range(3)]
    options = {"epochs": 10, "threads": 2, "verbose": 0}
    runs = [threading.Thread(target=net.fit, args=(x, y), kwargs=options) for net in nets]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert {digest(net) for net in nets} == {digest(alone)}


def test_denormals_are_flushed_inside_and_only_there(rng: np.random.Generator) -> None:
    tiny = np.float32(1e-39)
    net = dw.Network([20, 10], activation="identity", cost="quadratic", init="he_normal")
    net.weights[0][:] = tiny
    net.biases[0][:] = 0
    assert (net.feedforward(np.ones(20, np.float32)) == 0).all()
    net.fit(rng.random((50, 20)), rng.random((50, 10)), threads=2, verbose=0)
    assert tiny * np.float32(0.5) > 0


def test_denormals_are_flushed_in_every_thread() -> None:
    x, y = np.ones((64, 256), np.float32), np.zeros((64, 512), np.float32)
    for _ in range(10):  # the caller's thread may have done all of them once
        net = dw.Network([256, 512], activation="identity", cost="quadratic")
        net.weights[0][:] = 1e-39
        net.biases[0][:] = 0
        net.fit(x, y, batch_size=64, threads=2, verbose=0)
        assert not net.weights[0].any()
