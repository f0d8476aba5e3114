# SPDX-License-Identifier: MIT
"""Paths through a network: products of the gates and weights from a neuron to the outputs."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Path:
    """A path from a neuron to an output.

    Attributes
    ----------
    neurons : tuple of int
        One of each layer, counted from 0.
    factors : tuple of float
        σ′, w, σ′, w, …, w, Δᴸ in the order of the path.
    contribution : float
        Their product.
    """

    neurons: tuple[int, ...]
    factors: tuple[float, ...]
    contribution: float


class Paths(Sequence[Path]):
    """All paths from a neuron to the outputs, strongest first.

    Attributes
    ----------
    contributions : array
        Of all paths, in the order of the sequence.
    total : float
        Their sum, rounded once.
    """

    def __init__(
        self, neuron: int, gates: Sequence[Array], weights: Sequence[Array], errors: Array
    ) -> None:
        """Multiply along all paths.

        Parameters
        ----------
        neuron : int
            Where they begin.
        gates : list of arrays
            σ′ (n,) of the neuron's layer and those after it, the last layer's left out.
        weights : list of arrays
            (n_next, n) from each of these layers to the next.
        errors : (n_out,) array
            Δᴸ, where the paths end.
        """
        self._neuron, self._gates, self._weights, self._errors = neuron, gates, weights, errors
        # One axis a layer after the neuron's: (n_{l+1}, …, n_L).
        products = np.ones(())
        if weights:
            products = gates[0][neuron] * weights[0][:, neuron]
        for gate, w in zip(gates[1:], weights[1:], strict=True):
            products = (products * gate)[..., None] * w.T
        products = products * (errors if weights else errors[neuron])
        self._shape = products.shape
        flat = products.ravel()
        # Stable: among equals the first neurons come first, on every machine.
        self._order = np.argsort(-np.abs(flat), kind="stable")
        self.contributions = flat[self._order]
        self.total = math.fsum(flat)

    def __len__(self) -> int:
        return len(self.contributions)

    @overload
    def __getitem__(self, index: int) -> Path: ...
    @overload
    def __getitem__(self, index: slice) -> list[Path]: ...
    def __getitem__(self, index: int | slice) -> Path | list[Path]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        after = np.unravel_index(int(self._order[index]), self._shape)
        neurons = (self._neuron, *(int(k) for k in after))
        return Path(neurons, self._factors(neurons), float(self.contributions[index]))

    def __iter__(self) -> Iterator[Path]:
        return (self[i] for i in range(len(self)))

    def __repr__(self) -> str:
        return f"<{len(self)} paths>"

    def _factors(self, neurons: tuple[int, ...]) -> tuple[float, ...]:
        factors: list[float] = []
        steps = zip(self._gates, self._weights, neurons[:-1], neurons[1:], strict=True)
        for gate, w, j, k in steps:
            factors += [float(gate[j]), float(w[k, j])]
        return (*factors, float(self._errors[neurons[-1]]))


def count(sizes: Sequence[int]) -> int:
    """Return how many paths lead through layers of these sizes."""
    return math.prod(sizes)


def follow(
    neuron: int, gates: Sequence[Array], weights: Sequence[Array], deltas: Sequence[Array]
) -> tuple[list[Array], Array]:
    """Return the sum of the paths through each weight, and of those that end at each output.

    All paths through the weight w_kj are those that lead to neuron j, whose sum is ∂z_j/∂z of the
    neuron where they begin, then σ′_j w_kj, then all from k on, whose sum is δ_k.

    Parameters
    ----------
    neuron, gates, weights
        As `Paths` takes them.
    deltas : list of arrays
        δ (n,) of the neuron's layer and each after it.

    Returns
    -------
    edges : list of (n_next, n) arrays
    ends : (n_out,) array
    """
    reach = np.zeros_like(deltas[0])  # ∂z_j/∂z of the neuron
    reach[neuron] = 1
    edges = []
    for gate, w, delta in zip(gates, weights, deltas[1:], strict=True):
        through = w * (reach * gate)
        edges.append(through * delta[:, None])
        reach = through.sum(axis=1)
    return edges, reach * deltas[-1]
