# SPDX-License-Identifier: MIT
"""How a step turns a gradient into new weights."""

import math
import numbers
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SGD:
    """Stochastic gradient descent, w := w − η ∇C with the mean gradient of the mini-batch.

    Parameters
    ----------
    learning_rate : float, default 0.01
        η, finite and not negative.
    """

    learning_rate: float = 0.01

    def __post_init__(self) -> None:
        rate = self.learning_rate
        if isinstance(rate, bool) or not isinstance(rate, numbers.Real):
            raise TypeError(f"learning_rate: {rate!r}; expected a number")
        object.__setattr__(self, "learning_rate", float(rate))
        if not math.isfinite(rate) or rate < 0:
            raise ValueError(f"learning_rate: {rate}; expected a finite number of at least 0")


_BY_NAME = {"sgd": SGD}


def resolve(optimizer: "str | SGD", learning_rate: float | None) -> SGD:
    """Make an optimizer of the two arguments of `deltaward.Network.fit`."""
    if isinstance(optimizer, str):
        try:
            make = _BY_NAME[optimizer]
        except KeyError:
            known = ", ".join(_BY_NAME)
            raise ValueError(
                f"optimizer: {optimizer!r} is not known; expected one of {known}"
            ) from None
        return make() if learning_rate is None else make(learning_rate=learning_rate)
    if not isinstance(optimizer, tuple(_BY_NAME.values())):
        raise TypeError(
            f"optimizer: {type(optimizer).__name__}; expected a name or an object of "
            "deltaward.optimizers"
        )
    if learning_rate is not None:
        raise ValueError(
            f"learning_rate: {learning_rate}, and the optimizer brings its own, "
            f"{optimizer.learning_rate}; expected one of the two"
        )
    return optimizer
