# SPDX-License-Identifier: MIT
"""Figures, schedules and the end of a training; the rest is in test_like_scikit_learn.py."""

from typing import Any

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning

import deltaward as dw
from deltaward.sklearn import MLPClassifier, MLPRegressor


class Watch(dw.callbacks.Callback):
    def __init__(self) -> None:
        self.rates: list[float] = []
        self.logs: list[dict[str, float]] = []

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        self.rates.append(logs["learning_rate"])
        self.logs.append(dict(logs))


def _rates(values: Any, **settings: Any) -> list[float]:
    watch = Watch()
    net = MLPRegressor(
        solver="sgd", learning_rate_init=0.1, random_state=0, callbacks=watch, **settings
    )
    net.fit(*values)
    assert len(watch.rates) == net.n_iter_
    return watch.rates


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_invscaling_follows_the_samples(values: Any) -> None:
    rates = _rates(values, learning_rate="invscaling", max_iter=4)
    np.testing.assert_allclose(rates, [0.1 / (150 * i + 1) ** 0.5 for i in range(4)])


def test_adaptive_slows_down_and_ends(values: Any) -> None:
    rates = _rates(values, learning_rate="adaptive", tol=10.0, n_iter_no_change=2)
    # The first epoch is better than none, then every third is one too many.
    assert rates[:7] == pytest.approx([0.1] * 4 + [0.02] * 3)
    assert rates[-1] <= 1e-6 < rates[-4]


def test_the_rate_of_other_solvers_stays(values: Any) -> None:
    watch = Watch()
    net = MLPRegressor(learning_rate="adaptive", tol=10.0, callbacks=[watch]).fit(*values)
    assert net.n_iter_ == 12
    assert set(watch.rates) == {0.001}


def test_reaching_the_last_epoch_is_a_warning(iris: Any) -> None:
    net = MLPClassifier(max_iter=3)
    with pytest.warns(ConvergenceWarning, match=r"^max_iter: all 3 epochs") as told:
        net.fit(*iris)
    assert told[0].filename == __file__
    MLPClassifier(tol=10.0, max_iter=12).fit(*iris)  # ends with the last epoch
    MLPClassifier(max_iter=1).partial_fit(iris[0], iris[1], classes=[0, 1, 2])


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_callbacks_see_the_figures(iris: Any) -> None:
    x, y = iris
    watch = Watch()
    net = MLPClassifier(max_iter=3, callbacks=[watch], random_state=0)
    net.fit(x, y, X_val=x[::2], y_val=y[::2])
    assert [logs["loss"] for logs in watch.logs] == net.loss_curve_
    assert [logs["val_score"] for logs in watch.logs] == net.validation_scores_
    assert [logs["val_accuracy"] for logs in watch.logs] == net.validation_scores_
    assert all(logs["loss"] > logs["cost"] for logs in watch.logs)


def test_callbacks_end_the_training(iris: Any) -> None:
    x, y = iris
    stop = dw.callbacks.EarlyStopping(patience=1, min_delta=10.0)
    net = MLPClassifier(callbacks=[stop], random_state=0).fit(x, y, X_val=x, y_val=y)
    assert net.n_iter_ == 2  # and no warning


def test_interrupted_it_can_predict(iris: Any) -> None:
    class Interrupt(dw.callbacks.Callback):
        def on_epoch_begin(self, epoch: int, logs: Any) -> None:
            if epoch == 2:
                raise KeyboardInterrupt

    net = MLPClassifier(callbacks=[Interrupt()], random_state=0)
    with pytest.raises(KeyboardInterrupt):
        net.fit(*iris)
    assert net.n_iter_ == len(net.loss_curve_) == 2
    assert net.predict(iris[0]).shape == (150,)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_verbose(iris: Any, capsys: pytest.CaptureFixture[str]) -> None:
    MLPClassifier(max_iter=2).fit(*iris)
    assert capsys.readouterr() == ("", "")
    MLPClassifier(max_iter=2, verbose=2).fit(*iris)
    out, err = capsys.readouterr()
    assert not out
    assert len(err.splitlines()) == 2
