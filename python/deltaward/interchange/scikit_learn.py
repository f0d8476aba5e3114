# SPDX-License-Identifier: MIT
"""Networks of scikit-learn's multilayer perceptrons."""

from typing import Any

import numpy as np

from deltaward.costs import Cost
from deltaward.interchange.chain import Chain
from deltaward.network import Network

ACTIVATIONS = {
    "identity": "identity",
    "logistic": "sigmoid",
    "tanh": "tanh",
    "relu": "relu",
    "softmax": "softmax",
}


def build(estimator: Any, cost: str | Cost | None) -> Network:
    """Make a network of a fitted perceptron of scikit-learn. See `deltaward.from_sklearn`."""
    kinds = {kind.__name__: kind.__module__.split(".")[0] for kind in type(estimator).__mro__}
    if kinds.get("Pipeline") in ("sklearn", "imblearn"):
        raise TypeError(
            "estimator: a Pipeline; expected its last step, pipeline[-1] "
            "(pipeline[:-1].transform makes the network's inputs)"
        )
    if "deltaward" in (kinds.get("MLPClassifier"), kinds.get("MLPRegressor")):
        raise TypeError(
            "estimator: one of deltaward.sklearn's; expected estimator.network_, which is a "
            "deltaward.Network already, or one of scikit-learn's own"
        )
    if "sklearn" not in (kinds.get("MLPClassifier"), kinds.get("MLPRegressor")):
        raise TypeError(
            f"estimator: {estimator!r} of type {type(estimator).__name__}; "
            "expected MLPClassifier or MLPRegressor"
        )
    if not hasattr(estimator, "coefs_"):
        raise ValueError(f"estimator: {estimator!r} is not fitted")
    chain = Chain("estimator")
    last = len(estimator.coefs_) - 1
    for layer, (w, b) in enumerate(zip(estimator.coefs_, estimator.intercepts_, strict=True)):
        where = f"layer {layer + 1}"
        name = estimator.out_activation_ if layer == last else estimator.activation
        if name not in ACTIVATIONS:
            raise chain.error(where, f"activation {name!r}; expected {', '.join(ACTIVATIONS)}")
        chain.linear(np.asarray(w).T, np.asarray(b), where)
        chain.activation(ACTIVATIONS[name], where)
    return chain.network(cost, None)
