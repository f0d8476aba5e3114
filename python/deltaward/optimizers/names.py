# SPDX-License-Identifier: MIT
"""Optimizers by their names."""

from functools import cache
from importlib import import_module

from deltaward.optimizers.base import LearningRate, Optimizer

# Not the classes, so that a training imports only the one that it uses.
_MODULES = {
    "SGD": "descent",
    "Momentum": "descent",
    "Nesterov": "descent",
    "RMSprop": "adaptive",
    "Adagrad": "adaptive",
    "Adam": "adaptive",
    "AdamW": "adaptive",
    "Lion": "sign",
    "RPROP": "sign",
}
_BY_NAME = {name.lower(): name for name in _MODULES}


def names() -> list[str]:
    """Return the names that `deltaward.Network.fit` knows."""
    return list(_BY_NAME)


@cache
def _class_of(name: str) -> type[Optimizer]:
    called = _BY_NAME[name]
    found: type[Optimizer] = getattr(
        import_module(f"deltaward.optimizers.{_MODULES[called]}"), called
    )
    return found


def _is_known(optimizer: object) -> bool:
    """Say whether an object is of one of the classes, or of one derived from them."""
    return any(
        cls.__module__ == f"deltaward.optimizers.{_MODULES.get(cls.__name__)}"
        for cls in type(optimizer).__mro__
    )


def make(name: str, settings: dict[str, float]) -> Optimizer:
    """Make an optimizer of its name and what its `Optimizer.settings` returned."""
    return _class_of(name)(**settings)


def resolve(optimizer: "str | Optimizer", learning_rate: LearningRate | None) -> Optimizer:
    """Make an optimizer of the two arguments of `deltaward.Network.fit`."""
    if isinstance(optimizer, str):
        try:
            make = _class_of(optimizer)
        except KeyError:
            known = ", ".join(_BY_NAME)
            raise ValueError(
                f"optimizer: {optimizer!r} is not known; expected one of {known}"
            ) from None
        return make() if learning_rate is None else make(learning_rate=learning_rate)
    if not _is_known(optimizer):
        raise TypeError(
            f"optimizer: {optimizer!r}; expected a name or an object of deltaward.optimizers"
        )
    if learning_rate is not None:
        raise ValueError(
            f"learning_rate: {learning_rate!r}, and the optimizer brings its own, "
            f"{optimizer.learning_rate!r}; expected one of the two"
        )
    return optimizer
