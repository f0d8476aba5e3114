# SPDX-License-Identifier: MIT
"""What an optimizer remembers of the weights, from one training to the next."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward import optimizers
from test_training import digest
from training_oracle import Array

NAMES = optimizers.names()


def _net(dtype: Any = "float32") -> dw.Network:
    return dw.Network([4, 9, 3], activation="tanh", dtype=dtype, seed=1)


def _data(rng: np.random.Generator) -> tuple[Array, Array]:
    return rng.standard_normal((50, 4)), rng.integers(0, 3, 50)


def _fit(net: dw.Network, data: tuple[Array, Array], epochs: int, **options: Any) -> None:
    if options.get("optimizer") != "rprop":
        options["batch_size"] = 8
    net.fit(*data, epochs=epochs, verbose=0, **options)


@pytest.mark.parametrize("name", NAMES)
def test_three_epochs_and_two_are_five(
    name: str, dtype: np.dtype[Any], rng: np.random.Generator
) -> None:
    data = _data(rng)
    once, twice = _net(dtype), _net(dtype)
    _fit(once, data, 5, optimizer=name)
    _fit(twice, data, 3, optimizer=name)
    _fit(twice, data, 2, optimizer=name)
    assert digest(once) == digest(twice)


@pytest.mark.parametrize("name", NAMES)
def test_a_saved_network_goes_on(
    name: str, dtype: np.dtype[Any], rng: np.random.Generator, tmp_path: Path
) -> None:
    data = _data(rng)
    once = _net(dtype)
    _fit(once, data, 3, optimizer=name)
    once.save(tmp_path / "with.safetensors", optimizer=True)
    once.save(tmp_path / "without.safetensors", optimizer=False)
    loaded = dw.load(tmp_path / "with.safetensors")
    forgot = dw.load(tmp_path / "without.safetensors")
    assert digest(once) == digest(loaded) == digest(forgot)
    for net in (once, loaded, forgot):
        _fit(net, data, 2, optimizer=name)
    assert digest(once) == digest(loaded)
    assert (digest(once) == digest(forgot)) == (name == "sgd")


def test_another_learning_rate_goes_on(rng: np.random.Generator) -> None:
    data = _data(rng)
    scheduled, twice = _net(), _net()
    steps = 7
    rates = [0.01] * steps + [0.002] * steps
    _fit(scheduled, data, 2, optimizer="adam", learning_rate=rates.__getitem__)
    _fit(twice, data, 1, optimizer="adam", learning_rate=0.01)
    _fit(twice, data, 1, optimizer="adam", learning_rate=0.002)
    assert digest(scheduled) == digest(twice)


@pytest.mark.parametrize(
    "other", ["sgd", "nesterov", optimizers.Adam(beta1=0.8), optimizers.AdamW()], ids=str
)
def test_another_optimizer_begins_anew(
    other: str | optimizers.Optimizer, rng: np.random.Generator
) -> None:
    data = _data(rng)
    net = _net()
    _fit(net, data, 2, optimizer="adam")
    _fit(net, data, 1, optimizer=other)
    twin = net.copy()
    for one in (net, twin):
        _fit(one, data, 2, optimizer="adam")
    assert digest(net) == digest(twin)


def test_a_copy_forgets_and_a_network_does_not(rng: np.random.Generator) -> None:
    data = _data(rng)
    net = _net()
    _fit(net, data, 2, optimizer="momentum")
    twin = net.copy()
    for one in (net, twin):
        _fit(one, data, 1, optimizer="momentum")
    assert digest(net) != digest(twin)


def test_steps_of_the_core(rng: np.random.Generator) -> None:
    net = _net()
    _fit(net, _data(rng), 2, optimizer="adam")
    assert net._core.optimizer_steps == 14
    assert len(net._core.slots) == 2


def test_partial_fit_makes_one_step_each(rng: np.random.Generator) -> None:
    x, y = _data(rng)
    fitted, stepped = _net(), _net()
    fitted.fit(x, y, batch_size=25, optimizer="adam", shuffle=False, verbose=0)
    before = [stepped.partial_fit(x[i : i + 25], y[i : i + 25], optimizer="adam") for i in (0, 25)]
    assert digest(fitted) == digest(stepped)
    assert stepped.epochs_trained == 0
    assert set(before[0]) == {"cost", "accuracy"}
