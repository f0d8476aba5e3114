# SPDX-License-Identifier: MIT
"""Costs of one's own that are right: the book's two classes."""

import copy
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from own_costs import Array, CrossEntropyCost, QuadraticCost, make
from test_training import digest


def _data(rng: np.random.Generator) -> tuple[Array, Array]:
    return rng.standard_normal((40, 6)), rng.integers(0, 3, 40)


PAIRS = [(QuadraticCost, "quadratic"), (CrossEntropyCost, "cross_entropy")]


@pytest.mark.parametrize(("own", "name"), PAIRS)
@pytest.mark.parametrize("instance", [False, True])
@pytest.mark.parametrize("options", [{}, {"optimizer": "adam", "dropout": 0.3, "l2": 0.5}], ids=len)
def test_the_book_s_costs_train_as_the_built_in_ones(
    own: Any, name: str, instance: bool, options: dict[str, Any], rng: np.random.Generator
) -> None:
    x, y = _data(rng)
    nets = [make(own() if instance else own), make(name)]
    weight = rng.random(40) * (np.arange(40) % 7 > 0)
    histories = [
        net.fit(x, y, epochs=3, batch_size=8, sample_weight=weight, verbose=0, **options).history
        for net in nets
    ]
    for got, expected in zip(
        nets[0].weights + nets[0].biases, nets[1].weights + nets[1].biases, strict=True
    ):
        np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-14)
    assert histories[0]["cost"] == pytest.approx(histories[1]["cost"], rel=1e-12)
    assert histories[0]["accuracy"] == histories[1]["accuracy"]


SHAPES: dict[str, Any] = {
    "of each sample": lambda c: c.sum(axis=1),
    "of each output": lambda c: c,
    "in a column": lambda c: c.sum(axis=1, keepdims=True),
    "sum": lambda c: c.sum(),
    "of each output over all samples": lambda c: c.sum(axis=0),
    "a list": lambda c: c.sum(axis=1).tolist(),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("batch_size", [8, 3, 1])
def test_weights_of_samples(
    shape: str, batch_size: int, dtype: np.dtype[Any], rng: np.random.Generator
) -> None:
    """As many samples as outputs are one of the sizes: an array as long may be of either."""
    calls: list[int] = []

    class Shaped(QuadraticCost):
        @staticmethod
        def fn(a: Array, y: Array) -> Any:
            calls.append(len(a))
            return SHAPES[shape]((a - y) ** 2 / 2)

    x, y = rng.standard_normal((24, 6)), rng.integers(0, 3, 24)
    weight = rng.random(24) * (np.arange(24) % 7 > 0)
    own, built_in = make(Shaped, dtype=dtype), make("quadratic", dtype=dtype)
    error = 1e-12 if dtype == np.float64 else 1e-5
    own.fit(x[:8], y[:8], learning_rate=0.0, verbose=0)  # it is checked now
    built_in.fit(x[:8], y[:8], learning_rate=0.0, verbose=0)
    calls.clear()
    options: dict[str, Any] = {"sample_weight": weight, "batch_size": batch_size, "seed": 1}
    histories = [net.fit(x, y, verbose=0, **options).history for net in (own, built_in)]
    assert histories[0]["cost"] == pytest.approx(histories[1]["cost"], rel=error)
    for got, expected in zip(own.weights, built_in.weights, strict=True):
        np.testing.assert_allclose(got, expected, rtol=error, atol=error / 100)
    tells = shape in ("of each output", "in a column") or (
        shape in ("of each sample", "a list") and batch_size != 3
    )
    if tells:
        assert set(calls) == {batch_size}
        assert len(calls) <= 24 // batch_size


@pytest.mark.parametrize(("own", "name"), PAIRS)
def test_what_looks_at_them(own: Any, name: str, rng: np.random.Generator) -> None:
    x, y = _data(rng)
    net, built_in = make(own), make(name)
    assert net.evaluate(x, y)["cost"] == pytest.approx(built_in.evaluate(x, y)["cost"], rel=1e-12)
    assert net.evaluate(x, y)["accuracy"] == built_in.evaluate(x, y)["accuracy"]
    for got, expected in zip(net.gradient(x, y), built_in.gradient(x, y), strict=True):
        for a, b in zip(got, expected, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-16)
    assert net.check_gradients(x, y)
    assert own.__name__ in repr(net)
    assert net.cost is own


def test_other_numbers_are_taken(rng: np.random.Generator) -> None:
    """A list, integers, another float: what NumPy makes numbers of."""

    class Listed(QuadraticCost):
        @staticmethod
        def delta(z: Array, a: Array, y: Array) -> Any:
            return QuadraticCost.delta(z, a, y).astype(np.float32).tolist()

    nets = [make(cost, dtype="float32") for cost in (Listed, "quadratic")]
    for net in nets:
        net.fit(*_data(rng), verbose=0)
    assert np.isfinite(nets[0].weights[0]).all()


def test_what_it_is_given_is_its_own(rng: np.random.Generator) -> None:
    """To keep, and to write to."""
    kept: list[Array] = []

    class Scribbling(QuadraticCost):
        @staticmethod
        def delta(z: Array, a: Array, y: Array) -> Any:
            delta = QuadraticCost.delta(z, a, y)
            kept.append(a.copy())
            kept.append(a)
            for array in (z, y):
                array[:] = 1e30
            return delta

    data = _data(rng)
    nets = [make(cost) for cost in (Scribbling, QuadraticCost)]
    for net in nets:
        net.fit(*data, verbose=0)
    assert digest(nets[0]) == digest(nets[1])
    assert all((a == b).all() for a, b in zip(kept[::2], kept[1::2], strict=True))


def test_copies_and_files(rng: np.random.Generator, tmp_path: Path) -> None:
    x, y = _data(rng)
    net = make(CrossEntropyCost)
    net.fit(x, y, optimizer="momentum", verbose=0)
    path = tmp_path / "net.safetensors"
    net.save(path, optimizer=True)
    loaded = dw.load(path, cost=CrossEntropyCost)
    for twin in (net.copy(), copy.deepcopy(net), pickle.loads(pickle.dumps(net)), loaded):
        assert twin.cost is CrossEntropyCost
        assert digest(twin) == digest(net)
        assert twin.evaluate(x, y) == net.evaluate(x, y)
    for one in (net, loaded):
        one.fit(x, y, optimizer="momentum", verbose=0)
    assert digest(net) == digest(loaded)
    with pytest.raises(ValueError, match="has the cost 'CrossEntropyCost'; give it as cost="):
        dw.load(path)
    make("quadratic").save(path)
    with pytest.raises(ValueError, match="has the cost 'quadratic'; expected no other cost"):
        dw.load(path, cost=QuadraticCost)


def test_no_error_is_asked_for_where_the_cost_is_not_finite(rng: np.random.Generator) -> None:
    asked: list[int] = []

    class Endless(QuadraticCost):
        end = False

        @classmethod
        def fn(cls, a: Array, y: Array) -> Any:
            return np.full(len(a), np.inf) if cls.end else (a - y) ** 2 / 2

        @staticmethod
        def delta(z: Array, a: Array, y: Array) -> Any:
            asked.append(len(a))
            return QuadraticCost.delta(z, a, y)

    net = make(Endless)
    x, y = rng.random((8, 6)), rng.integers(0, 3, 8)
    net.fit(x, y, verbose=0)  # it is checked now
    assert asked
    asked.clear()
    Endless.end = True
    with pytest.raises(FloatingPointError, match="cost"):
        net.fit(x, y, verbose=0)
    assert not asked
