# SPDX-License-Identifier: MIT
"""BP4 with the step: W + step · scale · Aᵀ B, of a few samples or many."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from deltaward import _core

Array = npt.NDArray[Any]
# Around what is few: 10 samples; one vector of neurons or two with AVX-512, 8, 16 or 32 of them.
SAMPLES = [1, 2, 3, 9, 10, 11]
NEURONS = [1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 70]


def _batch(
    rng: np.random.Generator, m: int, inputs: int, n: int, dtype: np.dtype[Any]
) -> tuple[Array, Array, Array]:
    shapes = [(m + 1, inputs), (m + 1, n), (inputs, n)]
    a, b, w = (rng.standard_normal(shape).astype(dtype) for shape in shapes)
    return a[:m], b[:m], w  # without rows: a new array would have no strides


@pytest.mark.parametrize("n", NEURONS)
@pytest.mark.parametrize("m", [0, *SAMPLES])
def test_step(isa: str, dtype: np.dtype[Any], m: int, n: int, rng: np.random.Generator) -> None:
    kernels = _core.Kernels(isa)
    u = np.finfo(dtype).eps / 2
    for inputs in (1, 3, 4, 5, 30):
        a, b, w = _batch(rng, m, inputs, n, dtype)
        got = kernels.gemm_tn_descend(0.25, -3.0, a, b, w)
        term = a.astype(np.longdouble).T @ b.astype(np.longdouble)
        size = np.abs(a).T @ np.abs(b) + np.abs(w)
        assert (np.abs(got - (w - 0.75 * term)) <= (m + 4) * u * size).all()


@pytest.mark.parametrize("odd", [None, np.inf, np.nan, -0.0])
@pytest.mark.parametrize("m", SAMPLES)
def test_same_bits_beside_more_neurons(
    isa: str, dtype: np.dtype[Any], m: int, odd: float | None, rng: np.random.Generator
) -> None:
    """Of 70 neurons a step is always made by tiles."""
    kernels = _core.Kernels(isa)
    a, b, w = _batch(rng, m, 30, 70, dtype)
    if odd is not None:
        a[0, 3], a[:, 5], b[-1, 6], w[9, 7], w[5] = odd, odd, odd, odd, odd
    whole = kernels.gemm_tn_descend(1 / 3, -0.7, a, b, w)
    for n in NEURONS:
        few = kernels.gemm_tn_descend(1 / 3, -0.7, a, b[:, :n], w[:, :n])
        np.testing.assert_array_equal(few, whole[:, :n])
        assert (np.signbit(few) == np.signbit(whole[:, :n]))[~np.isnan(few)].all()


@pytest.mark.parametrize("n", [10, 30, 70])
@pytest.mark.parametrize("m", SAMPLES)
def test_the_rows_that_lines_say(
    isa: str, dtype: np.dtype[Any], m: int, n: int, rng: np.random.Generator
) -> None:
    kernels = _core.Kernels(isa)
    a, b, w = _batch(rng, m, 50, n, dtype)
    whole = kernels.gemm_tn_descend(0.1, -0.5, a, b, w)
    for count in (0, 1, 4, 27):
        lines = np.sort(rng.permutation(50)[:count]).astype(np.uint32)
        expected = w.copy()
        expected[lines] = whole[lines]
        picked = np.ascontiguousarray(a[:, lines])
        got = kernels.gemm_tn_descend(0.1, -0.5, picked, b, w, lines)
        assert got.tobytes() == expected.tobytes()


def test_a_step_of_0_moves_nothing(isa: str, dtype: np.dtype[Any]) -> None:
    for m in (2, 11):
        a, b, w = (np.ones(shape, dtype) for shape in [(m, 3), (m, 4), (3, 4)])
        assert (_core.Kernels(isa).gemm_tn_descend(1.0, 0.0, a, b, w) == 1).all()


def test_bad_arguments(isa: str, dtype: np.dtype[Any]) -> None:
    kernels = _core.Kernels(isa)
    a, b, w = (np.ones(shape, dtype) for shape in [(2, 3), (2, 4), (3, 4)])
    with pytest.raises(ValueError, match=r"^rows of a and rows of b: 2 and 1; expected the same$"):
        kernels.gemm_tn_descend(1.0, 1.0, a, b[:1], w)
    with pytest.raises(ValueError, match=r"^columns of b and columns of w: 3 and 4; "):
        kernels.gemm_tn_descend(1.0, 1.0, a, b[:, :3], w)
    with pytest.raises(ValueError, match=r"^columns of a and rows of w: 3 and 2; "):
        kernels.gemm_tn_descend(1.0, 1.0, a, b, w[:2])
    for lines, message in [
        ([0, 1], "^size of lines and columns of a: 2 and 3; "),
        ([0, 1, 3], "^lines: 3; expected less than the 3 rows of w$"),
        ([0, 1, 1], "^lines: 1 behind 1; expected ascending ones$"),
        ([[0, 1, 2]], "^lines: 2 dimensions; expected 1$"),
    ]:
        with pytest.raises(ValueError, match=message):
            kernels.gemm_tn_descend(1.0, 1.0, a, b, w, np.array(lines, np.uint32))
    signed: Any = np.arange(3)
    with pytest.raises(TypeError):
        kernels.gemm_tn_descend(1.0, 1.0, a, b, w, signed)
    assert (w == 1).all()
