# SPDX-License-Identifier: MIT
"""The δ of one neuron as the sum over all paths from it to the cost."""

import math
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deltaward import arguments
from deltaward.arrays import as_array
from deltaward.base import NetworkBase
from deltaward.explain.paths import Array, Paths, count, follow

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PATHS = 1_000_000  # With more than this many paths, only the split by edges is kept: 16 MB of them.


@dataclass(frozen=True)
class Blame:
    """What δ of one neuron is made of, for one sample. ``print`` it, or let a notebook show it.

    A path leads from the neuron through one neuron of each layer after it to an output, and its
    contribution is σ′ w σ′ w … w Δᴸ: every gate and weight on the way, its own gate first, times
    the error of the output where it ends. (Δᴸ is BP1: with cross_entropy a − y; with softmax under
    another cost its Jacobian has mixed the outputs.) The sum of all paths is δ, which is what BP2
    computes without going through them one by one.

    Attributes
    ----------
    layer : int
        Counted from 1, the first non-input layer.
    neuron : int
        Counted from 0.
    delta : float
        δ of the neuron, from the backward pass that trains.
    paths : Paths or None
        All paths, strongest first: a sequence of `deltaward.explain.paths.Path`, each with
        ``neurons`` (one of each layer, from this one to the last), ``factors`` and
        ``contribution``. None where there are more than 1,000,000.
    number_of_paths : int
        How many there are.
    edges : tuple of arrays
        ``edges[i]``, (n_next, n), leads from layer ``layer + i`` to the one after:
        ``edges[i][k, j]`` is the sum of all paths through the weight from neuron j to neuron k.
        In ``edges[0]`` only the column of this neuron is not 0; it holds w_kj δ_k σ′_j. The sum
        of each array is δ. Empty for a neuron of the last layer.
    ends : (n_out,) array
        The sum of the paths that end at each output.
    total : float
        The sum of all paths; of ``edges[0]`` where there are too many paths.
    sizes : tuple of int
        Those of the network.
    deltas : tuple of arrays
        δ of every neuron of this layer and those after.
    """

    layer: int
    neuron: int
    delta: float
    paths: Paths | None
    number_of_paths: int
    edges: tuple[Array, ...] = field(repr=False)
    ends: Array = field(repr=False)
    total: float
    sizes: tuple[int, ...]
    deltas: tuple[Array, ...] = field(repr=False)

    def table(self, rows: int = 10) -> str:
        """Write the strongest paths as plain text.

        Parameters
        ----------
        rows : int, default 10
            At most so many of them.

        Returns
        -------
        str

        Raises
        ------
        TypeError, ValueError
            For bad rows.
        """
        from deltaward.explain.blame_table import as_text

        return as_text(self, arguments.integer(rows, "rows", 1))

    def __str__(self) -> str:
        return self.table()

    def _repr_html_(self) -> str:
        from deltaward.explain.blame_table import as_html

        return as_html(self, 10)

    def plot(self, path: str | os.PathLike[str] | None = None) -> "Figure":
        """Draw the network with each edge as wide as the part of δ that came through it.

        Parts above 0 are blue and solid, those below are red and dashed. Layers of more than 8
        neurons are shortened to those that the most came through.

        Parameters
        ----------
        path : str or path, optional
            A file to write, .png, .svg or .pdf.

        Returns
        -------
        matplotlib.figure.Figure

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        TypeError, ValueError
            For a path that is none or ends with another suffix.
        OSError
            If the file can't be written.
        """
        from deltaward.plots.blame import plot_blame

        return plot_blame(self, path)


def blame(net: NetworkBase, x: npt.ArrayLike, y: npt.ArrayLike, layer: int, neuron: int) -> Blame:
    """Find what a δ is made of; see `deltaward.Network.blame`."""
    layer = arguments.integer(layer, "layer", 1, len(net.biases))
    neuron = arguments.integer(neuron, "neuron", 0, net.sizes[layer] - 1)
    sample, target = _one_sample(net, x, y)
    data = net._core.dataset(sample, target)
    net._check_own_cost(sample, target, stacklevel=3)
    trace = net._core.trace(data)
    deltas = [_row(d) for d in trace["delta"][layer - 1 :]]
    # Of the last layer: its gate is in Δᴸ already.
    gates = [_row(s) for s in trace["sigma_prime"][layer - 1 : -1]]
    weights = [w.astype(np.float64) for w in net.weights[layer:]]
    edges, ends = follow(neuron, gates, weights, deltas)
    number = count(net.sizes[layer + 1 :])
    paths = Paths(neuron, gates, weights, deltas[-1]) if number <= PATHS else None
    return Blame(
        layer=layer,
        neuron=neuron,
        delta=float(deltas[0][neuron]),
        paths=paths,
        number_of_paths=number,
        edges=tuple(edges),
        ends=ends,
        total=math.fsum(edges[0][:, neuron]) if paths is None else paths.total,
        sizes=tuple(net.sizes),
        deltas=tuple(deltas),
    )


def _row(matrix: npt.NDArray[Any]) -> Array:
    return np.asarray(matrix[0], np.float64)


def _one_sample(net: NetworkBase, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Any, Any]:
    """Return x (1, n_in) and y (1,) or (1, n_out); the core checks the rest."""
    if y is None:
        raise TypeError("y: None; expected a class or the output layer's values")
    sample, target = as_array(x, "x"), as_array(y, "y")
    if sample.ndim == 2 and len(sample) == 1:
        return sample, target
    if sample.ndim != 1:
        n_in = net.sizes[0]
        raise ValueError(f"x: shape {sample.shape}; expected one sample, ({n_in},) or (1, {n_in})")
    a_class = target.shape == (1,) and target.dtype.kind in "iu"
    return sample[None], target if a_class else target[None]
