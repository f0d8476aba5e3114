# SPDX-License-Identifier: MIT
"""Each rule against its paper, over a hundred steps."""

from functools import partial
from typing import Any

import numpy as np
import pytest

import deltaward as dw
import oracle
from deltaward import optimizers
from test_training import digest
from training_oracle import Array, Memory, Recipe, Rule, Trainer, assert_same, sgd

SIZES = [7, 11, 9, 4]


def momentum(w: Array, g: Array, eta: float, t: int, held: Memory, *, mu: float) -> Array:
    held["v"] = mu * held.get("v", 0) + g
    return w - eta * held["v"]


def nesterov(w: Array, g: Array, eta: float, t: int, held: Memory, *, mu: float) -> Array:
    """The gradient at the point that the momentum leads to, in the weights of that point."""
    held["v"] = mu * held.get("v", 0) - eta * g
    return w - eta * g + mu * held["v"]


def rmsprop(
    w: Array, g: Array, eta: float, t: int, held: Memory, *, rho: float, epsilon: float
) -> Array:
    held["s"] = rho * held.get("s", 0) + (1 - rho) * g**2
    return w - eta * g / (np.sqrt(held["s"]) + epsilon)


def adagrad(w: Array, g: Array, eta: float, t: int, held: Memory, *, epsilon: float) -> Array:
    held["s"] = held.get("s", 0) + g**2
    return w - eta * g / (np.sqrt(held["s"]) + epsilon)


def adam(
    w: Array,
    g: Array,
    eta: float,
    t: int,
    held: Memory,
    *,
    beta1: float,
    beta2: float,
    epsilon: float,
    weight_decay: float = 0.0,
) -> Array:
    held["m"] = beta1 * held.get("m", 0) + (1 - beta1) * g
    held["v"] = beta2 * held.get("v", 0) + (1 - beta2) * g**2
    m, v = held["m"] / (1 - beta1**t), held["v"] / (1 - beta2**t)
    return w - eta * weight_decay * w - eta * m / (np.sqrt(v) + epsilon)


def lion(
    w: Array,
    g: Array,
    eta: float,
    t: int,
    held: Memory,
    *,
    beta1: float,
    beta2: float,
    weight_decay: float,
) -> Array:
    m = held.get("m", 0)
    held["m"] = beta2 * m + (1 - beta2) * g
    return w - eta * (np.sign(beta1 * m + (1 - beta1) * g) + weight_decay * w)


def rprop(
    w: Array,
    g: Array,
    eta: float,
    t: int,
    held: Memory,
    *,
    shrink: float,
    grow: float,
    smallest: float,
    largest: float,
) -> Array:
    """Written as the paper has it: by cases."""
    last, size = held.get("last", np.zeros_like(w)), held.get("size", np.full_like(w, eta))
    last, size, w = last.copy(), size.copy(), w.copy()
    for i in np.ndindex(*w.shape):
        slope = g[i]
        if slope * last[i] > 0:
            size[i] = min(size[i] * grow, largest)
        elif slope * last[i] < 0:
            size[i] = max(size[i] * shrink, smallest)
            slope = g[i] * 0
        w[i] -= np.sign(slope) * size[i]
        last[i] = slope
    held["last"], held["size"] = last, size
    return w


def rule_of(optimizer: optimizers.Optimizer) -> Rule:
    """The transcription of an optimizer with its settings."""
    settings: dict[str, Any] = optimizer.settings()
    if "momentum" in settings:
        settings = {"mu": settings["momentum"]}
    rules: dict[str, Any] = {
        "sgd": sgd,
        "momentum": momentum,
        "nesterov": nesterov,
        "rmsprop": rmsprop,
        "adagrad": adagrad,
        "adam": adam,
        "adamw": adam,
        "lion": lion,
        "rprop": rprop,
    }
    return partial(rules[optimizer.name], **settings)


OPTIMIZERS = [
    optimizers.SGD(learning_rate=0.3),
    optimizers.Momentum(learning_rate=0.05),
    optimizers.Nesterov(learning_rate=0.05, momentum=0.8),
    optimizers.RMSprop(learning_rate=0.01),
    optimizers.RMSprop(learning_rate=0.01, rho=0.5, epsilon=1e-3),
    optimizers.Adagrad(learning_rate=0.1),
    optimizers.Adam(learning_rate=0.01),
    optimizers.Adam(learning_rate=0.02, beta1=0.5, beta2=0.7, epsilon=1e-2),
    optimizers.AdamW(learning_rate=0.01, weight_decay=0.3),
    optimizers.Lion(learning_rate=0.003, weight_decay=0.1),
    optimizers.Lion(learning_rate=0.003, beta1=0.3, beta2=0.6),
    optimizers.RPROP(learning_rate=0.01),
    optimizers.RPROP(learning_rate=0.01, shrink=0.3, grow=1.5, smallest=1e-3, largest=0.02),
]


def _data(rng: np.random.Generator, m: int = 150) -> tuple[Array, Array]:
    return rng.standard_normal((m, SIZES[0])), rng.integers(0, SIZES[-1], m)


def _trained(
    optimizer: optimizers.Optimizer, x: Array, y: Array, **options: Any
) -> tuple[dw.Network, Trainer]:
    """Train a network and its transcription for 100 steps, in mini-batches where the rule can."""
    whole = isinstance(optimizer, optimizers.RPROP)
    size, epochs = (len(x), 100) if whole else (32, 20)
    net = dw.Network(SIZES, activation=["tanh", "elu", "softmax"], dtype="float64", seed=3)
    rate = float(optimizer.learning_rate)  # type: ignore[arg-type]
    expected = Trainer(net, Recipe(rule_of(optimizer), lambda _: rate, seed=8, **options))
    expected.fit(x, oracle.one_hot(y, SIZES[-1]), epochs=epochs, batch_size=size)
    assert expected.step == 100
    history = net.fit(
        x,
        y,
        epochs=epochs,
        batch_size=None if whole else size,
        optimizer=optimizer,
        seed=8,
        verbose=0,
        **options,
    )
    assert history.history["cost"] == pytest.approx(expected.costs, rel=1e-11)
    return net, expected


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=repr)
def test_a_hundred_steps_are_the_paper_s(
    optimizer: optimizers.Optimizer, rng: np.random.Generator
) -> None:
    net, expected = _trained(optimizer, *_data(rng))
    assert_same(net, expected)


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=repr)
def test_weights_of_inputs_that_are_left_out_move_as_the_rule_says(
    optimizer: optimizers.Optimizer, rng: np.random.Generator
) -> None:
    """Half of the inputs are 0 in most mini-batches and only then left out."""
    x, y = _data(rng)
    order = dw._core.permutation(len(x), 8, 0)
    x[order[32:], ::2] = 0
    x[:, 3] = 0
    net, expected = _trained(optimizer, x, y)
    assert_same(net, expected)


@pytest.mark.filterwarnings("ignore:l2:UserWarning")  # some optimizers shrink weights too
@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=repr)
@pytest.mark.parametrize("options", [{}, {"l2": 0.3}, {"clip_norm": 0.05, "l1": 0.01}], ids=repr)
def test_leaving_out_inputs_does_not_show(
    optimizer: optimizers.Optimizer,
    options: dict[str, Any],
    dtype: np.dtype[Any],
    rng: np.random.Generator,
) -> None:
    """-0.0 has a bit set, so those inputs are not left out: dense arithmetic."""
    x = np.where(np.arange(50) % 5 == 1, rng.standard_normal((40, 50)), 0.0)
    x[::9, 30] = 1.0
    y = np.arange(40) % 3
    nets = [dw.Network([50, 20, 3], dtype=dtype, seed=1) for _ in range(2)]
    size = None if isinstance(optimizer, optimizers.RPROP) else 8
    for net, inputs in zip(nets, (x, np.where(x == 0, -0.0, x)), strict=True):
        net.fit(inputs, y, epochs=4, batch_size=size, optimizer=optimizer, verbose=0, **options)
    assert digest(nets[0]) == digest(nets[1])


@pytest.mark.parametrize("optimizer", ["momentum", "adam"])
def test_leaving_out_does_not_show_where_many_are_left_in(
    optimizer: str, dtype: np.dtype[Any], rng: np.random.Generator
) -> None:
    """Gradients are made for some tens of inputs at a time; what is left out lies on the seams."""
    there = (np.arange(300) % 3 > 0) & (np.arange(300) % 101 > 20)
    x = np.where(there, rng.standard_normal((32, 300)), 0.0)
    nets = [dw.Network([300, 20, 3], dtype=dtype, seed=1) for _ in range(2)]
    for net, inputs in zip(nets, (x, np.where(x == 0, -0.0, x)), strict=True):
        net.fit(inputs, np.arange(32) % 3, epochs=3, optimizer=optimizer, seed=2, verbose=0)
    assert digest(nets[0]) == digest(nets[1])


@pytest.mark.parametrize("inputs", [48, 50])
@pytest.mark.parametrize("options", [{}, {"clip_norm": 0.05}, {"clip_norm": 0.05, "l1": 0.01}])
@pytest.mark.parametrize("optimizer", ["momentum", "adam"])
def test_fewer_inputs_than_in_the_last_mini_batch(
    optimizer: str,
    options: dict[str, Any],
    inputs: int,
    dtype: np.dtype[Any],
    rng: np.random.Generator,
) -> None:
    """What the larger one left behind is not the gradient of an input that is 0 now."""
    x = np.zeros((24, inputs))
    x[:8, [1, 5, 9, 20, inputs - 2]] = rng.standard_normal((8, 5))
    x[8:16, [1, 5]] = rng.standard_normal((8, 2))  # and none in the last
    nets = [dw.Network([inputs, 20, 3], dtype=dtype, seed=1) for _ in range(2)]
    given: dict[str, Any] = {"epochs": 3, "batch_size": 8, "shuffle": False, "verbose": 0}
    for net, these in zip(nets, (x, np.where(x == 0, -0.0, x)), strict=True):
        net.fit(these, np.arange(24) % 3, optimizer=optimizer, **given, **options)
    assert digest(nets[0]) == digest(nets[1])


@pytest.mark.parametrize("name", optimizers.names())
@pytest.mark.parametrize("clip_norm", [None, 0.1])
def test_threads_do_not_show(
    name: str, clip_norm: float | None, dtype: np.dtype[Any], rng: np.random.Generator
) -> None:
    x, y = rng.random((60, 30)), np.arange(60) % 10
    digests = set()
    for threads in (1, 2, 3, 8):
        net = dw.Network([30, 300, 150, 10], activation="tanh", dtype=dtype, seed=1)
        net.fit(
            x,
            y,
            epochs=2,
            batch_size=None if name == "rprop" else 25,
            optimizer=name,
            clip_norm=clip_norm,
            max_norm=2.0,
            l2=0.0 if name == "adamw" else 0.1,
            threads=threads,
            verbose=0,
        )
        digests.add(digest(net))
    assert len(digests) == 1
