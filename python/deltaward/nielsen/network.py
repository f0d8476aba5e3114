# SPDX-License-Identifier: MIT
"""The book's network.py: quadratic cost, weights and biases N(0, 1), chapters 1 and 2."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy.typing as npt

from deltaward import arguments
from deltaward.base import Array
from deltaward.nielsen.base import BookNetwork
from deltaward.nielsen.columns import Sample, floats, number
from deltaward.nielsen.costs import QuadraticCost
from deltaward.nielsen.functions import sigmoid, sigmoid_prime

__all__ = ["Network", "sigmoid", "sigmoid_prime"]


class Network(BookNetwork):
    """A network of sigmoid neurons that learns by stochastic gradient descent.

    Parameters
    ----------
    sizes : sequence of int
        Neurons of each layer, the input's first: ``[784, 30, 10]``.

    Attributes
    ----------
    num_layers : int
        Layers, the input's among them.
    sizes : list of int
        As given.
    biases : list of (n, 1) arrays
        N(0, 1) at first, 0 for the first non-input layer.
    weights : list of (n, n_prev) arrays
        N(0, 1) at first.

    Raises
    ------
    TypeError, ValueError
        If sizes are not at least two numbers of neurons.
    """

    def __init__(self, sizes: Sequence[int]) -> None:
        super().__init__(sizes, QuadraticCost)
        self._draw(scaled=False)

    def SGD(  # noqa: N802
        self,
        training_data: Iterable[Sample],
        epochs: int,
        mini_batch_size: int,
        eta: float,
        test_data: Iterable[Sample] | None = None,
    ) -> list[int]:
        """Train by mini-batch stochastic gradient descent, and print how it goes.

        Parameters
        ----------
        training_data : list of (x, y)
            x (n_in, 1) and y (n_out, 1). The list is shuffled in each epoch by Python's `random`,
            as in the book, and stays so.
        epochs : int
            How often to go through it.
        mini_batch_size : int
            Samples of a mini-batch; the last of an epoch may be smaller.
        eta : float
            η, the learning rate, not negative.
        test_data : list of (x, y), optional
            y the index of a class. After each epoch "Epoch 0: 9129 / 10000" is printed; without
            test_data "Epoch 0 complete".

        Returns
        -------
        list of int
            The first number of each line, one an epoch; empty without test_data. (The book's
            method returns nothing.)

        Raises
        ------
        TypeError, ValueError
            For a bad argument, before anything is changed.
        FloatingPointError
            If a weight becomes NaN or infinite.
        """
        epochs = arguments.integer(epochs, "epochs", 0)
        mini_batch_size = arguments.integer(mini_batch_size, "mini_batch_size", 1)
        samples, rows = self._training(training_data)
        eta = number(eta, "eta")
        test = None if test_data is None else self._stack(test_data, "test_data", vectors=False)
        counts: list[int] = []
        for epoch in self._epochs(samples, rows, epochs, mini_batch_size, eta):
            if test is None:
                print(f"Epoch {epoch} complete")
            else:
                counts.append(self._count(test))
                print(f"Epoch {epoch}: {counts[-1]} / {len(test)}")
        return counts

    def update_mini_batch(self, mini_batch: Iterable[Sample], eta: float) -> None:
        """Make one step of gradient descent, by η times the mean gradient of a mini-batch.

        Parameters
        ----------
        mini_batch : list of (x, y)
            x (n_in, 1) and y (n_out, 1).
        eta : float
            η, the learning rate.

        Raises
        ------
        TypeError, ValueError, FloatingPointError
            As `SGD`.
        """
        rows = self._stack(mini_batch, "mini_batch", vectors=True)
        self._train([rows], len(rows), number(eta, "eta"), 0.0, len(rows))

    def cost_derivative(self, output_activations: npt.ArrayLike, y: npt.ArrayLike) -> Array:
        """Compute ∇ₐC = a − y, (n_out, 1), of the quadratic cost."""
        difference: Array = floats(output_activations, "output_activations") - floats(y, "y")
        return difference
