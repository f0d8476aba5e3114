# SPDX-License-Identifier: MIT
"""Costs of one's own, beside those that the core knows by name.

A cost of one's own is an object (or a class with static methods, as in the book) with two functions
in NumPy, for outputs a, targets y and weighted inputs z of the output layer, all (m, n_out) with a
row for each sample:

``fn(a, y)``
    The cost C: an array with the cost of each sample, or of each output, or the sum of all.
``delta(z, a, y)``
    The error Δᴸ = ∇ₐC ⊙ σ′(z), (m, n_out), of each sample's own cost: not divided by m.

They are called once a mini-batch, so they are slower than the built-in costs. Where samples have
weights, an fn that returns the sum of all is called once more for each sample: return the cost of
each, (m,) or (m, n_out).
"""

import warnings
from typing import Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from deltaward import equations

Array = npt.NDArray[Any]

# How far Δᴸ may be from finite differences, as a share of its length.
AGREEMENT = 1e-3
# Elements of Δᴸ that are compared.
PLACES = 60


@runtime_checkable
class Cost(Protocol):
    """What an object needs to be a cost."""

    def fn(self, a: Array, y: Array, /) -> Any:
        """Return the cost."""
        ...

    def delta(self, z: Array, a: Array, y: Array, /) -> Array:
        """Return the error of the output layer."""
        ...


def name_of(cost: Any) -> str:
    """Return how a cost of one's own is called: the name of its class."""
    return cost.__name__ if isinstance(cost, type) else type(cost).__name__


def resolve(cost: Any, known: list[str]) -> str:
    """Return the core's name of a cost, "custom" for an object of one's own; raise naming it."""
    if isinstance(cost, str):
        if cost not in known:
            raise ValueError(
                f"cost: {cost!r} is not known; expected one of {', '.join(known)}, or an object "
                "with fn(a, y) and delta(z, a, y)"
            )
        return cost
    for method in ("fn", "delta"):
        if not callable(getattr(cost, method, None)):
            raise TypeError(
                f"cost: {cost!r} has no {method}; expected a name, or an object with fn(a, y) and "
                "delta(z, a, y)"
            )
    return "custom"


def total(cost: Cost, a: Array, y: Array) -> float:
    """Return the cost of all rows together."""
    return float(np.sum(np.asarray(cost.fn(a, y), dtype=np.float64)))


def check(cost: Cost, activation: str, z: Array, y: Array) -> str | None:
    """Compare delta with central differences of fn(σ(z), y) in float64.

    Parameters
    ----------
    cost : Cost
        A cost of one's own.
    activation : str
        σ, of the output layer.
    z, y : (m, n_out) arrays
        Rows to compare at.

    Returns
    -------
    str or None
        What disagrees, in words; None if nothing does.
    """
    z, y = z.astype(np.float64), y.astype(np.float64)

    def sigma(z: Array) -> Array:
        n = z.shape[1]
        return equations.feedforward(np.eye(n), np.zeros(n), z, activation)[1]

    given = np.asarray(cost.delta(z.copy(), sigma(z), y.copy()), dtype=np.float64)
    if given.shape != z.shape:
        return f"delta has shape {given.shape}; expected {z.shape}, like z"
    whole = total(cost, sigma(z), y.copy())
    apart = sum(total(cost, sigma(z[i : i + 1]), y[i : i + 1].copy()) for i in range(len(z)))
    if abs(whole - apart) > AGREEMENT * max(abs(apart), 1e-6):
        return (
            f"fn of {len(z)} samples together is {whole:.6g}, the sum over them one by one "
            f"{apart:.6g}; expected the sum, or the cost of each, no mean"
        )
    # So many places tell: a cost mostly treats its outputs alike.
    places = list(np.ndindex(*z.shape))[:: -(-z.size // PLACES)]
    given = np.array([given[place] for place in places])
    differences = np.empty(len(places))
    for k, (i, j) in enumerate(places):
        h = 1e-5 * max(1.0, float(np.abs(z[i, j])))
        sides = []
        for side in (h, -h):
            moved = z[i : i + 1].copy()
            moved[0, j] += side
            sides.append(total(cost, sigma(moved), y[i : i + 1]))
        differences[k] = (sides[0] - sides[1]) / (2 * h)
    off = np.abs(given - differences)
    length = float(np.linalg.norm(differences))
    if np.linalg.norm(off) <= AGREEMENT * max(length, 1e-6):
        return None
    k = int(np.argmax(np.where(np.isnan(off), np.inf, off)))
    row, output = places[k]
    ratio = np.linalg.norm(given) / max(length, 1e-300)
    return (
        f"delta and finite differences of fn disagree: in row {row}, output {output} delta is "
        f"{given[k]:.6g}, differences give {differences[k]:.6g}; in all delta is "
        f"{ratio:.4g} times as long"
    )


def warn(cost: Cost, message: str, *, stacklevel: int) -> None:
    """Warn what `check` found."""
    warnings.warn(f"cost {name_of(cost)}: {message}", UserWarning, stacklevel=stacklevel + 1)
