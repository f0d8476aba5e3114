# SPDX-License-Identifier: MIT
"""The optimizer that an estimator's parameters describe."""

from collections.abc import Mapping
from typing import Any

from deltaward import optimizers

# Of deltaward's, those that scikit-learn's parameters do not reach.
_MORE = ("rmsprop", "adagrad", "adamw", "lion", "rprop")


def optimizer_of(parameters: Mapping[str, Any], rate: float) -> optimizers.Optimizer:
    """Make the optimizer of ``solver`` with the learning rate η.

    Raises
    ------
    TypeError, ValueError
        For another solver, naming those that there are.
    """
    solver = parameters["solver"]
    if isinstance(solver, optimizers.Optimizer):
        return solver
    if not isinstance(solver, str):
        raise TypeError(f"solver: {solver!r}; expected a name or an object of deltaward.optimizers")
    if solver == "adam":
        return optimizers.Adam(
            learning_rate=rate,
            beta1=parameters["beta_1"],
            beta2=parameters["beta_2"],
            epsilon=parameters["epsilon"],
        )
    if solver == "sgd":
        momentum = parameters["momentum"]
        if not momentum:
            return optimizers.SGD(learning_rate=rate)
        kind = optimizers.Nesterov if parameters["nesterovs_momentum"] else optimizers.Momentum
        return kind(learning_rate=rate, momentum=momentum)
    if solver not in _MORE:
        raise ValueError(
            f"solver: {solver!r}; expected adam, sgd, {', '.join(_MORE)}, or an object of "
            "deltaward.optimizers"
        )
    return optimizers.resolve(solver, rate)
