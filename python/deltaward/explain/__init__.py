# SPDX-License-Identifier: MIT
"""The methods of `deltaward.Network` that show how it learns."""

from typing import TYPE_CHECKING

import numpy.typing as npt

from deltaward.base import Array, NetworkBase

if TYPE_CHECKING:
    from deltaward.explain.gradient_check import GradientCheck


class Explaining(NetworkBase):
    """Gradients and what they are made of."""

    def gradient(
        self, x: npt.ArrayLike, y: npt.ArrayLike, sample_weight: npt.ArrayLike | None = None
    ) -> tuple[list[Array], list[Array]]:
        """Compute the gradient of the cost by backpropagation (BP1 to BP4).

        Parameters
        ----------
        x, y : arrays
            As in `evaluate`; they make one mini-batch.
        sample_weight : (m,) array, optional
            Weights of the samples, not negative. The mean is Σ wᵢ∇Cᵢ / Σ wᵢ, so a weight of 2 is
            the same as having the row twice.

        Returns
        -------
        nabla_b, nabla_w : lists of arrays
            Shaped like `biases` and `weights`: the mean over the samples, which a step uses.

        Raises
        ------
        TypeError, ValueError
            As `evaluate`.
        """
        data = self._core.dataset(x, y, sample_weight)
        self._check_own_cost(x, y, stacklevel=2)
        return self._core.gradient(data)

    def check_gradients(
        self, x: npt.ArrayLike, y: npt.ArrayLike, *, entries: int = 200, seed: int = 0
    ) -> "GradientCheck":
        """Compare backpropagation with central differences of the cost, in float64.

        Parameters
        ----------
        x, y : arrays
            As in `evaluate`.
        entries : int, default 200
            How many weights and biases of each layer are probed, drawn by `seed`.
        seed : int, default 0
            Of the draw.

        Returns
        -------
        GradientCheck
            The agreement of each layer; true where all agree.
        """
        from deltaward.explain.gradient_check import check_gradients

        return check_gradients(self, x, y, entries=entries, seed=seed)
