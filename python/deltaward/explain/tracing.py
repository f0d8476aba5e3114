# SPDX-License-Identifier: MIT
"""The methods of `deltaward.Network` that show one pass with all its values."""

from typing import TYPE_CHECKING

import numpy.typing as npt

from deltaward.base import NetworkBase

if TYPE_CHECKING:
    from deltaward.explain.adjoint import AdjointTest
    from deltaward.explain.trace import BackpropTrace


class Tracing(NetworkBase):
    """A pass with every intermediate value, and what holds for any of them."""

    def trace(
        self, x: npt.ArrayLike, y: npt.ArrayLike, sample_weight: npt.ArrayLike | None = None
    ) -> "BackpropTrace":
        """Run one forward and one backward pass and keep every intermediate value.

        The numbers come from the kernels that train. Nothing is changed in the network.

        Parameters
        ----------
        x, y, sample_weight : arrays
            As in `gradient`.

        Returns
        -------
        BackpropTrace
            ``inputs``, ``targets``, ``cost``, and ``layers[l]`` with z, activation, sigma_prime,
            back, delta, nabla_b and nabla_w, counted from 0 like `weights`; all copies, read-only.
            ``print`` it for a table.

        Raises
        ------
        TypeError, ValueError
            As `evaluate`.

        Notes
        -----
        It holds the weights and their gradient once each, and five numbers of each neuron for each
        sample: of 784-30-10 with one sample in float32 about 200 kB.
        """
        from deltaward.explain.trace import trace

        found = trace(self, x, y, sample_weight)
        self._check_own_cost(x, y, stacklevel=2)
        return found

    def adjoint_test(self, x: npt.ArrayLike, y: npt.ArrayLike) -> "AdjointTest":
        """Test ⟨W a, δ⟩ = ⟨a, Wᵀδ⟩ layer by layer, on the network's own W, a and δ.

        Parameters
        ----------
        x, y : arrays
            As in `evaluate`; they make one mini-batch.

        Returns
        -------
        AdjointTest
            Both sides of each layer, how far they are apart, the bound on that, and beside them
            ⟨a, W⁺δ⟩ with the pseudo-inverse; true where all agree. ``print`` it for a table.

        Raises
        ------
        TypeError, ValueError
            As `evaluate`.

        Notes
        -----
        The identity defines the transpose: Wᵀ is the one matrix with which it holds for all a and
        δ. So it tests that the loops that send errors back use the same weights as those that go
        forward, without a gradient and without a step size.
        """
        from deltaward.explain.adjoint import adjoint_test

        return adjoint_test(self, x, y)
