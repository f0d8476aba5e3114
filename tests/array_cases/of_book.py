# SPDX-License-Identifier: MIT
"""The book's interface, with its column vectors."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from array_cases.case import VALUES, Case, X
from array_layouts import PLACES
from deltaward import nielsen

_X, _Y = X[0][:, None], VALUES[0][:, None]


def _start() -> Any:
    np.random.seed(1)  # noqa: NPY002  (the book's)
    return nielsen.Network([6, 5, 3])


def _backprop(x: Any, y: Any) -> Any:
    return _start().backprop(x, y)


def _sgd(x: Any, y: Any) -> Any:
    net = _start()
    net.SGD([(x, y)], 1, 1, 0.5)
    return net.weights, net.biases


def _with_data(method: str, *more: Any) -> Callable[..., Any]:
    return lambda x, y: getattr(_start(), method)([(x, y)], *more)


def _step(x: Any, y: Any) -> Any:
    net = _start()
    net.update_mini_batch([(x, y)], 0.5, 0.0, 1)
    return net.weights, net.biases


def cases() -> Iterator[Case]:
    yield Case("nielsen.Network.backprop", _backprop, {"x": _X, "y": _Y})
    yield Case("nielsen.Network.feedforward", lambda a: _start().feedforward(a), {"a": _X})
    calls = {
        "SGD": ("training_data", _sgd),
        "total_cost": ("data", _with_data("total_cost", 0.0)),
        "update_mini_batch": ("mini_batch", _step),
    }
    for method, (data, call) in calls.items():
        says = {"x": rf"x of {data}\[0\]", "y": rf"y of {data}\[0\]"}
        yield Case(
            f"nielsen.Network.{method}", call, {"x": _X, "y": _Y}, says, covers=(data, "data")
        )
    # Elementwise, as NumPy's own functions are: of any shape, and float16 stays what it is.
    kinds = (*PLACES, "big-endian", "int64", "bool")
    for name in ("sigmoid", "sigmoid_prime"):
        yield Case(f"nielsen.{name}", getattr(nielsen, name), {"z": X}, kinds=kinds)
