# SPDX-License-Identifier: MIT
"""Checks of plain Python arguments; those of arrays are in the core."""

import math
import numbers
import operator
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from deltaward import _core


def integer(value: Any, name: str, low: int, high: int = 2**63 - 1) -> int:
    """Return value as an int from low to high, or raise naming the argument."""
    try:
        if isinstance(value, bool):
            raise TypeError
        number = operator.index(value)
    except TypeError:
        raise TypeError(
            f"{name}: {value!r} of type {type(value).__name__}; expected an int"
        ) from None
    if not low <= number <= high:
        limit = f"at least {low}" if high == 2**63 - 1 else f"{low} to {high}"
        raise ValueError(f"{name}: {number}; expected {limit}")
    return number


def boolean(value: Any, name: str, expected: str = "True or False") -> bool:
    """Return value as a bool, or raise naming the argument."""
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name}: {value!r} of type {type(value).__name__}; expected {expected}")
    return bool(value)


def number(value: Any, name: str) -> float:
    """Return a real number as a float; one too large for that as infinity."""
    if type(value) is float:  # without the questions below, half a microsecond each
        return value
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]  # what np.where makes of numbers
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name}: {value!r} of type {type(value).__name__}; expected a number")
    real: Any = value  # numbers.Real promises no comparison
    try:
        return float(real)
    except OverflowError:
        return math.inf if real > 0 else -math.inf


def fraction(value: Any, name: str) -> float:
    """Return value as a float from 0 to below 1, or raise naming the argument."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise TypeError(
            f"{name}: {value!r} of type {type(value).__name__}; expected a number"
        ) from None
    except OverflowError:  # of an int, which is then not below 1
        number = math.inf
    if not 0 <= number < 1:
        raise ValueError(f"{name}: {number}; expected 0 to 1, 1 excluded")
    return number


def choice(value: Any, name: str, known: Sequence[str]) -> str:
    """Return value if it is one of the known names, or raise naming the argument."""
    if not isinstance(value, str):
        raise TypeError(f"{name}: {value!r}; expected a name")
    if value not in known:
        raise ValueError(f"{name}: {value!r} is not known; expected one of {', '.join(known)}")
    return value


def layer_sizes(sizes: Sequence[int]) -> list[int]:
    """Return sizes as ints that fit the core, which checks the rest."""
    if isinstance(sizes, str) or not hasattr(sizes, "__iter__"):
        raise TypeError(f"sizes: {sizes!r}; expected a list of ints like [784, 30, 10]")
    return [integer(n, f"sizes[{i}]", 1, 2**31 - 1) for i, n in enumerate(sizes)]


def float_dtype(dtype: npt.DTypeLike) -> np.dtype[Any]:
    """Return float32 or float64."""
    try:
        found = np.dtype(dtype)
    except TypeError:
        found = None
    if found not in (np.float32, np.float64) or not found.isnative or dtype is None:
        raise ValueError(f"dtype: {dtype!r}; expected 'float32' or 'float64'")
    return found


def layer_activations(
    sizes: Sequence[int],
    activation: str | Sequence[str],
    output_activation: str | None,
    cost: str,
) -> list[str]:
    """Return the name of each non-input layer's activation, the default for the last filled in."""
    known = _core.activation_names()
    if output_activation is not None:
        choice(output_activation, "output_activation", known)
    if not isinstance(activation, (list, tuple)):
        name = choice(activation, "activation", known)
        output = output_activation or _default_output(name, cost, sizes[-1] if sizes else 0)
        return [name] * (len(sizes) - 2) + [output]
    names = [
        choice(name, f"activation of layer {layer}", known)
        for layer, name in enumerate(activation, 1)
    ]
    if output_activation is not None and names and names[-1] != output_activation:
        raise ValueError(
            f"output_activation: {output_activation!r}, and activation ends with "
            f"{names[-1]!r}; expected one of the two"
        )
    return names


def _default_output(hidden: str, cost: str, outputs: int) -> str:
    if cost == "cross_entropy":
        # The softmax of one neuron is always 1.
        return "softmax" if outputs != 1 else "sigmoid"
    if cost == "quadratic" and hidden == "sigmoid":
        return "sigmoid"
    # ln a in the cost: identity could put out what it is not defined for.
    return "softplus" if cost == "poisson" else "identity"
