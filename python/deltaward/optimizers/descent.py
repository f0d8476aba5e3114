# SPDX-License-Identifier: MIT
"""Gradient descent, plain and with momentum."""

from dataclasses import dataclass
from typing import ClassVar

from deltaward.optimizers.base import Optimizer


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
