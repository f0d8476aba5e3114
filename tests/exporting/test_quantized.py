# SPDX-License-Identifier: MIT
import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import deltaward as dw
from c_program import compute
from deltaward.exporting.quantized import quantize

Array = npt.NDArray[Any]
Split = tuple[tuple[Array, Array], tuple[Array, Array]]


@pytest.fixture(scope="module")
def trained(digits: Split) -> dw.Network:
    net = dw.Network([64, 30, 10], activation="sigmoid", seed=3)
    net.fit(*digits[0], epochs=30, batch_size=10, learning_rate=0.5, verbose=0)
    return net


def test_half_a_step_at_most(dtype: np.dtype[Any], rng: np.random.Generator) -> None:
    weights = rng.standard_normal((20, 50)).astype(dtype) * np.logspace(-5, 5, 20)[:, None]
    weights = weights.astype(dtype)
    weights[3] = 0
    weights[4] = np.finfo(dtype).smallest_subnormal
    found = quantize(weights)
    assert found.whole.dtype == np.int8
    assert found.scale.dtype == found.weights.dtype == dtype
    assert np.abs(found.whole).max(axis=1).tolist() == [127] * 3 + [0] * 2 + [127] * 15
    off = np.abs(found.weights - weights)
    assert (off[5:] <= found.scale[5:, None] * 0.5001).all()
    assert (off[:3] <= found.scale[:3, None] * 0.5001).all()
    assert (found.weights[3] == 0).all()
    assert (quantize(-weights).whole == -found.whole).all()


def test_whole_numbers_of_8_bits(trained: dw.Network, digits: Split, tmp_path: Path) -> None:
    x, y = digits[1]
    path = tmp_path / "digits.h"
    result = trained.to_c_header(path, quantize="int8", x=x, y=y)
    rounded = trained.copy()
    for w in rounded.weights:
        scale = np.abs(w).max(axis=1, keepdims=True) / 127
        w[:] = np.rint(w / scale) * scale
    found = compute(path, digits[0][0], trained.dtype)
    expected = rounded.feedforward(digits[0][0])
    np.testing.assert_allclose(found.outputs, expected, atol=1e-6)
    told = result.rounding
    assert told is not None
    assert told.samples == len(x) == 256
    before, after = trained.evaluate(x, y), rounded.evaluate(x, y)
    assert (told.cost, told.accuracy) == (before["cost"], before["accuracy"])
    assert told.quantized_accuracy == after["accuracy"]
    assert told.quantized_cost == pytest.approx(after["cost"], rel=1e-5)
    largest = np.abs(trained.feedforward(x) - rounded.feedforward(x)).max()
    assert told.difference == pytest.approx(largest, rel=1e-3)
    assert 0 < told.difference < 0.1
    assert result.constant_bytes == 64 * 30 + 30 * 10 + 4 * 2 * (30 + 10)
    assert f"accuracy {told.accuracy:.4f} -> {told.quantized_accuracy:.4f}" in str(result)
    assert "accuracy" in path.read_text("ascii")


def test_regression_has_no_accuracy(rng: np.random.Generator, tmp_path: Path) -> None:
    net = dw.Network([3, 2], cost="quadratic")
    net.weights[0][1] = 0  # a neuron without weights
    x, y = rng.standard_normal((9, 3)), rng.standard_normal((9, 2))
    result = net.to_c_header(tmp_path / "a.h", quantize="int8", x=x, y=y)
    assert result.rounding is not None
    assert math.isnan(result.rounding.accuracy)
    assert "accuracy" not in str(result)
    compute(tmp_path / "a.h", rng.integers(0, 256, (1, 3), dtype=np.uint8), net.dtype)
