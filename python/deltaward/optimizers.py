# SPDX-License-Identifier: MIT
"""How a step turns a gradient into new weights.

Every optimizer is a rule of the C++ core, applied to all weights and biases in one pass. g is the
mean gradient of the mini-batch, η the learning rate of the step: a number, an object of
`deltaward.schedules`, or any function of the step (counted from 0) that returns one.

What an optimizer remembers of each weight (its moments) stays with the network: another `fit` with
the same optimizer, whatever its learning rate, goes on with it; another optimizer begins anew.
"""

import math
import numbers
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from deltaward import schedules

LearningRate = float | schedules.Schedule | Callable[[int], float]


@dataclass(frozen=True, kw_only=True)
class Optimizer:
    """What all optimizers have; use one of the others.

    Parameters
    ----------
    learning_rate : float, schedule or function of the step
        η, finite and not negative.
    """

    learning_rate: LearningRate = 0.01

    rule: ClassVar[str]  # of the core
    # Where the core keeps each of the settings.
    core_names: ClassVar[dict[str, str]] = {}

    def __post_init__(self) -> None:
        schedules.resolve(self.learning_rate)
        for name, (low, high) in _LIMITS.items():
            if hasattr(self, name):
                value = _number(getattr(self, name), name)
                object.__setattr__(self, name, value)
                if not low <= value < high:
                    limits = f"{low:g} to {high:g}" if high < math.inf else f"at least {low:g}"
                    raise ValueError(f"{name}: {value}; expected {limits}")

    @property
    def name(self) -> str:
        """The name that `deltaward.Network.fit` knows it by."""
        return type(self).__name__.lower()

    @property
    def slots(self) -> int:
        """How many numbers it remembers of each weight."""
        return {"sgd": 0, "adam": 2, "rprop": 2}.get(self.rule, 1)

    def settings(self) -> dict[str, float]:
        """Return all numbers but the learning rate."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "learning_rate"}

    def core_settings(self) -> dict[str, Any]:
        """Return what the core is told."""
        return {self.core_names.get(k, k): v for k, v in self.settings().items()}


@dataclass(frozen=True, kw_only=True)
class SGD(Optimizer):
    """Stochastic gradient descent, w := w − η g (chapter 1 of the book).

    Parameters
    ----------
    learning_rate : float, schedule or function of the step, default 0.01
        η, finite and not negative.
    """

    rule: ClassVar[str] = "sgd"


@dataclass(frozen=True, kw_only=True)
class Momentum(Optimizer):
    """SGD with momentum: v := μ v + g, w := w − η v.

    Polyak, "Some methods of speeding up the convergence of iteration methods", 1964; written as in
    PyTorch's ``SGD(momentum=μ)``.

    Parameters
    ----------
    learning_rate : float, schedule or function of the step, default 0.01
        η.
    momentum : float, default 0.9
        μ, from 0 to below 1.
    """

    momentum: float = 0.9

    rule: ClassVar[str] = "momentum"
    core_names: ClassVar[dict[str, str]] = {"momentum": "first"}


@dataclass(frozen=True, kw_only=True)
class Nesterov(Momentum):
    """SGD with Nesterov's momentum: v := μ v + g, w := w − η (g + μ v).

    Sutskever, Martens, Dahl, Hinton, "On the importance of initialization and momentum in deep
    learning", ICML 2013; written as in PyTorch's ``SGD(momentum=μ, nesterov=True)``.

    Parameters
    ----------
    learning_rate : float, schedule or function of the step, default 0.01
        η.
    momentum : float, default 0.9
        μ, from 0 to below 1.
    """

    rule: ClassVar[str] = "nesterov"


@dataclass(frozen=True, kw_only=True)
class RMSprop(Optimizer):
    """s := ρ s + (1 − ρ) g², w := w − η g / (√s + ε).

    Tieleman and Hinton, "Lecture 6.5: rmsprop", Coursera, 2012; as PyTorch's of the same name.

    Parameters
    ----------
    learning_rate : float, schedule or function of the step, default 0.001
        η.
    rho : float, default 0.99
        ρ, from 0 to below 1.
    epsilon : float, default 1e-8
        ε.
    """

    learning_rate: LearningRate = 0.001
    rho: float = 0.99
    epsilon: float = 1e-8

    rule: ClassVar[str] = "rmsprop"
    core_names: ClassVar[dict[str, str]] = {"rho": "first"}


@dataclass(frozen=True, kw_only=True)
class Adagrad(Optimizer):
    """s := s + g², w := w − η g / (√s + ε).

    Duchi, Hazan, Singer, "Adaptive subgradient methods for online learning and stochastic
    optimization", JMLR 12, 2011; as PyTorch's of the same name.

    Parameters
    ----------
    learning_rate : float, schedule or function of the step, default 0.01
        η.
    epsilon : float, default 1e-10
        ε.
    """

    epsilon: float = 1e-10

    rule: ClassVar[str] = "adagrad"


@dataclass(frozen=True, kw_only=True)
class Adam(Optimizer):
    """m := β₁ m + (1 − β₁) g, v := β₂ v + (1 − β₂) g², w := w − η m̂ / (√v̂ + ε).

    m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ) in step t = 1, 2, ...: algorithm 1 of Kingma and Ba,
    "Adam: a method for stochastic optimization", ICLR 2015.

    Parameters
    ----------
    learning_rate : float, schedule or function of the step, default 0.001
        η.
    beta1, beta2 : float, default 0.9 and 0.999
        β₁ and β₂, from 0 to below 1.
    epsilon : float, default 1e-8
        ε.
    """

    learning_rate: LearningRate = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    rule: ClassVar[str] = "adam"
    core_names: ClassVar[dict[str, str]] = {"beta1": "first", "beta2": "second"}


@dataclass(frozen=True, kw_only=True)
class AdamW(Adam):
    """Adam with the weight decay apart from the gradient: w := (1 − η λ) w, then as `Adam`.

    Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019; as PyTorch's of the
    same name. It decays biases too, as theirs does.

    Parameters
    ----------
    learning_rate : float, schedule or function of the step, default 0.001
        η.
    beta1, beta2 : float, default 0.9 and 0.999
        β₁ and β₂, from 0 to below 1.
    epsilon : float, default 1e-8
        ε.
    weight_decay : float, default 0.01
        λ.
    """

    weight_decay: float = 0.01


@dataclass(frozen=True, kw_only=True)
class Lion(Optimizer):
    """w := (1 − η λ) w − η sign(β₁ m + (1 − β₁) g), m := β₂ m + (1 − β₂) g.

    Chen et al., "Symbolic discovery of optimization algorithms", NeurIPS 2023, algorithm 2. It
    decays biases too.

    Parameters
    ----------
    learning_rate : float, schedule or function of the step, default 0.0001
        η.
    beta1, beta2 : float, default 0.9 and 0.99
        β₁ and β₂, from 0 to below 1.
    weight_decay : float, default 0
        λ.
    """

    learning_rate: LearningRate = 0.0001
    beta1: float = 0.9
    beta2: float = 0.99
    weight_decay: float = 0.0

    rule: ClassVar[str] = "lion"
    core_names: ClassVar[dict[str, str]] = {"beta1": "first", "beta2": "second"}


@dataclass(frozen=True, kw_only=True)
class RPROP(Optimizer):
    """Resilient backpropagation: a step of its own for each weight, from the gradient's sign alone.

    A step grows by η⁺ while the sign of its g stays, shrinks by η⁻ and leaves its weight alone when
    the sign changes. Riedmiller and Braun, "A direct adaptive method for faster backpropagation
    learning: the RPROP algorithm", ICNN 1993, as PyTorch's ``Rprop``. The sign of a mini-batch's
    gradient says too little: it trains with the whole data set as one batch.

    Parameters
    ----------
    learning_rate : float, default 0.01
        The first step of every weight.
    shrink, grow : float, default 0.5 and 1.2
        η⁻, below 1, and η⁺, at least 1.
    smallest, largest : float, default 1e-6 and 50
        Limits of the steps.
    """

    shrink: float = 0.5
    grow: float = 1.2
    smallest: float = 1e-6
    largest: float = 50.0

    rule: ClassVar[str] = "rprop"
    core_names: ClassVar[dict[str, str]] = {
        "shrink": "first",
        "grow": "second",
        "smallest": "smallest_step",
        "largest": "largest_step",
    }

    def core_settings(self) -> dict[str, Any]:
        """Return what the core is told."""
        first = float(schedules.resolve(self.learning_rate).learning_rate)
        return super().core_settings() | {"initial_step": first}


_LIMITS = {
    "momentum": (0.0, 1.0),
    "rho": (0.0, 1.0),
    "beta1": (0.0, 1.0),
    "beta2": (0.0, 1.0),
    "epsilon": (0.0, math.inf),
    "weight_decay": (0.0, math.inf),
    "shrink": (0.0, 1.0),
    "grow": (1.0, math.inf),
    "smallest": (0.0, math.inf),
    "largest": (0.0, math.inf),
}

_CLASSES = (SGD, Momentum, Nesterov, RMSprop, Adagrad, Adam, AdamW, Lion, RPROP)
_BY_NAME: dict[str, type[Optimizer]] = {cls.__name__.lower(): cls for cls in _CLASSES}


def names() -> list[str]:
    """Return the names that `deltaward.Network.fit` knows."""
    return list(_BY_NAME)


def make(name: str, settings: dict[str, float]) -> Optimizer:
    """Make an optimizer of its name and what its `Optimizer.settings` returned."""
    return _BY_NAME[name](**settings)  # type: ignore[arg-type]


def _number(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name}: {value!r}; expected a number")
    if math.isnan(value):
        raise ValueError(f"{name}: {value}; expected a number")
    return float(value)


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
