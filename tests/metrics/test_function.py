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
        (float("nan"), ValueError, "metrics: mine returned nan; expected a finite number"),
        (-np.inf, ValueError, "metrics: mine returned -inf; expected a finite number"),
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


def test_functions_without_a_name() -> None:
    partial = functools.partial(remember)
    with pytest.raises(TypeError, match=r"metrics: functools.partial\(.*has no __name__"):
        FromFunction(partial, classifier=False)
    partial.__name__ = "part"  # type: ignore[attr-defined]
    assert FromFunction(partial, classifier=False).name == "part"
