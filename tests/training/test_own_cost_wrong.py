# SPDX-License-Identifier: MIT
"""Costs of one's own that are wrong, or go wrong."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from own_costs import Array, QuadraticCost, Scripted, Wrong, make


def _data(rng: np.random.Generator) -> tuple[Array, Array]:
    return rng.standard_normal((40, 6)), rng.integers(0, 3, 40)


def test_check_gradients_finds_a_wrong_delta(rng: np.random.Generator) -> None:
    x, y = _data(rng)
    check = make(Wrong, dtype="float32").check_gradients(x, y)
    assert not check.ok
    assert "DISAGREES" in str(check)


@pytest.mark.parametrize("method", ["fit", "gradient", "partial_fit"])
def test_a_wrong_delta_warns_once(method: str, rng: np.random.Generator) -> None:
    x, y = _data(rng)
    net = make(Wrong)
    options = {} if method == "gradient" else {"learning_rate": 0.1}
    if method == "fit":
        options["verbose"] = 0
    message = r"cost Wrong: delta and finite differences of fn disagree: in row \d, output \d delta"
    with pytest.warns(UserWarning, match=message) as caught:
        getattr(net, method)(x, y, **options)
    assert len(caught) == 1
    assert caught[0].filename == (__file__ if method != "partial_fit" else caught[0].filename)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        getattr(net, method)(x, y, **options)


def test_how_wrong_is_told(rng: np.random.Generator) -> None:
    class Twice(QuadraticCost):
        @staticmethod
        def delta(z: Array, a: Array, y: Array) -> Any:
            return 2 * QuadraticCost.delta(z, a, y)

    with pytest.warns(UserWarning, match=r"in all delta is 2 times as long"):
        make(Twice).fit(*_data(rng), verbose=0)


def test_an_iterable_is_checked_too(rng: np.random.Generator) -> None:
    x, y = _data(rng)
    with pytest.warns(UserWarning, match="cost Wrong: delta") as caught:
        make(Wrong).fit([(x[:20], y[:20]), (x[20:], y[20:])], verbose=0)
    assert [warning.filename for warning in caught] == [__file__]


def test_a_cost_that_could_not_be_checked_is_checked_later(rng: np.random.Generator) -> None:
    class Late(Wrong):
        ready = False

        @classmethod
        def fn(cls, a: Array, y: Array) -> Any:
            if not cls.ready:
                raise RuntimeError("not ready")
            return Wrong.fn(a, y)

    data = _data(rng)
    net = make(Late)
    with pytest.raises(RuntimeError, match="not ready"):
        net.fit(*data, verbose=0)
    Late.ready = True
    with pytest.warns(UserWarning, match="cost Late: delta"):
        net.fit(*data, verbose=0)


def _raise(result: Any) -> Any:
    raise ZeroDivisionError("told to")


BROKEN = [
    ("fn", _raise, ZeroDivisionError, "told to"),
    ("fn", lambda cost: "much", TypeError, "cost.fn: returned str of dtype <U4; expected numbers"),
    ("fn", lambda cost: None, TypeError, "cost.fn: returned NoneType of dtype object"),
    ("fn", lambda cost: cost + 1j, TypeError, "cost.fn: returned ndarray of dtype complex"),
    ("delta", _raise, ZeroDivisionError, "told to"),
    ("delta", lambda d: d[:-1], ValueError, r"cost.delta: returned shape \(7, 3\); expected \(8,"),
    ("delta", lambda d: d.T, ValueError, r"cost.delta: returned shape \(3, 8\); expected \(8, 3"),
    ("delta", lambda d: d[None], ValueError, r"cost.delta: returned shape \(1, 8, 3\); expected"),
    ("delta", lambda d: 0.0, ValueError, r"cost.delta: returned shape \(\); expected \(8, 3\)"),
    ("delta", lambda d: d + 0j, TypeError, "cost.delta: returned ndarray of dtype complex"),
    ("delta", lambda d: d.astype(str), TypeError, "cost.delta: returned ndarray of dtype <U"),
]


@pytest.mark.parametrize(("method", "then", "error", "message"), BROKEN)
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_what_goes_wrong_in_one_reaches_the_caller(
    method: str,
    then: Any,
    error: type[Exception],
    message: str,
    optimizer: str,
    dtype: np.dtype[Any],
    rng: np.random.Generator,
) -> None:
    """In the third mini-batch: the network is as the second left it, and goes on."""
    x, y = _data(rng)
    cost = Scripted(method, then, at=2)
    net, twin = make(cost, dtype=dtype), make("quadratic", dtype=dtype)
    relative = 1e-12 if dtype == np.float64 else 1e-5
    options: dict[str, Any] = {
        "batch_size": 8,
        "optimizer": optimizer,
        "shuffle": False,
        "verbose": 0,
    }
    with pytest.raises(error, match=message):
        net.fit(x, y, dropout=0.5, seed=1, **options)
    twin.fit(x[:16], y[:16], dropout=0.5, seed=1, **options)
    for got, expected in zip(net.weights + net.biases, twin.weights + twin.biases, strict=True):
        np.testing.assert_allclose(got, expected, rtol=relative)
    assert net.epochs_trained == 0
    cost.then = lambda result: result
    assert net.evaluate(x, y)["cost"] == pytest.approx(twin.evaluate(x, y)["cost"], rel=relative)
    net.fit(x, y, seed=1, **options)
    twin.fit(x, y, seed=1, **options)
    for got, expected in zip(net.weights + net.biases, twin.weights + twin.biases, strict=True):
        np.testing.assert_allclose(got, expected, rtol=10 * relative)


@pytest.mark.parametrize("call", ["feedforward", "evaluate", "fit"])
@pytest.mark.parametrize("method", ["fn", "delta"])
def test_it_can_not_call_its_network(call: str, method: str, rng: np.random.Generator) -> None:
    x, y = _data(rng)

    def then(result: Any) -> Any:
        calls: dict[str, Callable[[], Any]] = {
            "feedforward": lambda: net.feedforward(np.ones((500, 6))),
            "evaluate": lambda: net.evaluate(x, y),
            "fit": lambda: net.fit(x, y, verbose=0),
        }
        calls[call]()
        return result

    net = make(Scripted(method, then))
    message = "cost: fn or delta calls the network whose cost it is"
    if call == "fit":
        message = "fit: the network is being trained already"
    with pytest.raises(RuntimeError, match=message):
        net.fit(x, y, batch_size=8, verbose=0)
    assert net.feedforward(x).shape == (40, 3)


@pytest.mark.parametrize("cost", [3, None, object(), type("Half", (), {"fn": len})])
def test_what_is_none(cost: Any) -> None:
    with pytest.raises(TypeError, match=r"cost: .* has no (fn|delta); expected a name, or an obj"):
        make(cost)
