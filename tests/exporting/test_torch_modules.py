# SPDX-License-Identifier: MIT
"""Networks as PyTorch modules."""

import sys
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward import _core
from deltaward.exporting import torch_modules


def test_every_activation_has_a_module() -> None:
    assert list(torch_modules.MODULES) == list(_core.activation_names())


@pytest.mark.parametrize("name", _core.activation_names())
def test_the_same_outputs(name: str, rng: np.random.Generator, dtype: np.dtype[Any]) -> None:
    torch: Any = pytest.importorskip("torch", reason="PyTorch is not installed")
    hidden = "tanh" if name == "softmax" else name
    cost = "cross_entropy" if name == "softmax" else "quadratic"
    net = dw.Network([5, 7, 3], activation=[hidden, name], cost=cost, dtype=dtype)
    net.biases[0][:] = np.linspace(-2, 2, 7)
    module = net.to_torch()
    assert isinstance(module, torch.nn.Sequential)
    x = rng.normal(scale=3, size=(6, 5)).astype(dtype)
    got = module(torch.from_numpy(x)).detach().numpy()
    assert got.dtype == dtype
    np.testing.assert_allclose(got, net.feedforward(x), rtol=1e-6, atol=1e-6)


def test_the_weights_are_copies_that_torch_trains() -> None:
    torch: Any = pytest.importorskip("torch", reason="PyTorch is not installed")
    net = dw.Network([2, 2], seed=1)
    before = net.weights[0].copy()
    module = net.to_torch()
    assert all(p.requires_grad for p in module.parameters())
    with torch.no_grad():
        module[0].weight.zero_()
    assert np.array_equal(net.weights[0], before)


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ImportError, match=r"to_torch needs PyTorch, .*: pip install torch"):
        dw.Network([4, 3]).to_torch()
