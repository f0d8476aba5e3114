# SPDX-License-Identifier: MIT
"""Products of every size from 1 to 67, with strides, odd places and numbers of all magnitudes."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import soak
from deltaward import _core

Array = npt.NDArray[Any]
SIZES = range(1, 68)


def _numbers(rng: np.random.Generator, m: int, n: int, dtype: np.dtype[Any]) -> Array:
    """Return rows somewhere in memory, further apart than they are long, noise between them."""
    offset, gap = rng.integers(0, 9, 2)
    memory = rng.standard_normal(offset + m * (n + gap)) * 2.0 ** rng.integers(-15, 16)
    rows: Array = memory.astype(dtype)[offset:].reshape(m, n + gap)[:, :n]
    rows *= np.exp2(rng.integers(-12, 13, (m, n))).astype(dtype)  # exactly
    return rows


def _check(got: Array, a: Array, b: Array, start: Array | float, roundings: int) -> None:
    """Every element is within γ_k of |A||B|, where k counts the roundings of its sum."""
    wide = np.longdouble
    exact = a.astype(wide) @ b.astype(wide) + start
    size = np.abs(a).astype(wide) @ np.abs(b).astype(wide) + np.abs(start)
    u = wide(np.finfo(got.dtype).eps) / 2
    assert (np.abs(got - exact) <= roundings * u / (1 - roundings * u) * size).all()


def _products(
    kernels: _core.Kernels,
    dtype: np.dtype[Any],
    sizes: Array,
    rng: np.random.Generator,
    fused: bool,
) -> None:
    m, k, n = map(int, sizes)
    a, b = _numbers(rng, m, k, dtype), _numbers(rng, k, n, dtype)
    bias = np.ascontiguousarray(_numbers(rng, 1, n, dtype)[0])
    alpha = dtype.type(rng.standard_normal())
    terms = k if fused else k + 1  # without FMA each product is rounded, too
    _check(kernels.gemm_nn(a, b, bias), a, b, bias, terms)
    turned = _numbers(rng, n, k, dtype)
    _check(kernels.gemm_nt(a, turned), a, turned.T, 0.0, terms)
    c = _numbers(rng, k, m, dtype)
    scaled = c.T.astype(np.longdouble) * np.longdouble(alpha)
    _check(kernels.gemm_tn(alpha, c, b), scaled, b, 0.0, terms + 1)
    plain = np.ascontiguousarray(a)
    ones = np.full((1, m), np.longdouble(alpha))
    _check(kernels.column_sums(alpha, plain)[None], ones, plain, 0.0, m + 1)


@pytest.mark.timeout(3000 if soak.LONG else 110)
def test_every_size_to_67(isa: str, dtype: np.dtype[Any]) -> None:
    kernels = _core.Kernels(isa)
    rng = np.random.default_rng()
    others = soak.rounds(1, 67)
    for size in SIZES:
        for place in range(3):
            for _ in range(others):
                sizes = rng.integers(1, 68, 3)
                sizes[place] = size
                seed = int(rng.integers(2**32))
                told = (isa, dtype.name, *map(int, sizes), seed)
                try:
                    _products(
                        kernels, dtype, sizes, np.random.default_rng(seed), isa != "reference"
                    )
                except AssertionError:
                    pytest.fail(f"isa, dtype, m, k, n, seed: {told}")
