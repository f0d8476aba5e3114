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
