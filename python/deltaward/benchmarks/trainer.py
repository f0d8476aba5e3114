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

    # Trains so many epochs in the given order, and has ended when it returns.
    epochs: Callable[[int], object]
    parameters: Callable[[], Parameters]


def one_by_one(epoch: Callable[[], object]) -> Callable[[int], None]:
    """Return what trains epochs of a library that knows only one."""

    def epochs(count: int) -> None:
        for _ in range(count):
            epoch()

    return epochs
