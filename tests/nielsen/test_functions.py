# SPDX-License-Identifier: MIT
import numpy as np
import pytest

from deltaward.nielsen import (
    CrossEntropyCost,
    QuadraticCost,
    sigmoid,
    sigmoid_prime,
    vectorized_result,
)


def test_sigmoid() -> None:
    z = np.array([[-1000.0], [-2.0], [0.0], [2.0], [1000.0]])
    expected = [[0.0], [0.5 + 0.5 * np.tanh(-1)], [0.5], [0.5 + 0.5 * np.tanh(1)], [1.0]]
    assert np.allclose(sigmoid(z), expected, rtol=1e-14, atol=0)
    assert sigmoid(0) == 0.5
    for dtype in ("bool", "uint8", "uint64"):
        assert (sigmoid(np.array([0, 1], dtype)) == sigmoid(np.array([0.0, 1.0]))).all()
    step = 1e-5
    differences = (sigmoid(z + step) - sigmoid(z - step)) / (2 * step)
    assert np.allclose(sigmoid_prime(z), differences, rtol=0, atol=1e-10)


@pytest.mark.parametrize("cost", [QuadraticCost, CrossEntropyCost])
def test_delta_is_the_slope_of_fn(
    cost: type[QuadraticCost] | type[CrossEntropyCost], rng: np.random.Generator
) -> None:
    z, y, step = rng.normal(size=(4, 1)), rng.uniform(size=(4, 1)), 1e-6
    delta = cost.delta(z, sigmoid(z), y)
    assert delta.shape == (4, 1)
    for j in range(4):
        move = np.zeros((4, 1))
        move[j] = step
        difference = cost.fn(sigmoid(z + move), y) - cost.fn(sigmoid(z - move), y)
        assert delta[j, 0] == pytest.approx(difference / (2 * step), rel=1e-6)


def test_values_by_hand() -> None:
    a, y = np.array([[0.25], [0.5]]), np.array([[1.0], [0.0]])
    assert QuadraticCost.fn(a, y) == pytest.approx(0.5 * (0.75**2 + 0.5**2))
    assert CrossEntropyCost.fn(a, y) == pytest.approx(np.log(4) + np.log(2))


def test_cross_entropy_at_its_ends() -> None:
    sure = np.array([[1.0], [0.0]])
    assert CrossEntropyCost.fn(sure, sure) == 0
    assert CrossEntropyCost.fn(sure, 1 - sure) == np.inf


def test_vectorized_result() -> None:
    assert np.array_equal(vectorized_result(3), np.eye(10)[:, [3]])
    with pytest.raises(ValueError, match=r"^j: 10; expected 0 to 9"):
        vectorized_result(10)
    with pytest.raises(ValueError, match=r"^j: -1"):
        vectorized_result(-1)
    with pytest.raises(TypeError, match=r"^j: 1.0 of type float"):
        vectorized_result(1.0)  # type: ignore[arg-type]
