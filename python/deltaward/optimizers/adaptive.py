# SPDX-License-Identifier: MIT
"""Steps divided by how large the gradients have been."""

from dataclasses import dataclass
from typing import ClassVar

from deltaward.optimizers.base import LearningRate, Optimizer


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
