# SPDX-License-Identifier: MIT
"""Numbers too small for the CPU to be quick with: no slower, and only inside of the core."""

import statistics
import time
from typing import Any

import numpy as np
import pytest

import deltaward as dw
import soak

TINY = np.float32(1e-39)
X = np.random.default_rng(0).random((2000, 100), dtype=np.float32)
Y = np.arange(2000) % 10


def _half_is_there() -> bool:
    """Say whether the thread computes with denormals, as Python does."""
    return bool(TINY * np.float32(0.5) > 0)


def _scaled(scale: float) -> dw.Network:
    net = dw.Network([100, 200, 10], activation="sigmoid", seed=1)
    for array in [*net.weights, *net.biases]:
        array *= np.float32(scale)
    return net


@pytest.mark.skipif(not soak.LONG, reason="times are for a soak")
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("scale", [1e-39, 1e-42])
def test_an_epoch_on_tiny_weights_takes_no_longer(scale: float) -> None:
    seconds: dict[float, list[float]] = {1.0: [], scale: []}
    for _ in range(41):
        for each, times in seconds.items():
            net = _scaled(each)
            started = time.perf_counter()
            # A rate that leaves them tiny: the whole epoch has them.
            net.fit(X, Y, learning_rate=1e-45, threads=1, verbose=0)
            times.append(time.perf_counter() - started)
    assert statistics.median(seconds[scale]) <= 1.5 * statistics.median(seconds[1.0])


class _Cost:
    def __init__(self) -> None:
        self.seen: list[bool] = []

    def fn(self, a: Any, y: Any) -> Any:
        self.seen.append(_half_is_there())
        return ((a - y) ** 2).sum(axis=1) / 2

    def delta(self, z: Any, a: Any, y: Any) -> Any:
        self.seen.append(_half_is_there())
        if len(self.seen) > 60:
            raise ValueError("enough")
        return a - y


class _Look(dw.callbacks.Callback):
    def __init__(self) -> None:
        self.seen: list[bool] = []

    def on_train_batch_end(self, batch: int, logs: Any) -> None:
        self.seen.append(_half_is_there())
        if len(self.seen) > 20:
            raise ValueError("enough")


def test_the_caller_s_float_environment() -> None:
    net, look, cost = _scaled(1e-39), _Look(), _Cost()
    for call in (
        lambda: net.feedforward(X),
        lambda: net.evaluate(X, Y),
        lambda: net.gradient(X, Y),
        lambda: net.trace(X[:3], Y[:3]),
        lambda: net.fit(X[:50], Y[:50], threads=2, verbose=0),
    ):
        call()
        assert _half_is_there()
    with pytest.raises(ValueError, match="enough"):
        net.fit(X, Y, callbacks=[look], verbose=0)
    assert _half_is_there()
    own = dw.Network([100, 10], activation="identity", cost=cost)
    with pytest.raises(ValueError, match="enough"):
        own.fit(X, np.eye(10)[Y], learning_rate=1e-3, verbose=0)
    assert _half_is_there()
    steep = dw.Network([100, 50, 10], activation="identity", cost="quadratic")
    with pytest.raises(FloatingPointError):
        steep.fit(X, Y, learning_rate=1e30, verbose=0)
    assert _half_is_there()
    assert len(look.seen) > 20
    assert len(cost.seen) > 60
    assert all(look.seen + cost.seen)


@pytest.mark.parametrize(("dtype", "tiny"), [("float32", 1e-39), ("float64", 1e-309)])
def test_denormals_that_come_in_are_zero(dtype: str, tiny: float) -> None:
    net = dw.Network([2, 1], activation="identity", cost="quadratic", dtype=dtype, seed=1)
    net.weights[0][:] = tiny
    large = 1 / np.finfo(dtype).tiny
    assert (net.weights[0] * large > 0.01).all()
    assert net.feedforward(np.full((3, 2), large)).tolist() == [[0.0]] * 3
