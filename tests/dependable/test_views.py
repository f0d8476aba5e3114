# SPDX-License-Identifier: MIT
"""Views of the core's memory, whatever becomes of the network. Under AddressSanitizer, too."""

import gc
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward import _core

SIZES = [40, 300, 10]
RNG = np.random.default_rng(2)
X, Y = RNG.random((90, 40), dtype=np.float32), np.arange(90) % 10


def _trained(optimizer: str = "adam", batch_size: int = 7) -> dw.Network:
    net = dw.Network(SIZES, seed=1)
    net.fit(X, Y, optimizer=optimizer, batch_size=batch_size, verbose=0)
    return net


def _held(net: dw.Network) -> list[Any]:
    """Return views of all that Python can see of the core."""
    slots = [array for pair in net._core.slots for arrays in pair for array in arrays]
    return [*net.weights, *net.biases, *slots]


def _use_memory() -> None:
    """Take what was freed, and write to it."""
    for _ in range(3):
        _trained("momentum").trace(X, Y)


def test_views_outlive_their_network() -> None:
    net = _trained()
    held = _held(net)
    expected = [array.copy() for array in held]
    gone = weakref.ref(net)
    del net
    gc.collect()
    assert gone() is None
    _use_memory()
    for array, copy in zip(held, expected, strict=True):
        assert (array == copy).all()
        array[...] = 1
    assert all((array == 1).all() for array in held)


def test_views_stay_those_of_the_network(tmp_path: Path) -> None:
    net = _trained()
    weights = [*net.weights, *net.biases]
    checkpoint = tmp_path / "run.npz"
    for batch_size, optimizer in ((1, "adam"), (64, "sgd"), (90, "rprop"), (3, "adam")):
        size = None if optimizer == "rprop" else batch_size
        net.fit(X, Y, batch_size=size, optimizer=optimizer, verbose=0, threads=2)
        net.trace(np.tile(X, (30, 1)), np.tile(Y, 30))
        net.predict(X[0])
    save = dw.callbacks.Checkpoint(checkpoint, every=1, unit="epochs")
    net.fit(X, Y, epochs=1, verbose=0, callbacks=[save])
    net.fit(X, Y, epochs=2, verbose=0, callbacks=[save], resume=checkpoint)
    for view, own in zip(weights, [*net.weights, *net.biases], strict=True):
        assert np.shares_memory(view, own)
        assert (view == own).all()
        view[...] = 0.25
    assert all((own == 0.25).all() for own in [*net.weights, *net.biases])


def test_the_memory_of_an_optimizer_that_was_replaced() -> None:
    net = _trained("adam")
    held = [array for pair in net._core.slots for arrays in pair for array in arrays]
    expected = [array.copy() for array in held]
    net.fit(X, Y, optimizer="momentum", verbose=0)
    net._core.use_optimizer("sgd")
    del net
    gc.collect()
    _use_memory()
    assert all((array == copy).all() for array, copy in zip(held, expected, strict=True))


def test_a_network_that_becomes_another() -> None:
    net, other = _trained(), dw.Network([3, 2], seed=5)
    held = _held(net)
    expected = [array.copy() for array in held]
    net.__setstate__(other.__getstate__())
    gc.collect()
    _use_memory()
    assert net.sizes == [3, 2]
    assert all((array == copy).all() for array, copy in zip(held, expected, strict=True))


def test_results_are_nobody_elses_memory() -> None:
    net = _trained()
    trace = net.trace(X[:5], Y[:5])
    results = [
        net.feedforward(X),
        *(g for grads in net.gradient(X, Y) for g in grads),
        *(a for layer in trace.layers for a in (layer.z, layer.activation, layer.delta)),
    ]
    expected = [array.copy() for array in results]
    net.fit(X, Y, batch_size=5, epochs=3, learning_rate=0.5, verbose=0)
    net.trace(-X[:5], Y[5:10])
    del net
    _use_memory()
    assert all((array == copy).all() for array, copy in zip(results, expected, strict=True))


def test_a_data_set_keeps_its_arrays() -> None:
    core = dw.Network(SIZES, seed=1)._core
    data = core.dataset(X.copy(), np.eye(10)[Y], np.ones(90))
    expected = core.evaluate(data)
    gc.collect()
    _use_memory()
    assert core.evaluate(data) == expected


class _Keeping:
    def __init__(self) -> None:
        self.kept: list[tuple[Any, Any]] = []

    def fn(self, a: Any, y: Any) -> Any:
        self.kept += [(array, array.copy()) for array in (a, y)]
        return ((a - y) ** 2).sum(axis=1) / 2

    def delta(self, z: Any, a: Any, y: Any) -> Any:
        self.kept += [(array, array.copy()) for array in (z, a, y)]
        return a - y


def test_what_a_cost_keeps() -> None:
    cost = _Keeping()
    net = dw.Network([40, 10], cost=cost, activation="identity")
    net.fit(X, np.eye(10)[Y], batch_size=9, learning_rate=1e-3, verbose=0)
    del net
    gc.collect()
    _use_memory()
    assert len(cost.kept) > 20
    assert all((array == copy).all() for array, copy in cost.kept)


def test_a_cost_and_its_network_go_together() -> None:
    """The core held the cost out of the sight of Python's collector."""
    cost: Any = _Keeping()
    cost.net = net = dw.Network([40, 10], cost=cost, activation="identity")
    net.fit(X, np.eye(10)[Y], learning_rate=1e-3, verbose=0)
    gone, weights = weakref.ref(cost), net.weights[0]
    expected = weights.copy()
    del cost, net
    gc.collect()
    assert gone() is not None  # the view keeps the core, and that its cost
    _use_memory()
    assert (weights == expected).all()
    del weights
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize("shape", [(1, 1), (700, 900)])
def test_aligned_zeros_outlive_their_maker(shape: tuple[int, int]) -> None:
    view = _core.padded_zeros(*shape)[::2]
    gc.collect()
    _use_memory()
    assert not view.any()
