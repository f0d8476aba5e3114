# SPDX-License-Identifier: MIT
"""⟨W a, δ⟩ = ⟨a, Wᵀδ⟩: of networks, and of the kernels alone."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deltaward as dw
from deltaward import _core
from deltaward.explain import adjoint
from wellformed import Reader

Array = npt.NDArray[Any]
AVAILABLE = dw.cpu_info()["available"]


def _make(dtype: Any = "float32", **options: Any) -> tuple[dw.Network, Array, Array]:
    rng = np.random.default_rng(2)
    net = dw.Network([17, 9, 13, 5], activation="sigmoid", dtype=dtype, **options)
    return net, rng.standard_normal((6, 17)).astype(dtype), np.arange(6) % 5


def _dot(p: Array, q: Array) -> float:
    """The inner product with one rounding at the end."""
    return math.fsum((p.astype(np.longdouble) * q).ravel().tolist())


def test_both_sides_are_what_they_are_called(dtype: np.dtype[Any]) -> None:
    net, x, y = _make(dtype)
    test = net.adjoint_test(x, y)
    assert test
    assert [layer.layer for layer in test.layers] == [1, 2, 3]
    t = net.trace(x, y)
    inputs = [t.inputs, *(layer.activation for layer in t.layers)]
    for found, w, a, layer in zip(test.layers, net.weights, inputs, t.layers, strict=False):
        wide = w.astype(float)
        exact = _dot(a.astype(float) @ wide.T, layer.delta)
        tolerance = 100 * float(np.finfo(dtype).eps)
        assert found.forward == pytest.approx(exact, rel=tolerance)
        assert found.back == pytest.approx(exact, rel=tolerance)
        assert found.recomputed == pytest.approx(exact, rel=1e-12)
        inverse = _dot(a, layer.delta.astype(float) @ np.linalg.pinv(wide).T)
        assert found.inverse == pytest.approx(inverse, rel=1e-9)
        assert found.inverse != pytest.approx(exact, rel=0.01)
        assert found.apart <= found.bound == 2 * sum(w.shape)


def test_the_back_of_a_trace_is_compared() -> None:
    net, x, y = _make("float64")
    t = net.trace(x, y)
    hidden, last = t.layers[1], t.layers[2]
    assert hidden.back is not None
    for back, ok in (
        (hidden.back, True),
        (hidden.back * (1 + 1e-12), False),
        (last.delta @ np.linalg.pinv(last.weights).T, False),
        (last.delta @ -last.weights, False),
        (hidden.back * np.nan, False),
    ):
        found = adjoint.compare(3, last.weights, hidden.activation, last.delta, back)
        assert found.ok is ok


def test_an_orthogonal_matrix_is_its_own_pseudo_inverse_transposed() -> None:
    rng = np.random.default_rng(0)
    q, _ = np.linalg.qr(rng.standard_normal((6, 6)))
    net = dw.Network([6, 6], cost="quadratic", dtype="float64")
    net.weights[0][:] = q
    (layer,) = net.adjoint_test(rng.standard_normal((4, 6)), rng.standard_normal((4, 6))).layers
    assert layer.ok
    assert layer.inverse == pytest.approx(layer.forward, rel=1e-12)


@pytest.mark.parametrize("scale", [0.0, 1e-38, 1e-20, 1e15])
def test_numbers_of_all_sizes(scale: float) -> None:
    """Those below the smallest normal number are taken as 0 by the core."""
    net, x, y = _make()
    for w in net.weights:
        w[:] *= scale
    assert net.adjoint_test(x, y)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_weights_that_are_no_numbers(bad: float) -> None:
    net, x, y = _make()
    net.weights[1][0, 0] = bad
    test = net.adjoint_test(x, y)
    assert not test
    assert "DISAGREE" in str(test)


def test_table() -> None:
    net, x, y = _make()
    test = net.adjoint_test(x, y)
    lines = str(test).splitlines()
    assert str(test) == test.table()
    for line, layer in zip(lines[1:4], test.layers, strict=True):
        cells = line.split()
        assert cells[0] == str(layer.layer)
        assert cells[1:4] == [f"{v:.6e}" for v in (layer.forward, layer.back, layer.recomputed)]
        assert cells[-1] == "agree"
    assert max(map(len, lines)) <= 100
    assert Reader(test._repr_html_()).rows[1] == [*lines[1].split()]


@settings(max_examples=150, deadline=None)
@given(
    isa=st.sampled_from(AVAILABLE),
    m=st.integers(1, 40),
    n_in=st.integers(1, 140),
    n_out=st.integers(1, 140),
    dtype=st.sampled_from(["float32", "float64"]),
    seed=st.integers(0, 2**32 - 1),
)
def test_kernels(isa: str, m: int, n_in: int, n_out: int, dtype: str, seed: int) -> None:
    """gemm_nn with the Wᵀ that a layer keeps goes forward, gemm_nt with the same goes back."""
    rng = np.random.default_rng(seed)
    a, delta = rng.standard_normal((m, n_in)), rng.standard_normal((m, n_out))
    transposed = rng.standard_normal((n_in, n_out)).astype(dtype)
    a, delta = a.astype(dtype), delta.astype(dtype)
    kernels: Any = _core.Kernels(isa)
    forward = kernels.gemm_nn(a, transposed, np.zeros(n_out, dtype))
    back = kernels.gemm_nt(delta, transposed)
    u = float(np.finfo(dtype).eps) / 2
    for i in range(m):
        size = np.abs(a[i]).astype(float) @ np.abs(transposed) @ np.abs(delta[i])
        apart = abs(_dot(forward[i], delta[i]) - _dot(a[i], back[i]))
        assert apart <= (n_in + n_out + 4) * u * size


@pytest.mark.parametrize(("n_in", "n_out"), [(784, 30), (30, 784), (257, 255), (1, 1)])
def test_kernels_at_the_shapes_of_networks(
    isa: str, dtype: np.dtype[Any], n_in: int, n_out: int
) -> None:
    test_kernels.hypothesis.inner_test(isa, 33, n_in, n_out, dtype.name, n_in)  # type: ignore[attr-defined]
