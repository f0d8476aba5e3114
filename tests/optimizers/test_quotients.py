# SPDX-License-Identifier: MIT
"""The quotient in a step: the nearest float, or close to it where numbers are tiny.

By the divider and, where an instruction set has another way, by that.
"""

import numpy as np
import pytest

from deltaward import _core
from training_oracle import Array

EPSILON = 0.7390851

both_ways = pytest.mark.parametrize("divides", [False, True])


def _quotients(over: Array, squares: Array, epsilon: float, divides: bool) -> Array:
    """Return over / (√squares + ε), the step that RMSprop makes of them at η = 1.

    One input of 1, weights of 0, targets of minus the gradient; ρ = 1 keeps the squares.
    """
    net = _core.Network32([1, len(over)], ["identity"], "quadratic", "auto", 0)
    net.weights[0][:] = 0
    net.use_optimizer("rmsprop", first=1.0, epsilon=epsilon, divides=divides)
    net.slots[0][0][0][:, 0] = squares
    data = net.dataset(np.ones((1, 1), np.float32), over[None])
    result = net.train_epoch(
        data,
        np.ones(1),
        batch_size=1,
        shuffle=False,
        seed=0,
        epoch=0,
        recipe=_core.Recipe(),
        start=_core.Progress(),
    )
    assert result.bad_layer is None
    return net.weights[0][:, 0].copy()


@both_ways
def test_a_quotient_is_the_nearest_float(divides: bool, rng: np.random.Generator) -> None:
    count = 1 << 20
    over = rng.standard_normal(count, np.float32) * 2.0 ** rng.integers(-60, 60, count)
    squares = rng.random(count, np.float32) ** 2 * 4.0 ** rng.integers(-20, 20, count)
    over, squares = over.astype(np.float32), squares.astype(np.float32)
    expected = over / (np.sqrt(squares) + np.float32(EPSILON))
    np.testing.assert_array_equal(_quotients(over, squares, EPSILON, divides), expected)


@both_ways
def test_a_divisor_whose_reciprocal_lies_between_two_floats(divides: bool) -> None:
    """All bits of its significand are set: 1/b is next to the middle of 2⁻¹ and its neighbour."""
    divisor = np.float32(2) - np.finfo(np.float32).eps
    over = (1 + np.arange(1 << 16, dtype=np.float32) * 2**-16).astype(np.float32)
    quotients = _quotients(over, np.zeros_like(over), float(divisor), divides)
    np.testing.assert_array_equal(quotients, over / divisor)


@both_ways
def test_a_small_quotient_is_within_one_unit(divides: bool, rng: np.random.Generator) -> None:
    """What its correction is made of may be too small for a float."""
    count = 1 << 16
    over = ((1 + rng.random(count)) * 2.0 ** rng.integers(-120, -95, count)).astype(np.float32)
    squares = rng.random(count, np.float32) ** 2 * np.float32(1e-8)
    expected = over / (np.sqrt(squares) + np.float32(1e-8))
    found = _quotients(over, squares, 1e-8, divides)
    np.testing.assert_array_max_ulp(found, expected, maxulp=1)
