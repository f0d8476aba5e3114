# SPDX-License-Identifier: MIT
"""Iterables of mini-batches that tell the weight of an epoch."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import deltaward as dw


class Weighed:
    """Mini-batches of ten, with weights of the samples."""

    def __init__(self, x: Any, y: Any, sample_weight: Any) -> None:
        self.arrays = (x, y, sample_weight)
        self.weight = float(sample_weight.sum())

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for first in range(0, len(self.arrays[0]), 10):
            yield tuple(array[first : first + 10] for array in self.arrays)


@pytest.mark.parametrize("name", ["l1", "l2"])
def test_weight_of_an_epoch_is_the_n_of_the_penalty(name: str, rng: np.random.Generator) -> None:
    x = rng.normal(size=(45, 6))
    y = rng.integers(0, 3, 45)
    weight = rng.random(45)
    how: dict[str, Any] = {name: 7.0, "epochs": 3, "learning_rate": 0.1, "verbose": 0}
    batches, arrays, plain = (dw.Network([6, 5, 3], seed=4) for _ in range(3))
    batches.fit(Weighed(x, y, weight), **how)
    arrays.fit(x, y, sample_weight=weight, batch_size=10, shuffle=False, **how)
    plain.fit(x, y, sample_weight=weight, batch_size=10, shuffle=False, **how | {name: 0.0})
    for a, b, c in zip(batches.weights, arrays.weights, plain.weights, strict=True):
        np.testing.assert_array_equal(a, b)
        assert (a != c).any()


def test_without_it_a_penalty_is_refused(rng: np.random.Generator) -> None:
    batches = [(rng.normal(size=(4, 6)), rng.integers(0, 3, 4))]
    with pytest.raises(ValueError, match=r"^l2: is λ of λ/n, and an iterable does not say"):
        dw.Network([6, 5, 3]).fit(batches, l2=1.0, verbose=0)
