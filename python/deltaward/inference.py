# SPDX-License-Identifier: MIT
"""From inputs to outputs, predictions and scores."""

from typing import Any

import numpy.typing as npt

from deltaward.base import Array, NetworkBase


class Inference(NetworkBase):
    """The methods of `deltaward.Network` that leave it as it is."""

    def feedforward(self, x: npt.ArrayLike) -> Array:
        """Compute the activations of the output layer.

        Parameters
        ----------
        x : (m, n_in) or (n_in,) array
            float32, float64, or uint8 pixels, which are scaled by 1/255. Any strides; read in
            blocks of rows and never copied in whole. NumPy's, or another library's: data frames
            of pandas and polars, tensors in the CPU's memory (see `deltaward.arrays.as_array`).

        Returns
        -------
        (m, n_out) or (n_out,) array of the network's dtype

        Raises
        ------
        TypeError
            For another dtype or byte order.
        ValueError
            For a wrong shape, no rows, NaN or infinity.
        """
        return self._core.feedforward(x)

    def predict(self, x: npt.ArrayLike) -> Any:
        """Predict classes where the network is a classifier, else values.

        Parameters
        ----------
        x : (m, n_in) or (n_in,) array
            As in `feedforward`.

        Returns
        -------
        (m,) array of int, or int for one sample
            With softmax or several sigmoid outputs: the index of the largest.
        (m, n_out) or (n_out,) array
            Otherwise: the outputs themselves.
        """
        return self._core.classify(x) if self._is_classifier else self._core.feedforward(x)

    def predict_proba(self, x: npt.ArrayLike) -> Array:
        """Compute the probability that each output stands for.

        Parameters
        ----------
        x : (m, n_in) or (n_in,) array
            As in `feedforward`.

        Returns
        -------
        (m, n_out) or (n_out,) array
            With softmax the rows sum to one; with sigmoid each output is a probability of its own.

        Raises
        ------
        ValueError
            If the output activation is neither softmax nor sigmoid.
        """
        output = self.activations[-1]
        if output not in ("softmax", "sigmoid"):
            raise ValueError(
                f"predict_proba: output activation {output!r}; expected softmax or sigmoid"
            )
        return self.feedforward(x)

    def evaluate(
        self, x: npt.ArrayLike, y: npt.ArrayLike, sample_weight: npt.ArrayLike | None = None
    ) -> dict[str, float]:
        """Compute cost and accuracy on data.

        Parameters
        ----------
        x : (m, n_in) array
            As in `feedforward`.
        y : (m,) array of int, or (m, n_out) array
            Class indices, or target values; with one output, (m,) values. Values are taken as they
            are: uint8 among them is not scaled as it is in x.
        sample_weight : (m,) array, optional
            Weights of the samples, not negative and not all 0: a weight of 2 is the same as having
            the row twice.

        Returns
        -------
        dict
            ``cost``: the mean over the samples; ``accuracy``: the share of samples whose largest
            output is the target's largest (with one sigmoid output: on the same side of ½), NaN
            where outputs and targets are values of a regression.

        Raises
        ------
        TypeError
            For a wrong dtype or byte order.
        ValueError
            For a wrong shape, a label out of range, NaN or infinity.
        """
        return self._evaluate(self._core.dataset(x, y, sample_weight))
