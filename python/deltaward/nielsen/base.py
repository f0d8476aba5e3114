# SPDX-License-Identifier: MIT
"""What the two networks of the book have in common."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from deltaward import arguments
from deltaward.base import Array
from deltaward.network import Network
from deltaward.nielsen import costs
from deltaward.nielsen.columns import Rows, Sample, floats, row, samples_of, stack

# Rows that are put in order at a time: an epoch's copy of the whole of MNIST would take 157 MB.
CHUNK_ROWS = 4096


class BookNetwork:
    """Layers of sigmoid neurons, with lists of arrays that belong to the caller.

    `weights` and `biases` are plain lists, as in the book: training puts new arrays into new lists
    and leaves the old ones alone, and whatever is assigned to them, as a whole or in places, is
    what the next call works with. Each call copies them to a `deltaward.Network` of float64, which
    does the arithmetic, 20 µs for 784-30-10.
    """

    weights: list[Array]  # (n, n_prev) each, 0 for the first non-input layer
    biases: list[Array]  # (n, 1) each

    def __init__(self, sizes: Sequence[int], cost: Any) -> None:
        self.sizes = arguments.layer_sizes(sizes)
        self.cost = cost
        self._core = self._make_core()
        self.num_layers = len(self.sizes)

    def _draw(self, *, scaled: bool) -> None:
        """Draw weights and biases as the book does, biases first, from NumPy's global generator.

        ``np.random.seed`` of a script so gives the weights that it gives the book's code.
        """
        draw = np.random.randn
        self.biases = [draw(n, 1) for n in self.sizes[1:]]
        self.weights = [
            draw(n, n_prev) / (np.sqrt(n_prev) if scaled else 1.0)
            for n_prev, n in zip(self.sizes[:-1], self.sizes[1:], strict=True)
        ]

    def as_network(self) -> Network:
        """Make a `deltaward.Network` of float64 with the present weights, independent of this one.

        It has all that the book's network has not: ``gradient`` of a whole mini-batch,
        ``check_gradients``, ``fit`` with other optimizers, ``save`` to a safetensors file.
        """
        return self._load().copy()

    def feedforward(self, a: npt.ArrayLike) -> Array:
        """Compute the outputs of the network.

        Parameters
        ----------
        a : (n_in, 1) or (n_in, m) array
            Inputs, a column for each sample.

        Returns
        -------
        (n_out, 1) or (n_out, m) array of float64

        Raises
        ------
        TypeError, ValueError
            For another dtype or shape, NaN or infinity; for weights or biases of a wrong shape.
        """
        columns = floats(a, "a")
        n_in = self.sizes[0]
        if columns.ndim != 2 or columns.shape[0] != n_in:
            raise ValueError(
                f"a: shape {columns.shape}; expected ({n_in}, 1), or ({n_in}, m) for m samples"
            )
        return np.ascontiguousarray(self._load().feedforward(columns.T).T)

    def backprop(self, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[list[Array], list[Array]]:
        """Compute the gradient of the cost of one sample (BP1 to BP4).

        Parameters
        ----------
        x : (n_in, 1) array
            The inputs.
        y : (n_out, 1) array
            The target.

        Returns
        -------
        nabla_b, nabla_w : lists of arrays
            Shaped like `biases` and `weights`.

        Raises
        ------
        TypeError, ValueError
            As `feedforward`, naming x or y.
        """
        x_row, y_row = row(x, "x", self.sizes[0]), row(y, "y", self.sizes[-1])
        nabla_b, nabla_w = self._load().gradient(x_row, y_row)
        return [b[:, None] for b in nabla_b], nabla_w

    def evaluate(self, test_data: Iterable[Sample]) -> int:
        """Count the samples whose largest output is that of their class.

        Parameters
        ----------
        test_data : list of (x, y)
            x (n_in, 1), and y an int: the index of the class.

        Returns
        -------
        int

        Raises
        ------
        TypeError, ValueError
            Naming the first sample that is not as expected.
        """
        return self._count(self._stack(test_data, "test_data", vectors=False))

    def _make_core(self) -> Network:
        self._core_cost = self.cost
        return Network(
            self.sizes,
            activation="sigmoid",
            output_activation="sigmoid",
            cost=costs.for_core(self.cost),
            init="standard_normal",
            dtype="float64",
        )

    def _load(self) -> Network:
        """Copy weights and biases to the core's network and return it."""
        if self._core_cost is not self.cost:
            self._core = self._make_core()
        core = self._core
        arrays = _like(self.weights, "weights", [w.shape for w in core.weights])
        columns = _like(self.biases, "biases", [(len(b), 1) for b in core.biases])
        for own, given in zip(core.weights, arrays, strict=True):
            own[...] = given
        for own, given in zip(core.biases, columns, strict=True):
            own[...] = given[:, 0]
        return core

    def _stack(self, data: Iterable[Sample], name: str, *, vectors: bool) -> Rows:
        return stack(data, name, self.sizes[0], self.sizes[-1], vectors=vectors)

    def _training(self, data: Iterable[Sample]) -> tuple[Sequence[Sample], Rows]:
        samples = samples_of(data, "training_data")
        return samples, self._stack(samples, "training_data", vectors=True)

    def _count(self, rows: Rows) -> int:
        outputs = self._load().feedforward(rows.x)
        return int(np.count_nonzero(outputs.argmax(axis=1) == rows.classes))

    def _epochs(
        self,
        samples: Sequence[Sample],
        rows: Rows,
        epochs: int,
        mini_batch_size: int,
        eta: float,
        lmbda: float = 0.0,
    ) -> Iterator[int]:
        """Train, and yield the number of each epoch, from 0, after it.

        The order is that of the book's ``random.shuffle(training_data)`` in each epoch: the same
        for the same ``random.seed``, and a list that was given is left in the last order.
        """
        originals = list(samples)
        order = list(range(len(originals)))
        chunk = max(1, CHUNK_ROWS // mini_batch_size) * mini_batch_size
        for epoch in range(epochs):
            random.shuffle(order)
            if isinstance(samples, list):
                samples[:] = [originals[i] for i in order]
            positions = np.array(order)
            parts = (positions[i : i + chunk] for i in range(0, len(order), chunk))
            pieces = (Rows(rows.x[p], rows.y[p]) for p in parts)
            self._train(pieces, mini_batch_size, eta, lmbda, len(order))
            yield epoch

    def _train(
        self, pieces: Iterable[Rows], mini_batch_size: int, eta: float, lmbda: float, n: int
    ) -> None:
        """Go through rows in their order; n is the n of λ/n.

        What is interrupted leaves the weights of the last finished mini-batch.
        """
        core = self._load()
        try:
            for rows in pieces:
                core.fit(
                    rows.x,
                    rows.y,
                    batch_size=mini_batch_size,
                    learning_rate=eta,
                    l2=lmbda * len(rows) / n,  # fit's own n is len(rows)
                    shuffle=False,
                    verbose=0,
                )
        finally:
            self.weights = [np.array(w, order="C") for w in core.weights]
            self.biases = [np.array(b)[:, None] for b in core.biases]


def _like(given: Sequence[Any], name: str, shapes: list[tuple[int, ...]]) -> list[Array]:
    """Return arrays of these shapes, or raise naming the first that is not."""
    if len(given) != len(shapes):
        raise ValueError(f"{name}: {len(given)} arrays; expected {len(shapes)}, one a layer")
    arrays = [floats(array, f"{name}[{i}]") for i, array in enumerate(given)]
    for i, (array, shape) in enumerate(zip(arrays, shapes, strict=True)):
        if array.shape != shape:
            raise ValueError(f"{name}[{i}]: shape {array.shape}; expected {shape}")
    return arrays
