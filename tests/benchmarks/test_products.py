# SPDX-License-Identifier: MIT
"""Products into arrays that are there, in the engine's own layout; shares and their table."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from deltaward import _core
from deltaward.benchmarks import products

Array = npt.NDArray[Any]


@pytest.mark.parametrize("n", [1, 16, 30, 64, 100, 256])
def test_padded_zeros(n: int) -> None:
    """Rows begin on a cache line and are no multiple of four lines apart."""
    array = _core.padded_zeros(3, n)
    assert array.shape == (3, n)
    assert array.dtype == np.float32
    assert not array.any()
    assert array.ctypes.data % 64 == 0
    row, element = array.strides
    assert (row % 64, element) == (0, 4)
    assert row % 256
    assert array.flags.writeable


@pytest.mark.parametrize("shape", [(1, 1, 1), (7, 17, 65), (32, 128, 10)])
def test_products_of_padded_matrices(
    isa: str, shape: tuple[int, int, int], rng: np.random.Generator
) -> None:
    m, k, n = shape
    kernels = _core.Kernels(isa)

    def both(rows: int, cols: int) -> tuple[Array, Array]:
        dense = rng.standard_normal((rows, cols), dtype=np.float32)
        padded = _core.padded_zeros(rows, cols)
        padded[...] = dense
        return dense, padded

    (a, a_), (b, b_), (bt, bt_), (c, c_) = both(m, k), both(k, n), both(n, k), both(m, n)
    bias = rng.standard_normal(n, dtype=np.float32)
    out, wide = _core.padded_zeros(m, n), _core.padded_zeros(k, n)
    assert kernels.gemm_nn(a_, b_, bias, out) is out
    assert out.tobytes() == kernels.gemm_nn(a, b, bias).tobytes()
    assert kernels.gemm_nt(a_, bt_, out) is out
    assert out.tobytes() == kernels.gemm_nt(a, bt).tobytes()
    assert kernels.gemm_tn(0.5, a_, c_, wide) is wide
    assert wide.tobytes() == kernels.gemm_tn(0.5, a, c).tobytes()


def test_what_is_refused(isa: str) -> None:
    kernels = _core.Kernels(isa)
    a, bias = np.ones((4, 4), np.float32), np.zeros(4, np.float32)
    with pytest.raises(ValueError, match=r"out: shape \(3, 4\); expected \(4, 4\)"):
        kernels.gemm_nn(a, a, bias, np.zeros((3, 4), np.float32))
    with pytest.raises(ValueError, match=r"a: strides \(4, 16\) bytes; expected rows of adjacent"):
        kernels.gemm_nn(a.T, a, bias)
    with pytest.raises(ValueError, match=r"out: strides \(-16, 4\)"):
        kernels.gemm_nn(a, a, bias, np.zeros_like(a)[::-1])
    with pytest.raises(ValueError, match="out: 1 dimensions"):
        kernels.gemm_nt(a, a, bias)
    locked = np.zeros_like(a)
    locked.flags.writeable = False
    with pytest.raises(ValueError, match="not writeable"):
        kernels.gemm_nt(a, a, locked)
    with pytest.raises(TypeError):
        kernels.gemm_nt(a, a, np.zeros((4, 4)))  # type: ignore[arg-type]


def test_reading(isa: str) -> None:
    """What it read is what it returns the sum of: 1024 elements three times."""
    assert _core.Kernels(isa).spin_read(np.ones(1024, np.float32), 3) == 3072


def test_measure_and_report(isa: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(products, "ROWS", (3,))
    monkeypatch.setattr(products, "SIDES", (20, 40))
    monkeypatch.setattr(products, "TURN", 1e-5)
    records = list(products.measure(isa, 2))
    assert [(r["n"], r["k"]) for r in records] == [(20, 20), (20, 40), (40, 20), (40, 40)]
    assert all(r[name] > 0 for r in records for name in ("peak", "memory", "nn", "nt", "tn"))
    records[0]["shares"] = {"nn": 0.5, "nt": 0.25, "tn": 0.75}
    text = products.report(records[:1])
    assert " 50 % | 25 % | 75 % |" in text
    assert "median 50 %, worst 25 %" in text
    assert text.startswith(f"{isa}, one thread")
