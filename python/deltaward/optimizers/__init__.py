# SPDX-License-Identifier: MIT
"""How a step turns a gradient into new weights.

Every optimizer is a rule of the C++ core, applied to all weights and biases in one pass. g is the
mean gradient of the mini-batch, η the learning rate of the step: a number, an object of
`deltaward.schedules`, or any function of the step (counted from 0) that returns one.

What an optimizer remembers of each weight (its moments) stays with the network: another `fit` with
the same optimizer, whatever its learning rate, goes on with it; another optimizer begins anew.
"""

from deltaward.optimizers.adaptive import Adagrad, Adam, AdamW, RMSprop
from deltaward.optimizers.base import Optimizer
from deltaward.optimizers.descent import SGD, Momentum, Nesterov
from deltaward.optimizers.names import make, names, resolve
from deltaward.optimizers.sign import RPROP, Lion

__all__ = [
    "RPROP",
    "SGD",
    "Adagrad",
    "Adam",
    "AdamW",
    "Lion",
    "Momentum",
    "Nesterov",
    "Optimizer",
    "RMSprop",
    "make",
    "names",
    "resolve",
]
