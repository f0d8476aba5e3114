# SPDX-License-Identifier: MIT
"""What to look at before training: the layers, and which learning rate suits."""

from typing import TYPE_CHECKING

import numpy.typing as npt

from deltaward.training import Training

if TYPE_CHECKING:
    from deltaward.optimizers import Optimizer
    from deltaward.range_test import LearningRateCurve
    from deltaward.summary import Summary


class Inspection(Training):
    """The methods of `deltaward.Network` that look at it before it is trained."""

    def summary(self, batch_size: int = 32) -> "Summary":
        """Count what the network is made of.

        Parameters
        ----------
        batch_size : int, default 32
            The rows of the mini-batch whose memory is counted.

        Returns
        -------
        Summary
            Layers, shapes, activations, parameters, memory (bytes) and floating-point operations
            of one sample; a table when it is printed or shown by a notebook.

        Raises
        ------
        TypeError, ValueError
            For a bad batch_size.
        """
        from deltaward.summary import summarize

        return summarize(self, batch_size)

    def _repr_html_(self) -> str:
        return self.summary()._repr_html_()

    def find_learning_rate(
        self,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        *,
        low: float = 1e-5,
        high: float = 10.0,
        steps: int = 100,
        batch_size: int = 32,
        optimizer: "str | Optimizer" = "sgd",
        seed: int | None = None,
    ) -> "LearningRateCurve":
        """Try learning rates from low to high, one a mini-batch, on a copy of the network.

        This is the range test (Smith, "Cyclical Learning Rates for Training Neural Networks",
        2017, section 3.3), with rates that grow exponentially. The cost of each mini-batch is
        smoothed by an exponential average (0.9, bias-corrected). The test ends after all steps, or
        when the smoothed cost is above its best by three times that (at four times a positive
        cost), or not finite.

        Parameters
        ----------
        x, y : arrays
            As in `fit`; x is (m, n_in). Where they have fewer rows than the steps need, they are
            gone through again, in another order.
        low, high : float, default 1e-5 and 10
            The first and the last learning rate, low below high.
        steps : int, default 100
            Mini-batches, at least 20.
        batch_size : int, default 32
            Rows of a mini-batch, at most all of x. That of the training to come.
        optimizer : str or object of `deltaward.optimizers`, default "sgd"
            Whose learning rate is tried; the one that an object brings is not used.
        seed : int, optional
            Of the order of the rows; by default the network's own.

        Returns
        -------
        LearningRateCurve
            Rates and costs, a `suggestion`, and `plot`.

        Raises
        ------
        TypeError, ValueError
            For a bad argument.
        FloatingPointError
            If the cost of the first mini-batch is not finite already.
        """
        from deltaward.range_test import find_learning_rate

        return find_learning_rate(
            self,
            x,
            y,
            low=low,
            high=high,
            steps=steps,
            batch_size=batch_size,
            optimizer=optimizer,
            seed=seed,
        )
