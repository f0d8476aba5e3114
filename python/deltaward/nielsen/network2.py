# SPDX-License-Identifier: MIT
"""The book's network2.py: a choice of costs, regularisation, better first weights, chapter 3."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import Any

from deltaward import arguments
from deltaward.nielsen import monitor
from deltaward.nielsen.base import BookNetwork
from deltaward.nielsen.columns import Sample, number
from deltaward.nielsen.costs import CrossEntropyCost, QuadraticCost
from deltaward.nielsen.functions import sigmoid, sigmoid_prime, vectorized_result
from deltaward.nielsen.json_file import read, write

__all__ = [
    "CrossEntropyCost",
    "Network",
    "QuadraticCost",
    "load",
    "sigmoid",
    "sigmoid_prime",
    "vectorized_result",
]


class Network(BookNetwork):
    """A network of sigmoid neurons that learns by stochastic gradient descent.

    Parameters
    ----------
    sizes : sequence of int
        Neurons of each layer, the input's first: ``[784, 30, 10]``.
    cost : class, default CrossEntropyCost
        `CrossEntropyCost`, `QuadraticCost`, or a class or object of one's own with ``fn(a, y)`` and
        ``delta(z, a, y)`` for column vectors, which is called for each sample and so is slow.

    Attributes
    ----------
    num_layers : int
        Layers, the input's among them.
    sizes : list of int
        As given.
    cost : class
        As given.
    biases : list of (n, 1) arrays
        0 for the first non-input layer; drawn by `default_weight_initializer`.
    weights : list of (n, n_prev) arrays
        Likewise.

    Raises
    ------
    TypeError, ValueError
        If sizes are not at least two numbers of neurons, or the cost lacks a function.
    """

    def __init__(self, sizes: Sequence[int], cost: Any = CrossEntropyCost) -> None:
        super().__init__(sizes, cost)
        self.default_weight_initializer()

    def default_weight_initializer(self) -> None:
        """Draw biases N(0, 1) and weights N(0, 1/n_prev), chapter 3."""
        self._draw(scaled=True)

    def large_weight_initializer(self) -> None:
        """Draw biases and weights N(0, 1), as in chapters 1 and 2."""
        self._draw(scaled=False)

    def SGD(  # noqa: N802
        self,
        training_data: Iterable[Sample],
        epochs: int,
        mini_batch_size: int,
        eta: float,
        lmbda: float = 0.0,
        evaluation_data: Iterable[Sample] | None = None,
        monitor_evaluation_cost: bool = False,
        monitor_evaluation_accuracy: bool = False,
        monitor_training_cost: bool = False,
        monitor_training_accuracy: bool = False,
        early_stopping_n: int = 0,
        *,
        test_data: Iterable[Sample] | None = None,
    ) -> tuple[list[float], list[int], list[float], list[int]]:
        """Train by mini-batch stochastic gradient descent, and print what is monitored.

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
        lmbda : float, default 0
            λ of L2 regularisation: each step scales the weights by 1 − ηλ/n, n samples in
            training_data.
        evaluation_data : list of (x, y), optional
            y the index of a class.
        monitor_evaluation_cost, monitor_evaluation_accuracy : bool, default False
            Whether to measure them on evaluation_data after each epoch.
        monitor_training_cost, monitor_training_accuracy : bool, default False
            Whether to measure them on training_data after each epoch.
        early_stopping_n : int, default 0
            Stop once the accuracy on evaluation_data was not better for so many epochs than the
            best before; 0: never.
        test_data : list of (x, y), optional
            As evaluation_data, for scripts that were written for network.py: prints
            "Epoch 0: 9129 / 10000" after each epoch.

        Returns
        -------
        evaluation_cost, evaluation_accuracy, training_cost, training_accuracy : lists
            A number for each epoch, or nothing where it was not monitored: costs as `total_cost`
            gives them, of evaluation_data with λ over its own number of samples, as in the book;
            accuracies as counts of samples.

        Raises
        ------
        TypeError, ValueError
            For a bad argument, before anything is changed.
        FloatingPointError
            If a weight becomes NaN or infinite.
        """
        epochs = arguments.integer(epochs, "epochs", 0)
        mini_batch_size = arguments.integer(mini_batch_size, "mini_batch_size", 1)
        patience = arguments.integer(early_stopping_n, "early_stopping_n", 0)
        eta = number(eta, "eta")
        if hasattr(lmbda, "__iter__"):
            raise TypeError(
                f"lmbda: {type(lmbda).__name__}; expected a number (test_data, the fifth argument "
                "in network.py, is given by name here)"
            )
        lmbda = number(lmbda, "lmbda")
        samples, rows = self._training(training_data)
        watch = monitor.Monitor(
            training=rows,
            lmbda=lmbda,
            evaluation=self._optional(evaluation_data, "evaluation_data"),
            test=self._optional(test_data, "test_data"),
            evaluation_cost=monitor_evaluation_cost,
            evaluation_accuracy=monitor_evaluation_accuracy,
            training_cost=monitor_training_cost,
            training_accuracy=monitor_training_accuracy,
            patience=patience,
        )
        for epoch in self._epochs(samples, rows, epochs, mini_batch_size, eta, lmbda):
            if watch.end_epoch(self, epoch):
                break
        return watch.results()

    def update_mini_batch(
        self, mini_batch: Iterable[Sample], eta: float, lmbda: float, n: int
    ) -> None:
        """Make one step of gradient descent with L2 regularisation.

        Parameters
        ----------
        mini_batch : list of (x, y)
            x (n_in, 1) and y (n_out, 1).
        eta : float
            η, the learning rate.
        lmbda : float
            λ.
        n : int
            Samples in the whole of the training data.

        Raises
        ------
        TypeError, ValueError, FloatingPointError
            As `SGD`.
        """
        n = arguments.integer(n, "n", 1)
        rows = self._stack(mini_batch, "mini_batch", vectors=True)
        self._train([rows], len(rows), number(eta, "eta"), number(lmbda, "lmbda"), n)

    def accuracy(self, data: Iterable[Sample], convert: bool = False) -> int:
        """Count the samples that are classified right.

        Parameters
        ----------
        data : list of (x, y)
            x (n_in, 1).
        convert : bool, default False
            False: y is the index of a class, as in validation and test data; True: a column
            vector, as in training data.

        Returns
        -------
        int

        Raises
        ------
        TypeError, ValueError
            Naming the first sample that is not as expected.
        """
        return self._count(self._stack(data, "data", vectors=bool(convert)))

    def total_cost(self, data: Iterable[Sample], lmbda: float, convert: bool = False) -> float:
        """Compute the mean cost of the samples, and λ/(2n) Σw² with n samples in data.

        Parameters
        ----------
        data : list of (x, y)
            x (n_in, 1).
        lmbda : float
            λ.
        convert : bool, default False
            False: y is a column vector, as in training data; True: the index of a class, as in
            validation and test data. (The other way round than in `accuracy`, as in the book.)

        Returns
        -------
        float

        Raises
        ------
        TypeError, ValueError
            Naming the first sample that is not as expected.
        """
        rows = self._stack(data, "data", vectors=not convert)
        return monitor.total_cost(self, rows, number(lmbda, "lmbda"))

    def save(self, filename: str | os.PathLike[str]) -> None:
        """Write sizes, weights, biases and the name of the cost to a JSON file, atomically.

        Parameters
        ----------
        filename : path
            The file; one that is there is replaced.

        Raises
        ------
        OSError
            If the file can't be written.
        """
        write(filename, self)

    def _optional(self, data: Iterable[Sample] | None, name: str) -> Any:
        return None if data is None else self._stack(data, name, vectors=False)


def load(filename: str | os.PathLike[str], cost: Any = None) -> Network:
    """Read a network that `Network.save` or the book's own code wrote.

    Parameters
    ----------
    filename : path
        The JSON file.
    cost : class, optional
        A cost of one's own, if the file was saved with one: its name has to be the file's.

    Returns
    -------
    Network

    Raises
    ------
    OSError
        If the file can't be read.
    ValueError
        If it holds something else, or the name of a cost that is neither QuadraticCost nor
        CrossEntropyCost nor that of `cost`. Nothing in the file is executed.
    """
    found = read(filename, cost)
    net = Network(found.sizes, found.cost)
    net.weights, net.biases = found.weights, found.biases
    return net
