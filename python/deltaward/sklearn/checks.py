# SPDX-License-Identifier: MIT
"""Parameters of an estimator, checked when it is fitted as scikit-learn wants it."""

import math
import numbers
from collections.abc import Mapping
from typing import Any

from deltaward import arguments

# From, to, both included.
_NUMBERS = {
    "alpha": (0.0, math.inf),
    "power_t": (0.0, math.inf),
    "tol": (0.0, math.inf),
    "learning_rate_init": (math.ulp(0.0), math.inf),
    "epsilon": (math.ulp(0.0), math.inf),
    "momentum": (0.0, math.nextafter(1, 0)),
    "beta_1": (0.0, math.nextafter(1, 0)),
    "beta_2": (0.0, math.nextafter(1, 0)),
    "validation_fraction": (math.ulp(0.0), math.nextafter(1, 0)),
}
_FLAGS = ("shuffle", "warm_start", "nesterovs_momentum", "early_stopping")
RATES = ("constant", "invscaling", "adaptive")
DTYPES = ("auto", "float32", "float64")


def check(parameters: Mapping[str, Any]) -> None:
    """Raise for the first parameter that is wrong by itself, naming it.

    What the network, its `deltaward.Network.fit` and scikit-learn check is left to them.

    Raises
    ------
    TypeError, ValueError
        With the name, what came and what was expected.
    """
    for name, (low, high) in _NUMBERS.items():
        _number(parameters[name], name, low, high)
    for name in _FLAGS:
        arguments.boolean(parameters[name], name)
    for name in ("max_iter", "max_fun"):
        arguments.integer(parameters[name], name, 1)
    if parameters["n_iter_no_change"] != math.inf:
        arguments.integer(parameters["n_iter_no_change"], "n_iter_no_change", 1)
    if not isinstance(parameters["verbose"], bool):
        arguments.integer(parameters["verbose"], "verbose", 0)
    arguments.choice(parameters["learning_rate"], "learning_rate", RATES)
    arguments.choice(parameters["dtype"], "dtype", DTYPES)
    size = parameters["batch_size"]
    if isinstance(size, str):
        arguments.choice(size, "batch_size", ("auto",))
    else:
        arguments.integer(size, "batch_size", 1)


def _number(value: Any, name: str, low: float, high: float) -> None:
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name}: {value!r} of type {type(value).__name__}; expected a number")
    if not low <= float(value) <= high or math.isinf(value):
        above = "above 0" if low else "0 or more"
        below = " and below 1" if high < math.inf else ""
        raise ValueError(f"{name}: {value}; expected a finite number, {above}{below}")
