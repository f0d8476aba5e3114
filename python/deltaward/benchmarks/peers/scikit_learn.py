# SPDX-License-Identifier: MIT
"""scikit-learn's MLPClassifier."""

from typing import Any

import numpy as np
from sklearn.neural_network import MLPClassifier

from deltaward.benchmarks.cases import Array, Case, Data, Parameters
from deltaward.benchmarks.trainer import Predictor, Trainer, one_by_one


def _network(parameters: Parameters, **options: Any) -> Any:
    """Return a classifier that has been fitted, so that it has arrays, and then given these."""
    net = MLPClassifier([len(b) for _, b in parameters[:-1]], solver="sgd", alpha=0.0, **options)
    classes = np.arange(len(parameters[-1][1]))
    x = np.zeros((len(classes), parameters[0][0].shape[1]), np.float32)
    net.partial_fit(x, classes, classes=classes)
    for (w, b), coefficients, intercepts in zip(
        parameters, net.coefs_, net.intercepts_, strict=True
    ):
        coefficients[...] = w.T
        intercepts[...] = b
    return net


def trainer(case: Case, data: Data, start: Parameters, threads: int) -> Trainer:
    """One `partial_fit` is one epoch."""
    net = _network(
        start,
        momentum=0.0,
        batch_size=case.batch_size,
        learning_rate_init=case.learning_rate,
        shuffle=False,
    )

    def epoch() -> None:
        net.partial_fit(data.x, data.y)

    def parameters() -> Parameters:
        return [(w.T.copy(), b.copy()) for w, b in zip(net.coefs_, net.intercepts_, strict=True)]

    return Trainer(one_by_one(epoch), parameters)


def predictor(parameters: Parameters, threads: int) -> Predictor:
    """`predict`, with its checks of the input."""
    net = _network(parameters, batch_size=1)

    def predict(x: Array) -> Array:
        return np.asarray(net.predict(np.atleast_2d(x)))

    return predict
