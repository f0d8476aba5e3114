# SPDX-License-Identifier: MIT
"""The kernels of every instruction set of this CPU against NumPy in a longer format."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deltaward as dw
from deltaward import _core

Array = npt.NDArray[Any]
AVAILABLE = dw.cpu_info()["available"]
# Odd tails of every vector width, tile edges, the shapes of small batches and of MNIST; a row that
# gets wide tiles, panels that are copied together, k in several blocks.
SHAPES = [
    *[(1, 300, 260), (50, 700, 70), (70, 150, 300), (100, 400, 61), (49, 300, 65)],
    *[(1, 1, 1), (1, 2, 1), (2, 1, 3), (5, 3, 4), (6, 16, 64), (7, 17, 65), (12, 31, 128)],
    *[(13, 33, 127), (10, 784, 30), (32, 128, 10), (64, 67, 33), (1, 784, 129), (33, 5, 257)],
]


def _assert_within_bound(got: Array, a: Array, b: Array, start: Array | float = 0.0) -> None:
    """Every element of got ≈ a b + start within k·u·(|A||B| + |start|)."""
    exact = a.astype(np.longdouble) @ b.astype(np.longdouble) + start
    size = np.abs(a).astype(np.longdouble) @ np.abs(b) + np.abs(start)
    u = np.finfo(got.dtype).eps / 2
    assert (np.abs(got - exact) <= (a.shape[1] + 2) * u * size).all()


@pytest.mark.parametrize(("m", "k", "n"), SHAPES)
def test_products(
    isa: str, dtype: np.dtype[Any], m: int, k: int, n: int, rng: np.random.Generator
) -> None:
    kernels = _core.Kernels(isa)
    a = rng.standard_normal((m, k)).astype(dtype)
    b = rng.standard_normal((k, n)).astype(dtype)
    bias = rng.standard_normal(n).astype(dtype)
    _assert_within_bound(kernels.gemm_nn(a, b, bias), a, b, bias)
    _assert_within_bound(kernels.gemm_nt(a, np.ascontiguousarray(b.T)), a, b)
    _assert_within_bound(kernels.gemm_tn(0.5, np.ascontiguousarray(a.T), b), a / 2, b)
    _assert_within_bound(kernels.column_sums(2.0, a)[None], np.full((1, m), 2, dtype), a)


@settings(max_examples=100, deadline=None)
@given(
    isa=st.sampled_from(AVAILABLE),
    m=st.integers(1, 67),
    k=st.integers(1, 67),
    n=st.integers(1, 67),
    single=st.booleans(),
    seed=st.integers(0, 2**32 - 1),
)
def test_products_of_any_small_size(
    isa: str, m: int, k: int, n: int, single: bool, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    test_products(isa, np.dtype("float32" if single else "float64"), m, k, n, rng)


def test_a_row_has_the_same_bits_alone_and_in_a_batch(
    isa: str, dtype: np.dtype[Any], rng: np.random.Generator
) -> None:
    kernels = _core.Kernels(isa)
    a = rng.standard_normal((33, 77)).astype(dtype)
    b = rng.standard_normal((77, 45)).astype(dtype)
    bias = rng.standard_normal(45).astype(dtype)
    whole = kernels.gemm_nn(a, b, bias)
    whole_nt = kernels.gemm_nt(a, np.ascontiguousarray(b.T))
    for i in range(len(a)):
        row = a[i : i + 1]
        assert kernels.gemm_nn(row, b, bias)[0].tobytes() == whole[i].tobytes()
        assert kernels.gemm_nt(row, np.ascontiguousarray(b.T))[0].tobytes() == whole_nt[i].tobytes()


@pytest.mark.parametrize("n", [1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 100])
def test_axpy(isa: str, dtype: np.dtype[Any], n: int, rng: np.random.Generator) -> None:
    x, y = rng.standard_normal((2, n)).astype(dtype)
    got = _core.Kernels(isa).axpy(-0.3, x, y)
    expected = y - dtype.type(0.3) * x
    tolerance = 4 * np.finfo(dtype).eps
    np.testing.assert_allclose(got, expected, rtol=tolerance, atol=tolerance)


def test_products_hand_on_nan_and_infinity(isa: str, dtype: np.dtype[Any]) -> None:
    a = np.ones((3, 5), dtype)
    b = np.ones((5, 4), dtype)
    a[1, 2], b[0, 3] = np.nan, np.inf
    c = _core.Kernels(isa).gemm_nn(a, b, np.zeros(4, dtype))
    assert np.isnan(c[1]).all()
    assert np.isinf(c[[0, 2], 3]).all()
    assert (c[[0, 2], :3] == 5).all()
