# SPDX-License-Identifier: MIT
import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import deltaward as dw
from conftest import Split
from deltaward import _core
from deltaward.range_test import LearningRateCurve, run_steps

Array = npt.NDArray[Any]


def state(net: dw.Network) -> list[Any]:
    arrays = [a.tobytes() for a in net.weights + net.biases]
    return [net.sizes, net.activations, net.seed, net.epochs_trained, arrays]


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_the_suggestion_learns_and_a_hundred_times_it_does_not(
    activation: str, digits: tuple[Split, Split]
) -> None:
    (x, y), test = digits
    net = dw.Network([64, 30, 10], activation=activation)
    before = state(net)
    found = net.find_learning_rate(x, y)
    assert state(net) == before
    assert 0.05 < found.suggestion < 1.5
    assert 0.02 < found.lowest < 0.5
    reached = {}
    for rate in (found.suggestion, found.lowest, 100 * found.suggestion):
        trained = net.copy()
        trained.fit(x, y, epochs=15, learning_rate=rate, verbose=0)
        reached[rate] = trained.evaluate(*test)["accuracy"]
    good, careful, far = reached.values()
    assert good > 0.93
    assert careful > 0.93
    assert far < 0.5


def test_rates_and_averages(digits: tuple[Split, Split]) -> None:
    (x, y), _ = digits
    found = dw.Network([64, 10]).find_learning_rate(x, y, low=1e-4, high=1e-1, steps=40)
    np.testing.assert_allclose(found.learning_rates, np.logspace(-4, -1, 40), rtol=1e-12)
    weights = 0.9 ** np.arange(40)
    for k in (0, 1, 17, 39):
        recent = found.costs[: k + 1][::-1]
        expected = np.average(recent, weights=weights[: k + 1])
        assert found.smoothed[k] == pytest.approx(expected, rel=1e-9)


def test_each_step_is_that_of_gradient_descent(rng: np.random.Generator) -> None:
    """Mini-batches of 8 of 20 rows: the order is gone through whole before any row comes again."""
    x, y = rng.standard_normal((20, 4)), np.arange(20) % 3
    net = dw.Network([4, 5, 3], activation="tanh", dtype="float64", seed=2)
    twin = net.copy()
    found = net.find_learning_rate(x, y, low=0.01, high=0.2, steps=20, batch_size=8, seed=5)
    orders = [_core.permutation(20, 5, epoch) for epoch in range(8)]
    for order in orders:
        assert sorted(order.tolist()) == list(range(20))
    stream = np.concatenate(orders)
    for step, rate in enumerate(found.learning_rates):
        rows = stream[8 * step : 8 * step + 8]
        assert found.costs[step] == pytest.approx(twin.evaluate(x[rows], y[rows])["cost"], rel=1e-9)
        nabla_b, nabla_w = twin.gradient(x[rows], y[rows])
        for own, nabla in zip(twin.weights + twin.biases, nabla_w + nabla_b, strict=True):
            own -= rate * nabla


def test_seeds(digits: tuple[Split, Split]) -> None:
    (x, y), _ = digits
    net = dw.Network([64, 10], seed=3)
    costs = [net.find_learning_rate(x, y, seed=s).costs.tolist() for s in (None, 3, 4)]
    assert costs[0] == costs[1] != costs[2]


def test_few_rows(rng: np.random.Generator) -> None:
    x = rng.standard_normal((3, 4)).astype(np.float32)
    found = dw.Network([4, 3]).find_learning_rate(x, [0, 1, 2], steps=30, batch_size=100)
    assert len(found.costs) == 30


def test_the_optimizer_s_own_rate_is_not_used(digits: tuple[Split, Split]) -> None:
    (x, y), _ = digits
    net = dw.Network([64, 10])
    own = dw.optimizers.SGD(learning_rate=0.0)
    costs = [net.find_learning_rate(x, y, optimizer=o).costs.tolist() for o in ("sgd", own)]
    assert costs[0] == costs[1]


def test_it_stops_at_four_times_the_best(rng: np.random.Generator) -> None:
    x = rng.uniform(-1, 1, (500, 3))
    net = dw.Network([3, 20, 1], activation="tanh", cost="quadratic")
    found = net.find_learning_rate(x, x.sum(axis=1), high=1e4)
    assert 10 < len(found.costs) < 100
    best = np.minimum.accumulate(found.smoothed[9:])
    assert found.smoothed[-1] > 4 * best[-1]
    assert (found.smoothed[9:-1] <= 4 * best[:-1]).all()
    assert f"{len(found.costs)} of 100 steps" in repr(found)
    assert f"suggestion: {found.suggestion:.3g})" in repr(found)


def test_it_stops_where_the_cost_is_not_finite(rng: np.random.Generator) -> None:
    x = rng.uniform(-1, 1, (500, 3))
    net = dw.Network([3, 20, 1], activation="identity", cost="quadratic")
    found = net.find_learning_rate(x, x.sum(axis=1), low=1.0, high=1e30, steps=20)
    assert len(found.costs) < 20
    for values in (found.learning_rates, found.costs, found.smoothed):
        assert len(values) == len(found.costs)
        assert np.isfinite(values).all()


@pytest.mark.parametrize("end", ["raises", "nan", "enough"])
def test_the_ends_of_the_steps(
    end: str, monkeypatch: pytest.MonkeyPatch, rng: np.random.Generator
) -> None:
    """Whichever way fit tells of a divergence."""
    x, y = rng.standard_normal((20, 4)), np.arange(20) % 3
    net = dw.Network([4, 3])
    fit, calls = net.fit, []

    def counted(*args: Any, **named: Any) -> dw.History:
        calls.append(named["optimizer"].learning_rate)
        history = fit(*args, **named)
        if len(calls) == 3 and end == "raises":
            raise FloatingPointError
        if len(calls) == 3 and end == "nan":
            history.history["cost"] = [math.nan]
        return history

    monkeypatch.setattr(net, "fit", counted)
    costs = run_steps(
        net,
        x,
        y,
        [0.1, 0.2, 0.3, 0.4],
        batch_size=5,
        optimizer=dw.optimizers.SGD(),
        seed=0,
        enough=lambda _: end == "enough" and len(calls) == 3,
    )
    assert calls == [0.1, 0.2, 0.3]
    assert len(costs) == (3 if end == "enough" else 2)


def test_costs_below_zero(rng: np.random.Generator) -> None:
    """Four times a best below zero lies under it; the test must not end there."""
    x = rng.uniform(0, 1, (200, 3))
    net = dw.Network([3, 1], cost="poisson")
    found = net.find_learning_rate(x, 5 + 10 * x[:, 0], high=0.1)
    assert found.smoothed.min() < 0
    assert len(found.costs) == 100
    assert found.suggestion > 0


def test_rates_that_teach_nothing(digits: tuple[Split, Split]) -> None:
    """Mini-batches differ, and the luckiest is no descent."""
    (x, y), _ = digits
    net = dw.Network([64, 30, 10])
    found = net.find_learning_rate(x, y, low=1e-9, high=1e-8)
    assert math.isnan(found.suggestion)
    assert math.isnan(found.lowest)
    assert "suggestion: none" in repr(found)


def test_the_rule_by_hand() -> None:
    """A smoothed cost that falls fastest where a logistic curve of ln rate has its middle."""
    from deltaward import range_test

    rates = np.geomspace(1e-4, 1, 121)
    smoothed = 1 / (1 + (rates / 0.02) ** 3)
    costs = smoothed + 1e-6 * np.resize([1, -1], 121)
    suggestion, lowest = range_test._suggest(rates, costs, smoothed)
    assert suggestion == pytest.approx(0.02, rel=0.04)  # within half a step
    assert lowest == pytest.approx(0.1)
    assert math.isnan(range_test._suggest(rates, costs, smoothed[::-1])[0])


def test_weights_that_are_not_finite(rng: np.random.Generator) -> None:
    net = dw.Network([4, 3])
    net.weights[0][:] = np.nan
    with pytest.raises(FloatingPointError, match=r"^find_learning_rate: the cost of"):
        net.find_learning_rate(rng.standard_normal((20, 4)), np.arange(20) % 3)


@pytest.mark.parametrize(
    ("named", "error", "message"),
    [
        ({"low": 0.0}, ValueError, "low: 0.0; expected a finite number above 0"),
        ({"low": "a"}, TypeError, "low: 'a' of type str; expected a number"),
        ({"low": True}, TypeError, "low: True of type bool; expected a number"),
        ({"high": math.inf}, ValueError, "high: inf; expected a finite number above 0"),
        ({"high": math.nan}, ValueError, "high: nan; expected a finite number above 0"),
        ({"low": 1.0, "high": 1.0}, ValueError, "low: 1.0; expected less than high, 1.0"),
        ({"steps": 19}, ValueError, "steps: 19; expected at least 20"),
        ({"steps": 50.0}, TypeError, "steps: 50.0 of type float"),
        ({"batch_size": 0}, ValueError, "batch_size: 0; expected at least 1"),
        ({"seed": -1}, ValueError, "seed: -1"),
        ({"optimizer": "sgdd"}, ValueError, "optimizer: 'sgdd' is not known"),
        ({"x": np.ones((6, 5))}, ValueError, r"x: shape \(6, 5\); expected"),
        ({"x": np.ones(4), "y": 1}, ValueError, r"x: shape \(4,\); expected \(m, 4\)"),
        ({"y": np.full(6, 3)}, ValueError, "y: class 3"),
    ],
)
def test_bad_arguments(named: dict[str, Any], error: type[Exception], message: str) -> None:
    net = dw.Network([4, 3])
    before = state(net)
    given = {"x": np.ones((6, 4)), "y": np.arange(6) % 3} | named
    with pytest.raises(error, match=f"^{message}"):
        net.find_learning_rate(given.pop("x"), given.pop("y"), **given)
    assert state(net) == before


def test_the_result_is_a_curve(digits: tuple[Split, Split]) -> None:
    (x, y), _ = digits
    assert isinstance(dw.Network([64, 10]).find_learning_rate(x, y), LearningRateCurve)
