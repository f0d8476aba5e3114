# SPDX-License-Identifier: MIT
import tracemalloc
from typing import Any

import numpy as np
import pytest
from scipy import sparse

import deltaward as dw
from deltaward.sklearn import MLPClassifier, MLPRegressor
from deltaward.sklearn.samples import Samples, SparseBatches, outputs_of

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


@pytest.mark.parametrize("make", [sparse.csr_array, sparse.csc_matrix, sparse.coo_array])
@pytest.mark.parametrize("weighted", [False, True])
def test_sparse_is_dense(iris: Any, rng: np.random.Generator, make: Any, weighted: bool) -> None:
    x, y = iris
    x = np.where(x > 0, x, 0)
    settings: dict[str, Any] = {
        "random_state": 0,
        "max_iter": 5,
        "batch_size": 30,
        "alpha": 0.5,
        "shuffle": False,
    }
    weight = rng.random(150) if weighted else None
    dense = MLPClassifier(**settings).fit(x, y, weight)
    same = MLPClassifier(**settings).fit(make(x), y, weight)
    for a, b in zip(dense.coefs_ + dense.intercepts_, same.coefs_ + same.intercepts_, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(dense.loss_curve_, same.loss_curve_, rtol=1e-5)
    np.testing.assert_array_equal(same.predict_proba(make(x)), same.predict_proba(x))


def test_sparse_with_validation(iris: Any) -> None:
    x, y = iris
    sparse_x = sparse.csr_array(x)
    net = MLPClassifier(random_state=0, early_stopping=True, learning_rate_init=0.05)
    net.fit(sparse_x, y)
    assert net.best_validation_score_ > 0.8
    net.fit(sparse_x, y, X_val=sparse_x[::3], y_val=y[::3])
    assert len(net.validation_scores_) == net.n_iter_


def test_sparse_is_never_dense_in_whole() -> None:
    x = sparse.random_array((4000, 20_000), density=1e-4, format="csr", rng=0)
    y = np.asarray(x.sum(axis=1)).ravel()
    net = MLPRegressor(hidden_layer_sizes=2, max_iter=1, batch_size=50, early_stopping=True)
    tracemalloc.start()
    try:
        net.fit(x, y).predict(x)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4000 * 20_000 * 4 / 10


def test_batches_are_drawn_anew_in_each_epoch() -> None:
    samples = Samples(sparse.eye_array(7, format="csr"), np.arange(7), np.arange(1.0, 8.0))
    batches = SparseBatches(samples, 3, shuffle=True, seed=1, dtype="float32")
    epochs = [list(batches), list(batches)]
    orders = []
    for epoch in epochs:
        assert [len(x) for x, *_ in epoch] == [3, 3, 1]
        for x, y, weight in epoch:
            assert x.dtype == np.float32
            np.testing.assert_array_equal(x.argmax(axis=1), y)
            np.testing.assert_array_equal(weight, y + 1)
        orders.append([label for _, y, _ in epoch for label in y])
    assert sorted(orders[0]) == sorted(orders[1]) == list(range(7))
    assert orders[0] != orders[1]
    assert batches.weight == 28


def test_outputs_in_blocks(rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deltaward.sklearn.samples.BLOCK_BYTES", 4 * 5 * 3)
    net = dw.Network([5, 4, 2])
    x = rng.normal(size=(10, 5)).astype(np.float32)
    np.testing.assert_array_equal(outputs_of(net, sparse.csr_array(x)), net.feedforward(x))
