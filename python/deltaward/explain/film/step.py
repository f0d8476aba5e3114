# SPDX-License-Identifier: MIT
"""The step that is filmed: a trace, the weights after it, and which neurons are shown."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from deltaward.base import NetworkBase
from deltaward.explain.film.model import Array
from deltaward.explain.trace import BackpropTrace, trace

SHOWN = 5  # Neurons of a layer.


@dataclass(frozen=True)
class Step:
    """A step of stochastic gradient descent on one mini-batch.

    Attributes
    ----------
    trace : BackpropTrace
        Before it.
    sample : int
        Whose z, a and δ are shown.
    learning_rate : float
        η.
    new_weights, new_biases : lists of arrays
        After it.
    cost_after : float
        Of the mini-batch.
    shown : tuple of tuples of int
        The neurons of each layer that are shown, the input's first.
    own_cost : bool
        Whether the cost is an object of the caller's.
    """

    trace: BackpropTrace
    sample: int
    learning_rate: float
    new_weights: list[Array]
    new_biases: list[Array]
    cost_after: float
    shown: tuple[tuple[int, ...], ...]
    own_cost: bool

    @property
    def samples(self) -> int:
        """Of the mini-batch."""
        return len(self.trace.inputs)

    @property
    def last(self) -> int:
        """The number of the output layer, counted from 1."""
        return len(self.trace.layers)

    def a(self, layer: int) -> Array:
        """Return the activations (n,) of a layer; of layer 0 the input."""
        values = self.trace.layers[layer - 1].activation if layer else self.trace.inputs
        return np.asarray(values[self.sample], np.float64)

    def weights(self, layer: int, *, new: bool = False) -> Array:
        """Return the weights into the shown neurons of a layer, (shown, shown before)."""
        w = self.new_weights[layer - 1] if new else self.trace.layers[layer - 1].weights
        return self.among_shown(w, layer)

    def among_shown(self, matrix: npt.NDArray[np.floating], layer: int) -> Array:
        """Return what of a matrix (n, n_prev) belongs to shown neurons."""
        return np.asarray(matrix[np.ix_(self.shown[layer], self.shown[layer - 1])], np.float64)


def take(
    net: NetworkBase, x: npt.ArrayLike, y: npt.ArrayLike, learning_rate: float, sample: int
) -> Step:
    """Trace a network, and train a copy of it for one step on the same samples."""
    traced = trace(net, x, y, None)
    worst = [float(np.abs(layer.delta).max(initial=0)) for layer in traced.layers]
    if not np.isfinite([traced.cost, *worst]).all():
        raise FloatingPointError(
            f"film: the cost is {traced.cost}, the largest δ of each layer {worst}; "
            "look at the weights of the network"
        )
    net._check_own_cost(x, y, stacklevel=4)
    twin: Any = net.copy()  # what it is of a network besides its base, `fit` among it
    twin._own_cost_checked = True
    samples = len(traced.inputs)
    # One sample without its dimension m: `fit` wants its row.
    rows, targets = np.atleast_2d(x), np.asarray(y)
    if np.ndim(x) == 1 and targets.shape != (1,):
        targets = targets[None]
    twin.fit(
        rows,
        targets,
        batch_size=samples,
        optimizer="sgd",
        learning_rate=learning_rate,
        shuffle=False,
        verbose=0,
    )
    return Step(
        trace=traced,
        sample=sample,
        learning_rate=learning_rate,
        new_weights=[np.asarray(w, np.float64) for w in twin.weights],
        new_biases=[np.asarray(b, np.float64) for b in twin.biases],
        cost_after=twin.evaluate(rows, targets)["cost"],
        shown=_shown(traced, sample),
        own_cost=not isinstance(net.cost, str),
    )


def _shown(traced: BackpropTrace, sample: int) -> tuple[tuple[int, ...], ...]:
    """Choose the neurons of the largest δ, and the inputs whose weights move the most."""
    chosen = [np.abs(layer.delta[sample]).astype(np.float64) for layer in traced.layers]
    chosen[-1][np.argmax(traced.targets[sample])] = np.inf  # Its target is what all is about.
    moved = np.abs(traced.layers[0].nabla_w[_strongest(chosen[0]), :]).sum(axis=0)
    return tuple(tuple(_strongest(values)) for values in (moved, *chosen))


def _strongest(values: npt.NDArray[np.floating]) -> list[int]:
    # Stable: among equals the first ones, on every machine.
    return sorted(np.argsort(-values, kind="stable")[:SHOWN].tolist())
