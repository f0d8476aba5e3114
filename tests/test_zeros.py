# SPDX-License-Identifier: MIT
"""Products that skip zeros: the same bits as those that do not.

A single row, or less than 16 of Aᵀ, always goes through the tiles, which test_kernels.py compares
with NumPy.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import deltaward as dw
from deltaward import _core
from oracle import softmax

Array = npt.NDArray[Any]
# (m, k, n): columns that are left over, parts of a word of bits, k in several blocks, rows in
# several groups, few rows (B in place), many columns.
SHAPES = [
    *[(48, 300, 300), (20, 700, 260), (64, 129, 128), (300, 40, 200), (17, 513, 131)],
    *[(530, 33, 140), (31, 1030, 128), (130, 257, 515)],
]


def _with_zeros(rng: np.random.Generator, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
    """Three of ten elements are not 0; some whole rows and columns are."""
    a = rng.standard_normal(shape) * (rng.random(shape) < 0.3)
    a[rng.integers(shape[0])] = 0
    a[:, rng.integers(shape[1])] = 0
    return a.astype(dtype)


def _assert_same_bits_as_tiles(kernels: Any, a: Array, b: Array, bias: Array) -> None:
    turned_a, turned_b = np.ascontiguousarray(a.T), np.ascontiguousarray(b.T)
    whole, nt = kernels.gemm_nn(a, b, bias), kernels.gemm_nt(a, turned_b)
    scale = a.dtype.type(0.3)
    tn = kernels.gemm_tn(scale, turned_a, b)
    for i in range(len(a)):
        row = a[i : i + 1]
        assert kernels.gemm_nn(row, b, bias)[0].tobytes() == whole[i].tobytes()
        assert kernels.gemm_nt(row, turned_b)[0].tobytes() == nt[i].tobytes()
    for i in range(0, len(a), 15):
        few = np.ascontiguousarray(turned_a[:, i : i + 15])
        assert kernels.gemm_tn(scale, few, b).tobytes() == tn[i : i + 15].tobytes()


@pytest.mark.parametrize(("m", "k", "n"), SHAPES)
def test_same_bits(
    isa: str, dtype: np.dtype[Any], m: int, k: int, n: int, rng: np.random.Generator
) -> None:
    kernels = _core.Kernels(isa)
    a, b = _with_zeros(rng, (m, k), dtype), rng.standard_normal((k, n)).astype(dtype)
    bias = rng.standard_normal(n).astype(dtype)
    _assert_same_bits_as_tiles(kernels, a, b, bias)
    exact = a.astype(np.longdouble) @ b.astype(np.longdouble)
    tolerance = 4 * np.sqrt(k) * np.finfo(dtype).eps
    np.testing.assert_allclose(kernels.gemm_nn(a, b, bias), exact + bias, atol=20 * tolerance)


def test_same_bits_where_sums_are_negative_zeros(
    isa: str, dtype: np.dtype[Any], rng: np.random.Generator
) -> None:
    """A product too small to be told from −0; 0 · b behind it makes a 0 of that if b > 0."""
    tiny = dtype.type(np.finfo(dtype).tiny)
    a = np.zeros((64, 200), dtype)
    a[np.arange(64), rng.integers(0, 150, 64)] = tiny
    b = -tiny * rng.random((200, 140)).astype(dtype)
    b[150:] = np.sign(rng.standard_normal((50, 140)))
    for bias in (np.zeros(140, dtype), np.full(140, -0.0, dtype)):
        _assert_same_bits_as_tiles(_core.Kernels(isa), a, b, bias)
    c = _core.Kernels(isa).gemm_nn(a, b, np.zeros(140, dtype))
    assert not c.any()
    assert not np.signbit(c).all()


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_meets_zeros_too(
    isa: str, dtype: np.dtype[Any], odd: float, rng: np.random.Generator
) -> None:
    kernels = _core.Kernels(isa)
    a, b = _with_zeros(rng, (64, 200), dtype), rng.standard_normal((200, 140)).astype(dtype)
    a[:, 70] = 0
    b[70, 3] = odd
    c = kernels.gemm_nn(a, b, np.zeros(140, dtype))
    assert np.isnan(c[:, 3]).all()
    assert np.isfinite(np.delete(c, 3, axis=1)).all()
    assert np.isnan(kernels.gemm_nt(a, np.ascontiguousarray(b.T))[:, 3]).all()
    assert np.isnan(kernels.gemm_tn(1, np.ascontiguousarray(a.T), b)[:, 3]).all()
    a[5, 9] = odd
    assert not np.isfinite(kernels.gemm_nn(a, b, np.zeros(140, dtype))[5]).any()


def _samples(rng: np.random.Generator) -> tuple[Array, Array]:
    """Pixels, most of them 0, some in all samples."""
    x = rng.integers(1, 256, (200, 300)) * (rng.random((200, 300)) < 0.25)
    x[:, ::7] = 0
    return x.astype(np.uint8), rng.integers(0, 5, 200)


def test_one_step_against_numpy(rng: np.random.Generator) -> None:
    pixels, y = _samples(rng)
    net = dw.Network([300, 256, 260, 5], seed=1, dtype="float64")
    weights = [w.copy() for w in net.weights]
    biases = [b.copy() for b in net.biases]
    net.fit(pixels, y, batch_size=200, learning_rate=0.5, shuffle=False, verbose=0)

    a = [pixels / 255]
    for w, b in zip(weights, biases, strict=True):
        z = a[-1] @ w.T + b
        a.append(np.maximum(z, 0) if len(a) < 3 else softmax(z))
    assert 0.3 < np.mean(a[1] > 0) < 0.6
    delta = a[-1] - np.eye(5)[y]
    for k in (2, 1, 0):
        expected = weights[k] - 0.5 / 200 * delta.T @ a[k]
        np.testing.assert_allclose(net.weights[k], expected, rtol=0, atol=1e-12)
        np.testing.assert_allclose(net.biases[k], biases[k] - 0.5 / 200 * delta.sum(0), atol=1e-12)
        delta = delta @ weights[k] * (a[k] > 0)


def test_a_step_has_the_bits_of_a_gradient_by_tiles(rng: np.random.Generator) -> None:
    """Of one layer whose inputs are partly left out, and two with all of theirs."""
    pixels, y = _samples(rng)
    kernels = _core.Kernels(dw.cpu_info()["isa"])
    net = dw.Network([300, 256, 130, 5], seed=1)
    layers = net.trace(pixels, y).layers
    inputs = [pixels / np.float32(255), *(layer.activation for layer in layers)]
    before = [np.ascontiguousarray(w.T) for w in net.weights]
    net.fit(pixels, y, batch_size=200, learning_rate=0.5, shuffle=False, verbose=0)
    for layer, a, w, after in zip(layers, inputs, before, net.weights, strict=False):
        assert np.mean(a != 0) < 0.6
        delta = np.ascontiguousarray(layer.delta)
        for i in range(0, len(w), 15):
            few = np.ascontiguousarray(a[:, i : i + 15])
            nabla = kernels.gemm_tn(np.float32(1 / 200), few, delta)
            for row, g, got in zip(w[i:], nabla, after.T[i:], strict=False):
                expected = kernels.axpy(np.float32(-0.5), g, row.copy())
                assert expected.tobytes() == np.ascontiguousarray(got).tobytes()


def test_denormal_biases_do_not_tell_one_sample_from_many(rng: np.random.Generator) -> None:
    """Inside the core they count as 0, also where a row has nothing but zeros to add to one."""
    for dtype, tiny in (("float32", 1e-42), ("float64", 1e-312)):
        net = dw.Network(
            [512, 256, 256], activation="identity", cost="quadratic", seed=1, dtype=dtype
        )
        net.weights[0][...] = 0
        net.biases[0][...] = 0
        net.biases[1][...] = np.where(rng.random(256) < 0.5, tiny, -tiny)
        x = rng.random((64, 512)).astype(dtype)
        whole = net.feedforward(x)
        assert whole[:1].tobytes() == net.feedforward(x[:1]).tobytes()
        assert not whole.any()


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_layers_that_threads_cut_too_narrow_for_it_get_the_same_bits(
    optimizer: str, rng: np.random.Generator
) -> None:
    """With AVX-512, whose rows are 128 neurons wide: all of a layer's, or a fourth."""
    x, y = _samples(rng)
    found = []
    for threads in (1, 4):
        net = dw.Network([300, 256, 256, 5], seed=1)
        rate = {"sgd": 0.1, "adam": 0.001}[optimizer]
        net.fit(
            x,
            y,
            epochs=2,
            batch_size=100,
            optimizer=optimizer,
            learning_rate=rate,
            threads=threads,
            verbose=0,
        )
        found.append([w.tobytes() for w in net.weights])
    assert found[0] == found[1]
