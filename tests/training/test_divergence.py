# SPDX-License-Identifier: MIT
"""NaN and infinity: where they are told to be, and what is left."""

import hashlib
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward import tensors
from test_training import digest
from training_oracle import Array


def _net(hidden: str = "tanh", **options: Any) -> dw.Network:
    return dw.Network([4, 6, 5, 3], activation=hidden, seed=2, **options)


def _regression(dtype: str = "float32") -> dw.Network:
    return _net("relu", cost="quadratic", output_activation="identity", dtype=dtype)


def _data(rng: np.random.Generator, m: int = 40) -> tuple[Array, Array]:
    return rng.standard_normal((m, 4)), rng.integers(0, 3, m)


def _everything(net: dw.Network) -> str:
    """A digest of the weights and all that the optimizer remembers."""
    joined = b"".join(a.tobytes() for a in tensors.arrays_of(net).values())
    return hashlib.sha256(joined + str(net._core.optimizer_steps).encode()).hexdigest()


def _diverge(net: dw.Network, *data: Any, **options: Any) -> Any:
    """Return the error; Any, for its attributes."""
    with pytest.raises(FloatingPointError, match="training diverged") as caught:
        net.fit(*data, verbose=0, **options)
    return caught.value


def test_steps_are_made_before(rng: np.random.Generator) -> None:
    """Not by a rate of 1e30 in the last step of an epoch, which its weights show."""
    net, twin = _regression(), _regression()
    data = _data(rng)

    def rate(step: int) -> float:
        return 3e38 if step == 14 else 0.001 * (1 + step)

    error = _diverge(net, *data, epochs=5, batch_size=8, learning_rate=rate, optimizer="momentum")
    assert (error.epoch, error.step) == (2, 14)
    assert error.learning_rate == 3e38
    assert error.history.epochs == 2
    assert "in the weights in epoch 3, step 15, at learning rate 3e+38" in str(error)
    twin.fit(*data, epochs=2, batch_size=8, learning_rate=rate, optimizer="momentum", verbose=0)
    assert _everything(net) == _everything(twin)
    assert net.epochs_trained == 2


@pytest.mark.parametrize("optimizer", ["sgd", "nesterov", "rmsprop", "adam", "lion"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_huge_rate_in_the_middle(optimizer: str, dtype: str, rng: np.random.Generator) -> None:
    """Its step makes weights so large that the next cost is infinite."""
    net, twin = _regression(dtype), _regression(dtype)
    data = _data(rng)
    huge = 1e30 if dtype == "float32" else 1e250

    def rate(step: int) -> float:
        return huge if step == 11 else 0.001

    options: dict[str, Any] = {"batch_size": 8, "learning_rate": rate, "optimizer": optimizer}
    error = _diverge(net, *data, epochs=5, **options)
    assert (error.epoch, error.step, error.learning_rate) == (2, 12, huge)
    assert "in the cost in epoch 3, step 13, at learning rate 1e+" in str(error)
    assert error.history.epochs == len(error.history.history["cost"]) == 2
    twin.fit(*data, epochs=2, **options, verbose=0)
    assert _everything(net) == _everything(twin)
    for one in (net, twin):
        one.fit(*data, epochs=2, optimizer=optimizer, verbose=0)
    assert _everything(net) == _everything(twin)


@pytest.mark.parametrize("layer", [1, 2, 3])
@pytest.mark.parametrize("hidden", ["relu", "tanh", "sigmoid", "gelu", "softplus"])
@pytest.mark.parametrize("planted", ["weights", "biases"])
def test_a_nan_planted_in_a_layer(
    layer: int, hidden: str, planted: str, dtype: np.dtype[Any], rng: np.random.Generator
) -> None:
    net = _net(hidden, dtype=dtype)
    array = getattr(net, planted)[layer - 1]
    array[(-1,) * array.ndim] = np.nan
    before = digest(net)
    error = _diverge(net, *_data(rng), optimizer="adam", learning_rate=0.125)
    assert (error.epoch, error.step, error.layer) == (0, 0, layer)
    assert error.learning_rate == 0.125
    assert error.history.history == {}
    assert f"first in layer {layer};" in str(error)
    assert digest(net) == before


def test_an_infinity_that_the_cost_does_not_show(rng: np.random.Generator) -> None:
    """Behind a sigmoid it is a 1; the weights show it at the end of the epoch."""
    net = _net("sigmoid")
    net.biases[1][2] = np.inf
    error = _diverge(net, *_data(rng), batch_size=8)
    assert (error.epoch, error.step, error.layer) == (0, 4, 2)


@pytest.mark.parametrize("optimizer", ["lion", "rprop", "adam", "sgd"])
def test_a_nan_in_the_gradient_alone(optimizer: str, rng: np.random.Generator) -> None:
    """A rule that only takes signs would never show it in the weights."""

    class Broken:
        def fn(self, a: Array, y: Array) -> Any:
            return (a - y) ** 2

        def delta(self, z: Array, a: Array, y: Array) -> Any:
            return np.full_like(z, np.nan)

    net = _net(cost=Broken())
    x, y = _data(rng)
    before = digest(net)
    with pytest.warns(UserWarning, match="cost Broken: delta and finite differences"):
        error = _diverge(net, x, y, optimizer=optimizer)
    assert error.layer == 1
    remembers = optimizer in ("lion", "rprop")
    assert ("what the optimizer remembers" in str(error)) == remembers
    assert digest(net) == before
    assert all(not np.isnan(a).any() for a in tensors.arrays_of(net).values())


def test_an_iterable_goes_back_to_before_its_epoch(rng: np.random.Generator) -> None:
    x, y = _data(rng)
    batches = [(x[i : i + 8], y[i : i + 8]) for i in range(0, 40, 8)]
    net, twin = _regression(), _regression()

    def rate(step: int) -> float:
        return 1e30 if step == 7 else 0.01

    error = _diverge(net, batches, epochs=3, optimizer="momentum", learning_rate=rate)
    assert (error.epoch, error.step, error.learning_rate) == (1, 8, 1e30)
    twin.fit(batches, optimizer="momentum", learning_rate=rate, verbose=0)
    assert _everything(net) == _everything(twin)


def test_terminate_on_nan_ends_quietly(rng: np.random.Generator) -> None:
    data = _data(rng)
    ended: list[dict[str, float]] = []
    callbacks: list[dw.callbacks.Callback] = [
        dw.callbacks.TerminateOnNaN(),
        dw.callbacks.LambdaCallback(on_train_end=lambda logs: ended.append(dict(logs))),
    ]
    net, twin = _regression(), _regression()

    def rate(step: int) -> float:
        return 1e30 if step == 11 else 0.01

    options: dict[str, Any] = {"batch_size": 8, "learning_rate": rate, "verbose": 0}
    history = net.fit(*data, epochs=5, callbacks=callbacks, **options)
    assert history.epochs == 2
    assert isinstance(callbacks[0], dw.callbacks.TerminateOnNaN)
    stopped: Any = callbacks[0].stopped
    assert (stopped.epoch, stopped.step, stopped.learning_rate) == (2, 12, 1e30)
    assert ended == [{name: values[-1] for name, values in history.history.items()}]
    twin.fit(*data, epochs=2, **options)
    assert digest(net) == digest(twin)
    assert net.stop_training
    net.fit(*data, verbose=0)
    assert not net.stop_training


def test_terminate_on_nan_in_the_first_epoch(rng: np.random.Generator) -> None:
    net = _regression()
    before = digest(net)
    history = net.fit(
        *_data(rng), learning_rate=1e30, callbacks=dw.callbacks.TerminateOnNaN(), verbose=0
    )
    assert history.history == {}
    assert digest(net) == before


def test_errors_of_numpy_in_a_cost_are_not_divergence(rng: np.random.Generator) -> None:
    class Raising:
        def fn(self, a: Array, y: Array) -> Any:
            if len(a) > 5:
                raise FloatingPointError("overflow encountered in exp")
            return ((a - y) ** 2 / 2).sum(axis=1)

        def delta(self, z: Array, a: Array, y: Array) -> Any:
            return (a - y) * (1 - a**2)

    net = _net(cost=Raising(), output_activation="tanh")
    with pytest.raises(FloatingPointError, match="overflow encountered in exp"):
        net.fit(*_data(rng), callbacks=dw.callbacks.TerminateOnNaN(), verbose=0)
