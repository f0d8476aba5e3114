# SPDX-License-Identifier: MIT
"""Optimizers by their names."""

from deltaward.optimizers.adaptive import Adagrad, Adam, AdamW, RMSprop
from deltaward.optimizers.base import LearningRate, Optimizer
from deltaward.optimizers.descent import SGD, Momentum, Nesterov
from deltaward.optimizers.sign import RPROP, Lion

_CLASSES = (SGD, Momentum, Nesterov, RMSprop, Adagrad, Adam, AdamW, Lion, RPROP)
_BY_NAME: dict[str, type[Optimizer]] = {cls.__name__.lower(): cls for cls in _CLASSES}


def names() -> list[str]:
    """Return the names that `deltaward.Network.fit` knows."""
    return list(_BY_NAME)


def make(name: str, settings: dict[str, float]) -> Optimizer:
    """Make an optimizer of its name and what its `Optimizer.settings` returned."""
    return _BY_NAME[name](**settings)


def resolve(optimizer: "str | Optimizer", learning_rate: LearningRate | None) -> Optimizer:
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
    if not isinstance(optimizer, _CLASSES):
        raise TypeError(
            f"optimizer: {optimizer!r}; expected a name or an object of deltaward.optimizers"
        )
    if learning_rate is not None:
        raise ValueError(
            f"learning_rate: {learning_rate!r}, and the optimizer brings its own, "
            f"{optimizer.learning_rate!r}; expected one of the two"
        )
    return optimizer
