# SPDX-License-Identifier: MIT
"""Precision, recall and F1."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from deltaward.metrics import F1, Precision, Recall, f1, precision, recall

# Right 2, 1, 1; predicted 2, 2, 2; true 3, 2, 1.
TRUTH, GUESS = [0, 0, 0, 1, 1, 2], [0, 0, 1, 1, 2, 2]
EXPECTED = {
    precision: {"macro": 2 / 3, "weighted": 4.5 / 6, "micro": 4 / 6},
    recall: {"macro": 13 / 18, "weighted": 4 / 6, "micro": 4 / 6},
    f1: {
        "macro": (4 / 5 + 1 / 2 + 2 / 3) / 3,
        "weighted": (12 / 5 + 1 + 2 / 3) / 6,
        "micro": 4 / 6,
    },
}


@pytest.mark.parametrize("average", ["macro", "weighted", "micro"])
@pytest.mark.parametrize("function", [precision, recall, f1])
def test_three_classes(function: Callable[..., float], average: str) -> None:
    expected = EXPECTED[function][average]
    assert function(TRUTH, GUESS, average) == pytest.approx(expected, rel=1e-14)
    assert function(np.eye(3)[TRUTH], np.eye(3)[GUESS], average=average) == pytest.approx(expected)
    # Classes that neither occur nor are predicted make no difference.
    assert function(TRUTH, np.eye(9)[GUESS], average) == pytest.approx(expected)


@pytest.mark.parametrize("function", [precision, recall, f1])
def test_the_default_of_three_classes_is_macro(function: Callable[..., float]) -> None:
    assert function(TRUTH, GUESS) == function(TRUTH, GUESS, "macro")


def test_two_classes() -> None:
    """Class 1 alone: right 2, predicted 3, true 4."""
    truth, guess = [0, 1, 1, 1, 1, 0], [1, 1, 0, 1, 0, 0]
    for values in (guess, np.array(guess) * 0.4 + 0.3, np.eye(2)[guess]):
        for average in ("auto", "binary"):
            assert precision(truth, values, average) == pytest.approx(2 / 3)
            assert recall(truth, values, average) == 0.5
            assert f1(truth, values, average) == pytest.approx(4 / 7)
    # Class 0: right 1, predicted 3, true 2.
    assert precision(truth, guess, "macro") == pytest.approx((2 / 3 + 1 / 3) / 2)
    assert recall(truth, guess, "micro") == 0.5


@pytest.mark.parametrize("make", [Precision, Recall, F1])
def test_auto_goes_by_the_outputs(make: Any) -> None:
    """Not by the classes that happen to occur, of which there are two in each block."""
    one, two, three = (np.full((4, n), 0.4) for n in (1, 2, 3))
    one[:2], two[:2, 1], three[:2, 1] = 0.6, 0.6, 0.6
    for outputs, average in ((one, "binary"), (two, "binary"), (three, "macro")):
        figures = []
        for metric in (make(), make(average), make("macro")):
            metric.update([1, 0, 0, 0], outputs)
            figures.append(metric.result())
        assert figures[0] == figures[1]
        assert (figures[1] == figures[2]) == (average == "macro")


@pytest.mark.parametrize("average", ["auto", "macro", "weighted", "micro", "binary"])
@pytest.mark.parametrize("function", [precision, recall, f1])
def test_zero_by_zero_is_zero(function: Callable[..., float], average: str) -> None:
    expected = 1.0 if average in ("macro", "weighted", "micro") else 0.0
    assert function([0, 0], [0, 0], average) == expected
    assert function([0, 0], [1, 1], average) == 0
    assert function([1, 1], [0, 0], average) == 0


@pytest.mark.parametrize("average", ["macro", "weighted", "micro"])
@pytest.mark.parametrize("name", ["precision", "recall", "f1"])
@pytest.mark.parametrize("missing", ["none", "truth", "guess", "both"])
def test_against_scikit_learn(
    name: str, average: str, missing: str, rng: np.random.Generator
) -> None:
    oracle = getattr(pytest.importorskip("sklearn.metrics"), f"{name}_score")
    truth, guess = rng.integers(0, 6, (2, 300))
    guess = np.where(rng.random(300) < 0.4, truth, guess)
    if missing in ("truth", "both"):
        truth[truth == 3] = 5
    if missing in ("guess", "both"):
        guess[guess == 3] = 0
    expected = oracle(truth, guess, average=average, zero_division=0)
    make: Any = {"precision": Precision, "recall": Recall, "f1": F1}[name]
    metric = make(average)
    metric.update(truth, np.eye(6)[guess])
    assert metric.result() == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("name", ["precision", "recall", "f1"])
def test_two_classes_against_scikit_learn(name: str, rng: np.random.Generator) -> None:
    oracle = getattr(pytest.importorskip("sklearn.metrics"), f"{name}_score")
    truth, p = rng.integers(0, 2, 300), rng.random(300)
    function: Any = {"precision": precision, "recall": recall, "f1": f1}[name]
    assert function(truth, p) == pytest.approx(oracle(truth, p > 0.5), rel=1e-14)


@pytest.mark.parametrize(
    ("average", "error", "message"),
    [
        ("binary", ValueError, "average: 'binary' of 3 classes; expected macro, micro or weighted"),
        ("mean", ValueError, "average: 'mean' is not known; expected one of auto, macro, micro"),
        (None, TypeError, "average: None; expected a name"),
    ],
)
def test_bad_averages(average: Any, error: type[Exception], message: str) -> None:
    for function in (precision, recall, f1):
        with pytest.raises(error, match=message):
            function(TRUTH, GUESS, average)


def test_blocks_of_other_widths() -> None:
    metric = Recall()
    metric.update([0, 1], np.eye(2))
    with pytest.raises(ValueError, match="outputs: 3 classes; expected 2 as in the blocks before"):
        metric.update([0, 1], np.eye(3)[:2])
    assert metric.result() == 1
