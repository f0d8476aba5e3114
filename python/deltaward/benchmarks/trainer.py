# SPDX-License-Identifier: MIT
"""What a library is measured by."""

from collections.abc import Callable
from dataclasses import dataclass

from deltaward.benchmarks.cases import Array, Parameters

# Inputs (m, n_in) float32, or (n_in,) for one sample, to the index of each one's largest output.
Predictor = Callable[[Array], Array]


@dataclass(frozen=True, slots=True)
class Trainer:
    """A network in some library and its data, ready to train."""

    epoch: Callable[
        [], object
    ]  # trains one epoch in the given order, and has ended when it returns
    parameters: Callable[[], Parameters]
