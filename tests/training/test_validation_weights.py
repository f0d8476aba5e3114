# SPDX-License-Identifier: MIT
"""Weights of samples in validation and evaluation."""

from typing import Any

import numpy as np
import pytest

import deltaward as dw
from test_training import digest
from training_oracle import Array


def _data(rng: np.random.Generator, m: int = 24) -> tuple[Array, Array]:
    return rng.standard_normal((m, 4)), rng.integers(0, 3, m)


def _net(**options: Any) -> dw.Network:
    return dw.Network([4, 6, 3], activation="tanh", dtype="float64", seed=2, **options)


@pytest.mark.parametrize("how", ["data", "split"])
def test_validation_by_weights(how: str, rng: np.random.Generator) -> None:
    """A weight is how often the row is there."""
    x, y = _data(rng, 48)
    count = np.arange(48) % 3
    weighted, repeated = _net(), _net()
    options: dict[str, Any] = {"epochs": 2, "metrics": ["f1", "log_loss"], "verbose": 0}
    often = np.repeat(x[24:], count[24:], 0), np.repeat(y[24:], count[24:])
    expected = repeated.fit(
        x[:24], y[:24], sample_weight=count[:24], validation_data=often, **options
    )
    if how == "data":
        data = (x[24:], y[24:], count[24:])
        got = weighted.fit(
            x[:24], y[:24], sample_weight=count[:24], validation_data=data, **options
        )
    else:
        got = weighted.fit(x, y, sample_weight=count, validation_split=0.5, **options)
    for name in ("val_cost", "val_accuracy", "val_f1", "val_log_loss"):
        assert got.history[name] == pytest.approx(expected.history[name], rel=1e-12)
    assert digest(weighted) == digest(repeated)


@pytest.mark.parametrize("cost", ["cross_entropy", "quadratic"])
def test_evaluation_by_weights(cost: str, rng: np.random.Generator) -> None:
    x, y = _data(rng, 700)
    count = rng.integers(0, 4, 700)
    net = _net(cost=cost)
    expected = net.evaluate(np.repeat(x, count, 0), np.repeat(y, count))
    assert net.evaluate(x, y, count) == pytest.approx(expected, rel=1e-12)
    assert net.evaluate(x, y, sample_weight=count / 7) == pytest.approx(expected, rel=1e-12)
    assert net.evaluate(x, y, np.ones(700)) == pytest.approx(net.evaluate(x, y), rel=1e-12)
    assert net.evaluate(x, y)["cost"] != pytest.approx(expected["cost"], rel=1e-3)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"validation_data": (1,)}, r"^validation_data: tuple of 1; expected a pair \(x, y\), or"),
        ({"validation_data": 3}, r"^validation_data: int; expected a pair"),
        ({"validation_data": (np.ones((2, 4)), [0, 1], [1])}, r"^validation_data\[2\]: shape"),
        ({"validation_data": (np.ones((2, 4)), [0, 1], [0, 0])}, r"^validation_data\[2\]: "),
        ({"validation_split": 0.5, "sample_weight": [1] * 12 + [0] * 12}, r"^sample_weight: all 0"),
    ],
)
def test_wrong_validation(changes: dict[str, Any], message: str, rng: np.random.Generator) -> None:
    net = _net()
    before = digest(net)
    with pytest.raises((TypeError, ValueError), match=message):
        net.fit(*_data(rng), verbose=0, **changes)
    assert digest(net) == before
