# SPDX-License-Identifier: MIT
"""Pickles of plain values and arrays, which go on training bit for bit."""

import copy
import io
import pickle
from typing import Any

import numpy as np
import pytest
from scipy import sparse
from sklearn.base import clone

import deltaward as dw
from deltaward.sklearn import MLPClassifier, MLPRegressor

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


class Plain(pickle.Unpickler):
    """Reads nothing but NumPy's arrays and the estimators themselves."""

    def find_class(self, module: str, name: str) -> Any:
        assert module.split(".")[0] == "numpy" or module.startswith("deltaward.sklearn."), module
        return super().find_class(module, name)


@pytest.mark.parametrize("solver", ["adam", "sgd", "rmsprop", "lion"])
def test_a_pickle_goes_on(iris: Any, solver: str) -> None:
    x, y = iris
    net = MLPClassifier(random_state=0, solver=solver, dropout=0.1, batch_size=20)
    net.partial_fit(x, y, classes=[0, 1, 2]).partial_fit(x, y)
    again = Plain(io.BytesIO(pickle.dumps(net))).load()
    np.testing.assert_array_equal(again.predict_proba(x), net.predict_proba(x))
    assert again.loss_curve_ == net.loss_curve_
    for estimator in (net, again):
        estimator.partial_fit(x, y)
    for a, b in zip(net.coefs_, again.coefs_, strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_pickle_goes_on_with_sparse_data(iris: Any) -> None:
    x, y = sparse.csr_array(iris[0]), iris[1]
    net = MLPRegressor(random_state=0, batch_size=20).partial_fit(x, y)
    again = pickle.loads(pickle.dumps(net)).partial_fit(x, y)
    np.testing.assert_array_equal(again.coefs_[0], net.partial_fit(x, y).coefs_[0])


def test_an_unfitted_pickle() -> None:
    again = pickle.loads(pickle.dumps(MLPRegressor(alpha=3)))
    assert again.get_params() == MLPRegressor(alpha=3).get_params()
    assert not hasattr(again, "network_")


def test_a_copy_is_its_own(iris: Any) -> None:
    net = MLPRegressor(random_state=0, max_iter=2).fit(*iris)
    twin = copy.deepcopy(net)
    twin.coefs_[0][...] = 0
    assert np.abs(net.coefs_[0]).max() > 0


def test_callbacks_come_along_without_their_run(iris: Any) -> None:
    stop = dw.callbacks.EarlyStopping("loss", patience=2, mode="min")
    net = MLPClassifier(random_state=0, max_iter=2, callbacks=[stop]).fit(*iris)
    assert stop.net is net.network_
    again = pickle.loads(pickle.dumps(net))
    assert again.callbacks[0].best == stop.best
    assert not hasattr(again.callbacks[0], "run")
    twin = clone(net)
    assert twin.callbacks[0] is not stop
    assert twin.fit(*iris).loss_curve_ == net.loss_curve_
