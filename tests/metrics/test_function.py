# SPDX-License-Identifier: MIT
"""Functions as metrics: what they are given, and what they may return."""

import functools
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward.metrics import FromFunction
from deltaward.metrics.function import number

GIVEN: list[tuple[Any, Any]] = []


def remember(y_true: Any, y_pred: Any) -> float:
    GIVEN.append((y_true, y_pred))
    return float(len(y_true))


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    GIVEN.clear()


@pytest.mark.parametrize("values", [False, True])
def test_a_classifier_gives_classes(values: bool, rng: np.random.Generator) -> None:
    net = dw.Network([4, 3], seed=3)
    x, labels = rng.standard_normal((10, 4)), np.arange(10, dtype=np.uint8) % 3
    y = np.eye(3)[labels] if values else labels
    metric = FromFunction(remember, classifier=True)
    assert metric.name == "remember"
    for first, last in ((0, 3), (3, 10)):
        metric.update(y[first:last], net.feedforward(x[first:last]))
    assert metric.result() == 10
    ((truth, guess),) = GIVEN
    assert truth.dtype == guess.dtype == np.int64
    assert truth.tolist() == labels.tolist()
    assert guess.tolist() == net.predict(x).tolist()


@pytest.mark.parametrize("classifier", [False, True])
@pytest.mark.parametrize("shape", [(4,), (4, 1)])
def test_one_output_gives_values_without_columns(shape: tuple[int, ...], classifier: bool) -> None:
    metric = FromFunction(remember, classifier)
    metric.update(np.arange(4.0).reshape(shape), np.arange(4.0)[:, None] / 8)
    metric.result()
    ((truth, guess),) = GIVEN
    assert truth.tolist() == [0, 1, 2, 3]
    assert guess.tolist() == [0, 0.125, 0.25, 0.375]
    with pytest.raises(ValueError, match=r"y_true: shape \(4, 2\); expected \(m,\) or \(m, 1\)"):
        metric.update(np.zeros((4, 2)), np.zeros((4, 1)))


def test_other_networks_give_their_outputs() -> None:
    metric = FromFunction(remember, classifier=False)
    y, outputs = np.arange(6.0).reshape(3, 2), np.ones((3, 2), np.float32)
    metric.update(y, outputs)
    y_before = y.copy()
    y[:], outputs[:] = -1, -1
    metric.result()
    ((truth, guess),) = GIVEN
    assert (truth == y_before).all()
    assert (guess == 1).all()
    metric.start()
    metric.update(y[:1], outputs[:1])
    assert metric.result() == 1


def test_functions_of_scikit_learn(rng: np.random.Generator) -> None:
    oracle = pytest.importorskip("sklearn.metrics")
    y, outputs = rng.integers(0, 4, 100), rng.random((100, 4))
    metric = FromFunction(oracle.cohen_kappa_score, classifier=True)
    metric.update(y, outputs)
    assert metric.name == "cohen_kappa_score"
    assert metric.result() == oracle.cohen_kappa_score(y, outputs.argmax(axis=1))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, 1.0),
        (Fraction(1, 2), 0.5),
        (np.float32(0.5), 0.5),
        (np.int8(3), 3.0),
        (np.array(0.25), 0.25),
    ],
)
def test_numbers(value: Any, expected: float) -> None:
    got = number("mine", value)
    assert type(got) is float
    assert got == expected


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        (None, TypeError, "metrics: mine returned None of type NoneType; expected a number"),
        ("0.5", TypeError, "metrics: mine returned '0.5' of type str; expected a number"),
        (True, TypeError, "metrics: mine returned True of type bool"),
        (np.True_, TypeError, "metrics: mine returned np.True_ of type bool"),
        (1j, TypeError, "metrics: mine returned 1j of type complex"),
        (np.ones(1), TypeError, r"metrics: mine returned array\(\[1.\]\) of type ndarray"),
    ],
)
def test_what_is_no_number(value: Any, error: type[Exception], message: str) -> None:
    def mine(y_true: Any, y_pred: Any) -> Any:
        return value

    metric = FromFunction(mine, classifier=False)
    metric.update([1.0], [[1.0]])
    with pytest.raises(error, match=message):
        metric.result()


def test_errors_of_the_function_come_through() -> None:
    def broken(y_true: Any, y_pred: Any) -> float:
        raise LookupError("of its own")

    metric = FromFunction(broken, classifier=False)
    metric.update([1.0], [[1.0]])
    with pytest.raises(LookupError, match="of its own"):
        metric.result()


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_recorded(value: float) -> None:
    """As Keras does: a correlation of constants is NaN, and the training goes on."""
    history = (
        dw.Network([3, 2])
        .fit(
            *([np.ones((4, 3)), np.arange(4) % 2]),
            epochs=2,
            validation_split=0.5,
            metrics=[functools.partial(lambda result, y_true, y_pred: result, value)],
            callbacks=dw.callbacks.EarlyStopping("val_<lambda>", mode="max", patience=3),
            verbose=0,
        )
        .history
    )
    np.testing.assert_array_equal(history["val_<lambda>"], [value, value])


class Spread:
    def __call__(self, y_true: Any, y_pred: Any) -> float:
        return float(np.ptp(y_pred))


class Named(Spread):
    name = "my_spread"


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (functools.partial(remember), "remember"),
        (functools.partial(functools.partial(remember), y_true=0), "remember"),
        (functools.partial(Spread()), "Spread"),
        (Spread(), "Spread"),
        (Named(), "my_spread"),
        (Spread().__call__, "__call__"),
        (np.hypot, "hypot"),
    ],
)
def test_names(function: Any, name: str) -> None:
    assert FromFunction(function, classifier=False).name == name
    partial = functools.partial(function)
    partial.__name__ = "part"  # type: ignore[attr-defined]
    assert FromFunction(partial, classifier=False).name == "part"


def test_weights_are_for_functions_that_take_them(rng: np.random.Generator) -> None:
    def total(y_true: Any, y_pred: Any, *, sample_weight: Any = None) -> float:
        return float("nan" if sample_weight is None else np.sum(sample_weight * y_true))

    metric = FromFunction(total, classifier=False)
    metric.update([1.0, 2.0], np.ones((2, 1)), [0.5, 2.0])
    metric.update([3.0], np.ones((1, 1)), [1.0])
    assert metric.result() == 7.5
    without = FromFunction(remember, classifier=False)
    without.update([1.0, 2.0], np.ones((2, 1)), [0.5, 2.0])
    assert without.result() == 2
    for bad in ([1.0], [[1.0], [2.0]], [1.0, -1.0], [1.0, np.nan]):
        with pytest.raises(ValueError, match=r"^sample_weight: "):
            metric.update([1.0, 2.0], np.ones((2, 1)), bad)
