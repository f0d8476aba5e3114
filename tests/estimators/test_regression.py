# SPDX-License-Identifier: MIT
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import r2_score

import deltaward as dw
from deltaward.sklearn import MLPRegressor
from deltaward.sklearn.samples import Samples

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")

GOOD: dict[str, Any] = {"random_state": 0, "learning_rate_init": 0.02}


@pytest.mark.parametrize("loss", ["squared_error", "absolute_error", "huber", "log_cosh"])
def test_every_loss_learns(values: Any, loss: str) -> None:
    net = MLPRegressor(**GOOD, loss=loss).fit(*values)
    assert net.score(*values) > 0.8
    assert net.out_activation_ == "identity"
    assert net.loss_curve_[-1] < 0.5 * net.loss_curve_[0]


def test_poisson(rng: np.random.Generator) -> None:
    x = rng.normal(size=(300, 2))
    mean = np.exp(x[:, 0])
    y = rng.poisson(mean)  # counts are values, not classes
    net = MLPRegressor(**GOOD, loss="poisson").fit(x, y)
    assert net.out_activation_ == "softplus"
    assert (net.predict(x) >= 0).all()
    assert np.corrcoef(net.predict(x), mean)[0, 1] > 0.9


def test_absolute_error_is_not_moved_by_a_few(values: Any) -> None:
    x, y = values
    spoilt = y.copy()
    spoilt[::10] += 100
    absolute, squared = (
        np.median(np.abs(MLPRegressor(**GOOD, loss=loss).fit(x, spoilt).predict(x) - y))
        for loss in ("absolute_error", "squared_error")
    )
    assert absolute < 0.5 * squared


def test_several_outputs(values: Any) -> None:
    x, y = values
    net = MLPRegressor(**GOOD).fit(x, np.stack([y, x[:, 0], x[:, 1]], axis=1))
    assert net.predict(x).shape == (150, 3)
    assert net.predict(x[:1]).shape == (1, 3)
    assert net.n_outputs_ == 3
    with pytest.raises(ValueError, match=r"^y: 1 outputs; expected 3, as before"):
        net.partial_fit(x, y)


def test_whole_numbers_are_values_too(values: Any) -> None:
    x, y = values
    whole = np.rint(3 * y).astype(int)
    nets = [MLPRegressor(**GOOD, max_iter=3).fit(x, each) for each in (whole, whole.astype(float))]
    assert np.array_equal(nets[0].predict(x), nets[1].predict(x))


def test_going_on_weighs_the_samples(values: Any) -> None:
    x, y = values
    weight = np.arange(150) % 3
    # Of scikit-learn's few words: a weight of 2 is the sample twice, one of 0 none.
    nets = [MLPRegressor(**GOOD, solver="sgd", batch_size=1000, shuffle=False) for _ in range(3)]
    nets[0].partial_fit(x, y, weight)
    nets[1].partial_fit(np.repeat(x, weight, 0), np.repeat(y, weight))
    nets[2].partial_fit(x, y)
    weighted, repeated, plain = (net.predict(x) for net in nets)
    np.testing.assert_allclose(weighted, repeated, rtol=1e-4, atol=1e-5)
    assert np.abs(weighted - plain).max() > 1e-3


def test_the_loss_without_a_penalty_is_the_cost(values: Any) -> None:
    seen: list[dict[str, float]] = []
    watch = dw.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(dict(logs)))
    net = MLPRegressor(max_iter=3, alpha=0, callbacks=[watch], random_state=0).fit(*values)
    assert net.loss_curve_ == [logs["loss"] for logs in seen] == [logs["cost"] for logs in seen]


@pytest.mark.parametrize("constant", [False, True])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("outputs", [1, 2])
def test_score_is_r2(
    values: Any, rng: np.random.Generator, outputs: int, weighted: bool, constant: bool
) -> None:
    x, y = values
    y = np.stack([y, np.zeros(150) if constant else x[:, 0]], axis=1)[:, -outputs:]
    y = y[:, 0] if outputs == 1 else y
    weight = rng.random(150) if weighted else None
    net = MLPRegressor(**GOOD).fit(x, y)
    expected = r2_score(y, net.predict(x), sample_weight=weight)
    np.testing.assert_allclose(net._score_of(net.network_, Samples(x, y, weight)), expected)


def test_a_cost_of_ones_own(values: Any) -> None:
    class Half:
        @staticmethod
        def fn(a: Any, y: Any) -> Any:
            return ((a - y) ** 2).sum(axis=1) / 4

        @staticmethod
        def delta(z: Any, a: Any, y: Any) -> Any:
            return (a - y) / 2

    own = MLPRegressor(**GOOD, loss=Half(), solver="sgd", max_iter=5, alpha=0).fit(*values)
    built_in = MLPRegressor(
        **(GOOD | {"learning_rate_init": 0.01}), solver="sgd", max_iter=5, alpha=0
    ).fit(*values)
    np.testing.assert_allclose(own.coefs_[0], built_in.coefs_[0], rtol=1e-5, atol=1e-8)


def test_divergence_is_told(values: Any) -> None:
    x, y = values
    net = MLPRegressor(solver="sgd", learning_rate_init=1e6, random_state=0)
    with pytest.raises(FloatingPointError, match="training diverged"):
        net.fit(1e3 * x, 1e3 * y)


def test_dtype(values: Any) -> None:
    x, y = values
    few: dict[str, Any] = {"max_iter": 1, "random_state": 0}
    assert MLPRegressor(**few).fit(x, y).predict(x).dtype == np.float64
    assert MLPRegressor(**few, batch_size=100).fit(x, y).predict(x).dtype == np.float32
    assert MLPRegressor(**few, dtype="float32").fit(x, y).predict(x).dtype == np.float32
    assert MLPRegressor(**few).partial_fit(x, y).predict(x).dtype == np.float32
    large = np.tile(x, (2, 1)), np.tile(y, 2)
    assert MLPRegressor(**few, batch_size=300).fit(*large).predict(x).dtype == np.float32
    assert MLPRegressor(**few, dtype="float64").fit(*large).predict(x).dtype == np.float64


def test_solver_with_settings_of_its_own(values: Any) -> None:
    solver = dw.optimizers.AdamW(learning_rate=0.02, weight_decay=0.1)
    net = MLPRegressor(solver=solver, random_state=0).fit(*values)
    assert net.score(*values) > 0.8
