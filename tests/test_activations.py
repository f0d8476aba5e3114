# SPDX-License-Identifier: MIT
"""σ and σ′ of every instruction set: accuracy in units in the last place, edges, tails."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import oracle
from deltaward import _core

Array = npt.NDArray[Any]

# In ulp against long double over the points below; the same figures stand in loops/math.hpp.
ULPS = {"exp": 1.0, "sigmoid": 2.5, "tanh": 2.5, "softplus": 3.0, "elu": 1.5, "silu": 3.0}


def _points(dtype: np.dtype[Any], rng: np.random.Generator) -> Array:
    limit = 87 if dtype == np.float32 else 708
    parts = [
        rng.uniform(-limit, limit, 100_000),
        rng.uniform(-10, 10, 200_000),
        rng.uniform(-1, 1, 100_000),
        rng.standard_normal(50_000) * 1e-3,
        rng.standard_normal(50_000) * 1e-12,
    ]
    return np.concatenate(parts).astype(dtype)


def _ulps(got: Array, exact: Array) -> float:
    unit = np.spacing(np.abs(exact).astype(got.dtype)).astype(np.longdouble)
    return float((np.abs(got.astype(np.longdouble) - exact) / unit).max())


def _exact(name: str, x: npt.NDArray[np.longdouble]) -> Array:
    if name == "exp":
        return np.exp(x)
    if name == "sigmoid":
        return np.asarray(1 / (1 + np.exp(-x)))
    if name == "tanh":
        return np.tanh(x)
    if name == "softplus":
        return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))
    if name == "elu":
        return np.where(x > 0, x, np.expm1(np.minimum(x, 0)))
    return np.asarray(x / (1 + np.exp(-x)))


@pytest.mark.parametrize("name", ULPS)
def test_accuracy(isa: str, dtype: np.dtype[Any], name: str, rng: np.random.Generator) -> None:
    if np.finfo(np.longdouble).nmant <= np.finfo(dtype).nmant:
        pytest.skip("accuracy of float64: no longer format to compare with on this platform")
    kernels = _core.Kernels(isa)
    x = _points(dtype, rng)
    got = kernels.exp(x) if name == "exp" else kernels.activate(name, x[None])[0]
    assert _ulps(got, _exact(name, x.astype(np.longdouble))) <= ULPS[name]


def test_gelu_accuracy(isa: str, dtype: np.dtype[Any], rng: np.random.Generator) -> None:
    z = np.sort(rng.uniform(-9, 9, 20_000)).astype(dtype)
    got = _core.Kernels(isa).activate("gelu", z[None])[0]
    exact = oracle.SIGMA["gelu"](z.astype(float))
    u = np.finfo(dtype).eps / 2
    # The rounding of z√½ costs either side z² u and more in the exponent; a few u for the rest.
    assert (np.abs(got - exact) <= (8 + 3 * z.astype(float) ** 2) * u * np.abs(exact)).all()


@pytest.mark.parametrize("name", oracle.ELEMENTWISE)
@pytest.mark.parametrize("n", [1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 33])
def test_value_and_prime(
    isa: str, dtype: np.dtype[Any], name: str, n: int, rng: np.random.Generator
) -> None:
    kernels = _core.Kernels(isa)
    z = (3 * rng.standard_normal((4, n))).astype(dtype)
    delta = rng.standard_normal((4, n)).astype(dtype)
    tolerance = 40 * np.finfo(dtype).eps
    wide = z.astype(float)
    value = oracle.SIGMA[name](wide)
    np.testing.assert_allclose(kernels.activate(name, z), value, rtol=tolerance, atol=tolerance)
    gated = delta * oracle.SIGMA_PRIME[name](wide)
    np.testing.assert_allclose(kernels.gate(name, z, delta), gated, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("n", [1, 2, 3, 8, 10, 16, 17, 40])
def test_softmax(isa: str, dtype: np.dtype[Any], n: int, rng: np.random.Generator) -> None:
    kernels = _core.Kernels(isa)
    z = (5 * rng.standard_normal((6, n))).astype(dtype)
    delta = rng.standard_normal((6, n)).astype(dtype)
    tolerance = 20 * np.finfo(dtype).eps
    a = oracle.softmax(z.astype(float))
    np.testing.assert_allclose(kernels.activate("softmax", z), a, rtol=tolerance)
    gated = a * (delta - (a * delta).sum(axis=1, keepdims=True))
    np.testing.assert_allclose(
        kernels.gate("softmax", z, delta), gated, rtol=tolerance, atol=tolerance
    )


@pytest.mark.parametrize("name", [*oracle.ELEMENTWISE, "softmax"])
def test_extremes_stay_finite(isa: str, dtype: np.dtype[Any], name: str) -> None:
    limit = np.finfo(dtype).max / 8
    z = np.array([[-limit, -1e4, -100, -0.0, 0.0, 100, 1e4, limit]], dtype)
    kernels = _core.Kernels(isa)
    assert np.isfinite(kernels.activate(name, z)).all()
    assert np.isfinite(kernels.gate(name, z, np.ones_like(z))).all()


@pytest.mark.parametrize("name", oracle.ELEMENTWISE)
def test_nan_is_handed_on(isa: str, dtype: np.dtype[Any], name: str) -> None:
    z = np.array([[1.0, np.nan, -1.0]], dtype)
    a = _core.Kernels(isa).activate(name, z)
    assert np.isnan(a).tolist() == [[False, True, False]]


def test_limits(isa: str, dtype: np.dtype[Any]) -> None:
    kernels = _core.Kernels(isa)
    x = np.array([-np.inf, -1e4, -0.0, 0.0, 1e4, np.inf], dtype)
    assert kernels.exp(x).tolist() == [0, 0, 1, 1, np.inf, np.inf]
    assert kernels.activate("sigmoid", x[None])[0].tolist() == [0, 0, 0.5, 0.5, 1, 1]
    assert kernels.activate("tanh", x[None])[0].tolist() == [-1, -1, 0, 0, 1, 1]
