# SPDX-License-Identifier: MIT
"""From names, objects and functions to metrics that fit the network."""

from typing import Any

import numpy as np
import pytest

from deltaward import metrics
from deltaward.metrics import KNOWN, FromFunction, resolve

OF_CLASSES = ["accuracy", "top_k", "precision", "recall", "f1", "log_loss"]
OF_VALUES = ["mae", "r2"]


def spread(y_true: Any, y_pred: Any) -> float:
    return float(np.ptp(y_pred))


def test_every_known_name() -> None:
    assert sorted(KNOWN) == sorted(OF_CLASSES + OF_VALUES)
    for names, classifier in ((OF_CLASSES, True), (OF_VALUES, False)):
        made = resolve(names, classifier, outputs=10)
        assert [metric.name for metric in made] == names
    kinds = [type(m).__name__ for m in resolve(OF_CLASSES, True, 10)]
    assert kinds == ["Accuracy", "TopK", "Precision", "Recall", "F1", "LogLoss"]


@pytest.mark.parametrize(("name", "k"), [("top_k", 5), ("top_1", 1), ("top_3", 3), ("top_10", 10)])
def test_top(name: str, k: int) -> None:
    (metric,) = resolve([name], True, 10)
    assert isinstance(metric, metrics.TopK)
    assert (metric.k, metric.name) == (k, name)


def test_objects_stay_what_they_are() -> None:
    given = (metrics.F1("micro", name="f1_micro"), metrics.F1(), metrics.TopK(2))
    made = resolve(given, True, 3)
    assert all(a is b for a, b in zip(made, given, strict=True))
    assert resolve([], True, 3) == []


def test_functions() -> None:
    (metric,) = resolve([spread], True, 3)
    assert isinstance(metric, FromFunction)
    assert metric.classifier
    (metric,) = resolve([spread], False, 3)
    assert isinstance(metric, FromFunction)
    assert not metric.classifier


@pytest.mark.parametrize("name", OF_CLASSES + OF_VALUES)
def test_own_functions_are_the_metrics(name: str) -> None:
    """As functions of predictions, log loss and top k would miss the outputs."""
    (metric,) = resolve([getattr(metrics, name)], name in OF_CLASSES, 10)
    assert not isinstance(metric, FromFunction)
    assert metric.name == name


@pytest.mark.parametrize("name", OF_CLASSES + OF_VALUES)
@pytest.mark.parametrize("classifier", [False, True])
@pytest.mark.parametrize("labels", [None, False, True])
def test_what_fits_which_network(name: str, classifier: bool, labels: bool | None) -> None:
    stand_for_classes = classifier if labels is None else labels
    if name in OF_VALUES:
        fits, message = not stand_for_classes, f"{name} is of values, and the targets are classes"
    elif name == "log_loss":
        fits, message = classifier, "log_loss is of probabilities, and the network puts out values"
    else:
        fits = classifier or stand_for_classes
        message = f"{name} is of classes, and the network puts out values; expected mae, r2"
    if fits:
        assert len(resolve([name], classifier, 10, labels=labels)) == 1
    else:
        with pytest.raises(ValueError, match=f"metrics: {message}"):
            resolve([name], classifier, 10, labels=labels)


def test_one_output() -> None:
    names = ["accuracy", "precision", "recall", "f1", "log_loss", "top_1"]
    assert len(resolve(names, True, 1)) == 6
    assert len(resolve([metrics.Precision("binary")], True, 1)) == 1


class Nameless(metrics.MAE):
    def __init__(self) -> None:
        pass


def accuracy(y_true: Any, y_pred: Any) -> float:
    return 0.0


def cost(y_true: Any, y_pred: Any) -> float:
    return 0.0


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ("accuracy", TypeError, r"metrics: 'accuracy' of type str; expected a list like \['acc"),
        ({"accuracy"}, TypeError, r"metrics: \{'accuracy'\} of type set; expected a list"),
        (metrics.Accuracy(), TypeError, "metrics: .* of type Accuracy; expected a list"),
        (["acc"], ValueError, r"metrics\[0\]: 'acc' is not known; .*accuracy, top_k \(or top_3"),
        (["f1", "top_0"], ValueError, r"metrics\[1\]: 'top_0' is not known"),
        (["top_"], ValueError, r"metrics\[0\]: 'top_' is not known"),
        (["top_-1"], ValueError, r"metrics\[0\]: 'top_-1' is not known"),
        (["top_4"], ValueError, "metrics: top_4, k: 4 of 3 outputs; expected at most 3"),
        (["top_k"], ValueError, "metrics: top_k, k: 5 of 3 outputs; expected at most 3"),
        (
            [metrics.Recall("binary")],
            ValueError,
            "metrics: recall, average: 'binary' of 3 classes; expected macro",
        ),
        (["f1", "f1"], ValueError, "metrics: 'f1' twice; expected names that differ"),
        ([metrics.F1(), metrics.F1("micro")], ValueError, "metrics: 'f1' twice"),
        ([spread, spread], ValueError, "metrics: 'spread' twice"),
        ([None], TypeError, r"metrics\[0\]: None; expected a name \(accuracy, .*or a function"),
        ([3], TypeError, r"metrics\[0\]: 3; expected a name"),
        (["confusion_matrix"], TypeError, r"metrics\[0\]: confusion_matrix is an array"),
        ([metrics.confusion_matrix], TypeError, r"metrics\[0\]: confusion_matrix is an array"),
        ([metrics.ConfusionMatrix], TypeError, r"metrics\[0\]: confusion_matrix is an array"),
        (
            [metrics.F1],
            TypeError,
            r"metrics\[0\]: the class F1; expected an object of it, as in F1",
        ),
        (
            [metrics.ConfusionMatrix()],
            TypeError,
            r"expected deltaward.metrics.confusion_matrix\(y, net",
        ),
        ([Nameless()], TypeError, r"metrics\[0\]: <.*Nameless.* has no name; expected a str"),
        ([cost], ValueError, "metrics: 'cost' is a figure that is always there"),
        ([accuracy], ValueError, "metrics: 'accuracy' is a figure that is always there"),
    ],
)
def test_refused(given: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        resolve(given, True, 3)
