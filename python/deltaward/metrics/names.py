# SPDX-License-Identifier: MIT
"""From what `deltaward.Network.fit` is given to metrics that fit the network."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from deltaward.metrics import classwise, confusion, counting, likelihood, regression
from deltaward.metrics.arrays import Array
from deltaward.metrics.function import FromFunction
from deltaward.metrics.metric import Metric

_MAKE: dict[str, Callable[[], Metric]] = {
    "accuracy": counting.Accuracy,
    "top_k": lambda: counting.TopK(name="top_k"),
    "precision": classwise.Precision,
    "recall": classwise.Recall,
    "f1": classwise.F1,
    "log_loss": likelihood.LogLoss,
    "mae": regression.MAE,
    "r2": regression.R2,
}
KNOWN = tuple(_MAKE)

# The plain functions stand for the classes: given predictions they would miss the outputs.
_FUNCTIONS: list[tuple[Callable[..., Any], str]] = [
    (counting.accuracy, "accuracy"),
    (counting.top_k, "top_k"),
    (classwise.precision, "precision"),
    (classwise.recall, "recall"),
    (classwise.f1, "f1"),
    (likelihood.log_loss, "log_loss"),
    (regression.mae, "mae"),
    (regression.r2, "r2"),
    (confusion.confusion_matrix, confusion.ConfusionMatrix.name),
]

Given = str | Metric | Callable[[Array, Array], Any]


def resolve(
    metrics: Sequence[Given], classifier: bool, outputs: int, *, labels: bool | None = None
) -> list[Metric]:
    """Make metrics of names, objects and functions, and check that they fit the network.

    Parameters
    ----------
    metrics : list or tuple
        Names (accuracy, top_k, top_3 and so on, precision, recall, f1, log_loss, mae, r2), objects
        of `Metric`, or functions ``(y_true, y_pred)``, see `FromFunction`.
    classifier : bool
        Whether the outputs are probabilities, softmax or sigmoid.
    outputs : int
        Neurons of the output layer.
    labels : bool, optional
        Whether the targets stand for classes; default: what `classifier` says. False for sigmoid
        outputs with target values, as of an autoencoder, True for class indices where the output
        activation is another.

    Returns
    -------
    list of Metric

    Raises
    ------
    TypeError
        If `metrics` is no list, an entry is none of the three, or its result would be an array.
    ValueError
        For an unknown name, a metric that does not fit the network, or two of the same name.
    """
    if not isinstance(metrics, (list, tuple)):
        raise TypeError(
            f"metrics: {metrics!r} of type {type(metrics).__name__}; expected a list like "
            "['accuracy']"
        )
    labels = classifier if labels is None else labels
    made: dict[str, Metric] = {}
    for i, given in enumerate(metrics):
        metric = _make(given, f"metrics[{i}]", classifier)
        _check(metric, classifier, outputs, labels)
        if metric.name in made:
            raise ValueError(
                f"metrics: {metric.name!r} twice; expected names that differ, as with "
                "Precision('micro', name='precision_micro')"
            )
        made[metric.name] = metric
    return list(made.values())


def _make(given: Any, where: str, classifier: bool) -> Metric:
    for function, name in _FUNCTIONS:
        if given is function:
            given = name
    if isinstance(given, str):
        return _named(given, where)
    if isinstance(given, Metric):
        if not isinstance(getattr(given, "name", None), str):
            raise TypeError(f"{where}: {given!r} has no name; expected a str")
        return given
    if given is confusion.ConfusionMatrix or isinstance(given, confusion.ConfusionMatrix):
        raise _array(where)
    if isinstance(given, type) and issubclass(given, Metric):
        raise TypeError(
            f"{where}: the class {given.__name__}; expected an object of it, as in "
            f"{given.__name__}()"
        )
    if not callable(given) or isinstance(given, type):
        raise TypeError(
            f"{where}: {given!r}; expected a name ({', '.join(KNOWN)}), an object of "
            "deltaward.metrics or a function (y_true, y_pred)"
        )
    return FromFunction(given, classifier)


def _array(where: str) -> TypeError:
    return TypeError(
        f"{where}: confusion_matrix is an array, and a figure is one float; expected "
        "deltaward.metrics.confusion_matrix(y, net.predict(x)) after the training"
    )


def _named(name: str, where: str) -> Metric:
    if name in _MAKE:
        return _MAKE[name]()
    if name == confusion.ConfusionMatrix.name:
        raise _array(where)
    if re.fullmatch(r"top_[1-9][0-9]{0,8}", name):
        return counting.TopK(int(name.removeprefix("top_")))
    known = ", ".join(KNOWN).replace("top_k", "top_k (or top_3 and so on)")
    raise ValueError(f"{where}: {name!r} is not known; expected one of {known}")


def _check(metric: Metric, classifier: bool, outputs: int, labels: bool) -> None:
    name = metric.name
    if name == "cost" or (name == "accuracy" and not isinstance(metric, counting.Accuracy)):
        raise ValueError(f"metrics: {name!r} is a figure that is always there; expected another")
    if metric.needs == "classes" and not (classifier or labels):
        raise ValueError(
            f"metrics: {name} is of classes, and the network puts out values; expected mae, r2 or "
            "a function (y_true, y_pred)"
        )
    if metric.needs == "probabilities" and not classifier:
        raise ValueError(
            f"metrics: {name} is of probabilities, and the network puts out values; expected it "
            "with softmax or sigmoid outputs"
        )
    if metric.needs == "values" and labels:
        raise ValueError(
            f"metrics: {name} is of values, and the targets are classes; expected accuracy, top_k, "
            "precision, recall, f1, log_loss or a function (y_true, y_pred)"
        )
    try:
        metric.check(outputs)
    except ValueError as error:
        raise ValueError(f"metrics: {name}, {error}") from None
