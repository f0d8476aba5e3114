# SPDX-License-Identifier: MIT
"""The n-th allocation of the core fails, for every n; for the build that ``nox -s oom`` makes."""

import gc
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward import _core
from test_training import digest

core: Any = _core
pytestmark = pytest.mark.skipif(
    not hasattr(core, "fail_allocations"), reason="needs allocations that fail: nox -s oom"
)

SIZES = [36, 40, 20, 4]
X = np.random.default_rng(1).random((30, 36)).astype(np.float32)
Y = np.arange(30) % 4
WEIGHTS = np.linspace(0.5, 2, 30)


class OwnCost:
    @staticmethod
    def fn(a: Any, y: Any) -> Any:
        return 0.5 * ((a - y) ** 2).sum(axis=1)

    @staticmethod
    def delta(z: Any, a: Any, y: Any) -> Any:
        return a - y


def _fit(**options: Any) -> Callable[[dw.Network], object]:
    given = {"batch_size": 8, "verbose": 0, "seed": 3} | options
    return lambda net: net.fit(X, Y, **given)


def _set_weights(net: dw.Network) -> None:
    for own in net.weights + net.biases:
        own[:] = own.copy()


def _dataset(net: dw.Network) -> object:
    return net._core.dataset(X[:, ::-1].astype(np.uint8), np.eye(4)[Y], WEIGHTS)


def _build(net: dw.Network) -> object:
    return dw.Network(SIZES, activation="tanh", dtype=net.dtype)


OPERATIONS: dict[str, Callable[[dw.Network], object]] = {
    "build": _build,
    "set weights": _set_weights,
    "copy": lambda net: net.copy(),
    "dataset": _dataset,
    "feedforward": lambda net: net.feedforward(X),
    "predict one": lambda net: net.predict(X[0].tolist()),
    "predict": lambda net: net.predict(X),
    "evaluate": lambda net: net.evaluate(X, Y, WEIGHTS),
    "gradient": lambda net: net.gradient(X, Y),
    "trace": lambda net: net.trace(X, Y, WEIGHTS),
    "fit": _fit(),
    "fit, two threads": _fit(threads=2),
    "fit, Adam": _fit(optimizer="adam", clip_norm=1.0, max_norm=3.0, l2=0.1),
    "fit, dropout": _fit(dropout=0.3, input_noise=0.1, label_smoothing=0.1),
    "fit, weights": _fit(sample_weight=WEIGHTS, shuffle="blocks"),
    "fit, augment": _fit(augment=dw.Augment(shift=1, rotate=10, scale=0.1, elastic=(4.0, 2.0))),
}


def _failing(
    operation: Callable[[dw.Network], object], net: dw.Network, after: int, count: int
) -> bool:
    """Run with `count` allocations that fail after so many; whether there were as many."""
    core.fail_allocations(after, count)
    try:
        operation(net)
    except MemoryError:
        assert core.stop_failing() > 0
        return True
    finally:
        failed = core.stop_failing()
    assert failed == 0, f"a failed allocation after {after} others did not show"
    return False


def _until_it_works(
    operation: Callable[[dw.Network], object],
    build: Callable[[], dw.Network],
    count: int,
    check: Callable[[dw.Network], None],
) -> int:
    """Make operation(build()) fail at its first allocation, its second, ...; how many it has."""
    warm = build()
    operation(warm)
    check(build())
    del warm
    gc.collect()
    at_first = core.live_bytes()
    after = 0
    while _failing(operation, net := build(), after, count):
        check(net)
        del net
        if core.live_bytes() != at_first:
            gc.collect()
        assert core.live_bytes() == at_first, f"not freed, with {after} before"
        after += 1
    return after


def _ways_on(
    build: Callable[[], dw.Network], operation: Callable[[dw.Network], object]
) -> dict[str, str]:
    """Weights that a failed training may leave, and what the next then comes to.

    They are those before it, or, where only what counts the epoch failed, those after all steps.
    """
    net = build()
    digests = [digest(net)]
    for _ in range(2):
        operation(net)
        digests.append(digest(net))
    assert len(set(digests)) == 3
    return {digests[0]: digests[1], digests[1]: digests[2]}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("count", [1, 2**40], ids=["one", "all from there"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_every_allocation(name: str, count: int, dtype: np.dtype[Any]) -> None:
    def build() -> dw.Network:
        return dw.Network(SIZES, activation="tanh", dtype=dtype, seed=1)

    trains = name.startswith("fit")
    go_on = OPERATIONS[name] if trains else _fit()
    ways = _ways_on(build, go_on)
    before, after = ways
    found: list[str] = []

    def check(net: dw.Network) -> None:
        found.append(digest(net))
        assert net.epochs_trained <= (found[-1] == after)
        go_on(net)
        assert digest(net) == ways[found[-1]]

    assert _until_it_works(OPERATIONS[name], build, count, check) > 3
    # All that the steps need comes before the first of them.
    unmoved = found.count(before)
    assert found == [before] * unmoved + [after] * (len(found) - unmoved)
    assert unmoved == len(found) or trains


@pytest.mark.timeout(300)
def test_between_mini_batches(dtype: np.dtype[Any]) -> None:
    """Where Python is called in between, the steps until then stay, and no half one."""

    def build() -> dw.Network:
        return dw.Network(SIZES, activation="tanh", dtype=dtype, seed=1)

    seen = {digest(build())}
    watch = dw.callbacks.LambdaCallback(on_train_batch_end=lambda *_: seen.add(digest(net)))
    net = build()
    _fit(callbacks=[watch])(net)

    def fit(net: dw.Network) -> object:
        # One for each run: it keeps the run, and so the network.
        nothing = dw.callbacks.LambdaCallback(on_train_batch_end=lambda *_: None)
        return _fit(callbacks=[nothing])(net)

    def check(net: dw.Network) -> None:
        assert digest(net) in seen
        _fit()(net)
        assert all(np.isfinite(w).all() for w in net.weights)

    assert _until_it_works(fit, build, 1, check) > 5
    assert len(seen) == 5


@pytest.mark.timeout(300)
def test_own_cost(dtype: np.dtype[Any]) -> None:
    def build() -> dw.Network:
        return dw.Network(SIZES, activation="tanh", cost=OwnCost(), dtype=dtype, seed=1)

    def check(net: dw.Network) -> None:
        _fit()(net)
        assert all(np.isfinite(w).all() for w in net.weights)

    assert _until_it_works(_fit(sample_weight=WEIGHTS), build, 1, check) > 5


@pytest.mark.timeout(300)
def test_narrow_networks(dtype: np.dtype[Any]) -> None:
    def build() -> dw.Network:
        return dw.Network([4, 4, 2], activation="tanh", dtype=dtype, seed=1)

    def fit(net: dw.Network) -> object:
        return net.fit(X[:, :4], Y % 2, batch_size=2, seed=3, verbose=0)

    ways = _ways_on(build, fit)

    def check(net: dw.Network) -> None:
        expected = ways[digest(net)]
        fit(net)
        assert digest(net) == expected

    assert _until_it_works(fit, build, 1, check) > 5


@pytest.mark.timeout(300)
def test_panels(dtype: np.dtype[Any]) -> None:
    """Threads with weights of their own give them back; the next training may need others."""

    def build() -> dw.Network:
        return dw.Network([36, 130, 4], activation="tanh", dtype=dtype, seed=1)

    def fit(net: dw.Network, **options: Any) -> object:
        return net.fit(
            X, Y, batch_size=1, optimizer="adam", threads=2, seed=3, verbose=0, **options
        )

    ways = _ways_on(build, fit)

    def check(net: dw.Network) -> None:
        expected = ways[digest(net)]
        nothing = dw.callbacks.LambdaCallback(on_train_batch_end=lambda *_: None)
        fit(net, callbacks=[nothing])
        assert digest(net) == expected

    assert _until_it_works(fit, build, 1, check) > 5


COLD = """
import os
import numpy as np
import deltaward as dw
from deltaward import _core

x, y = np.random.default_rng(1).random((30, 36)), np.arange(30) % 4

def train(threads):
    net = dw.Network([36, 40, 4], seed=1)
    net.fit(x, y, batch_size=8, threads=threads, verbose=0)
    return net.weights[0].tobytes()

def child(after):
    net = dw.Network([36, 40, 4], seed=1)
    _core.fail_allocations(after, 1)
    try:
        net.fit(x, y, batch_size=8, threads=3, verbose=0)
    except MemoryError:
        assert _core.stop_failing() == 1
        assert train(3) == expected
        return 1
    assert _core.stop_failing() == 0
    return 0

expected = train(1)
for after in range(1000):
    pid = os.fork()
    if pid == 0:
        code = 2
        try:
            code = child(after)
        finally:
            os._exit(code)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status != 1:
        break
print(after > 5, status)
"""


@pytest.mark.timeout(300)
def test_starting_the_threads() -> None:
    """Each child has no threads yet, so those of its pool are among what fails."""
    run = subprocess.run(
        [sys.executable, "-c", COLD], capture_output=True, text=True, check=False, timeout=280
    )
    assert (run.stdout, run.stderr) == ("True 0\n", "")
