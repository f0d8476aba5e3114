# SPDX-License-Identifier: MIT
"""Weights as whole numbers of 8 bits."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deltaward.base import Array

LARGEST = 127  # and -127: symmetric, so that 0 stays 0


@dataclass(frozen=True)
class Quantized:
    """A layer's weights as ``scale[i] * whole[i, j]``."""

    whole: npt.NDArray[np.int8]  # (n_out, n_in)
    scale: Array  # (n_out,), of the network's dtype

    @property
    def weights(self) -> Array:
        """The weights that these stand for, (n_out, n_in)."""
        return self.scale[:, None] * self.whole


def quantize(weights: Array) -> Quantized:
    """Round the weights into each neuron to multiples of a 127th of their largest.

    Symmetric quantisation with a scale for each output (Krishnamoorthi, "Quantizing deep
    convolutional networks for efficient inference", 2018, section 2.2).
    """
    scale = np.abs(weights).max(axis=1) / weights.dtype.type(LARGEST)
    # Of a neuron without weights, or of weights too small for their 127th, nothing is left.
    steps = np.divide(weights, scale[:, None], out=np.zeros_like(weights), where=scale[:, None] > 0)
    return Quantized(np.clip(np.rint(steps), -LARGEST, LARGEST).astype(np.int8), scale)
