# SPDX-License-Identifier: MIT
"""The costs of network2, and costs of one's own for column vectors."""

from __future__ import annotations

from typing import Any

import numpy as np

from deltaward.base import Array
from deltaward.nielsen.functions import sigmoid_prime


class QuadraticCost:
    """C = ½‖a − y‖² of a sample, chapter 1, equation 6."""

    @staticmethod
    def fn(a: Array, y: Array) -> Any:
        """Compute the cost of outputs a for targets y, both (n_out, 1)."""
        return 0.5 * np.sum(np.square(a - y))

    @staticmethod
    def delta(z: Array, a: Array, y: Array) -> Array:
        """Compute δᴸ = (a − y) ⊙ σ′(z), (n_out, 1), chapter 2, equation 30."""
        error: Array = (a - y) * sigmoid_prime(z)
        return error


class CrossEntropyCost:
    """C = −Σ (y ln a + (1 − y) ln(1 − a)) of a sample, chapter 3, equation 63."""

    @staticmethod
    def fn(a: Array, y: Array) -> Any:
        """Compute the cost of outputs a for targets y, both (n_out, 1).

        0 ln 0 counts 0; the cost is infinite where an output is quite sure and wrong.
        """
        a, y = np.asarray(a, dtype=np.float64), np.asarray(y, dtype=np.float64)
        with np.errstate(divide="ignore", invalid="ignore"):
            on = np.where(y == 0, 0.0, y * np.log(a))
            off = np.where(y == 1, 0.0, (1 - y) * np.log(1 - a))
        return -np.sum(on + off)

    @staticmethod
    def delta(z: Array, a: Array, y: Array) -> Array:
        """Compute δᴸ = a − y, (n_out, 1), chapter 3, equation 66; z does not matter."""
        return a - y


# What a file may ask for: a name in it never reaches anything else.
BY_NAME: dict[str, type] = {c.__name__: c for c in (QuadraticCost, CrossEntropyCost)}
_IN_CORE = {QuadraticCost: "quadratic", CrossEntropyCost: "cross_entropy"}


class OwnCost:
    """A cost for column vectors (n_out, 1), called as the core does: with samples as rows."""

    def __init__(self, cost: Any) -> None:
        for method in ("fn", "delta"):
            if not callable(getattr(cost, method, None)):
                raise TypeError(
                    f"cost: {cost!r} has no {method}; expected QuadraticCost, CrossEntropyCost, or "
                    "a class with fn(a, y) and delta(z, a, y) for column vectors"
                )
        self._cost = cost

    def fn(self, a: Array, y: Array) -> Array:
        """Compute the cost of each sample, (m,)."""
        return np.array(
            [
                float(np.sum(self._cost.fn(a_i[:, None], y_i[:, None])))
                for a_i, y_i in zip(a, y, strict=True)
            ]
        )

    def delta(self, z: Array, a: Array, y: Array) -> Array:
        """Compute the error of each sample, (m, n_out)."""
        columns = [
            np.reshape(self._cost.delta(z_i[:, None], a_i[:, None], y_i[:, None]), -1)
            for z_i, a_i, y_i in zip(z, a, y, strict=True)
        ]
        return np.array(columns)


def for_core(cost: Any) -> str | OwnCost:
    """Return what `deltaward.Network` is to be given for a cost of the book's kind."""
    kind = cost if isinstance(cost, type) else type(cost)
    return _IN_CORE[kind] if kind in _IN_CORE else OwnCost(cost)


def name_of(cost: Any) -> str:
    """Return how files call a cost: the name of its class."""
    return cost.__name__ if isinstance(cost, type) else type(cost).__name__
