# SPDX-License-Identifier: MIT
"""Networks of PyTorch's modules."""

import sys
from typing import Any

import numpy as np
import pytest

import deltaward as dw

torch: Any = pytest.importorskip("torch", reason="PyTorch is not installed")
nn: Any = torch.nn


def _check(module: Any, net: dw.Network, rng: np.random.Generator) -> None:
    module.eval()
    x = rng.normal(scale=3, size=(6, net.sizes[0])).astype(net.dtype)
    with torch.no_grad():
        expected = module(torch.from_numpy(x)).numpy()
    assert expected.dtype == net.dtype
    np.testing.assert_allclose(net.feedforward(x), expected, rtol=1e-6, atol=1e-6)


ACTIVATIONS = {
    "sigmoid": nn.Sigmoid(),
    "tanh": nn.Tanh(),
    "relu": nn.ReLU(inplace=True),
    "leaky_relu": nn.LeakyReLU(),
    "elu": nn.ELU(),
    "gelu": nn.GELU(),
    "silu": nn.SiLU(),
    "softplus": nn.Softplus(),
    "identity": nn.Identity(),
    "softmax": nn.Softmax(dim=1),
}


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("bias", [True, False])
def test_every_activation(
    name: str, bias: bool, rng: np.random.Generator, dtype: np.dtype[Any]
) -> None:
    torch.manual_seed(1)
    of = {"dtype": getattr(torch, dtype.name), "bias": bias}
    hidden = ACTIVATIONS["tanh" if name == "softmax" else name]
    module = nn.Sequential(nn.Linear(5, 7, **of), hidden, nn.Linear(7, 3, **of), ACTIVATIONS[name])
    net = dw.from_torch(module)
    assert (net.dtype, net.activations[1]) == (dtype, name)
    _check(module, net, rng)


def test_modules_inside_modules(rng: np.random.Generator) -> None:
    inner = nn.Sequential(nn.Linear(7, 6), nn.Dropout(0.5), nn.Sequential(nn.SiLU(), nn.Dropout()))
    module = nn.Sequential(nn.Flatten(), nn.Linear(5, 7), inner, nn.Linear(6, 2), nn.Flatten())
    net = dw.from_torch(module)
    assert net.sizes == [5, 7, 6, 2]
    assert net.activations == ["identity", "silu", "identity"]
    _check(module, net, rng)


def test_one_layer_and_parametrised_weights(rng: np.random.Generator) -> None:
    layer = nn.Linear(4, 3)
    _check(layer, dw.from_torch(layer), rng)
    normed = nn.utils.parametrizations.weight_norm(nn.Linear(4, 3))
    _check(normed, dw.from_torch(normed), rng)


def test_the_weights_are_copied() -> None:
    layer = nn.Linear(4, 3)
    net = dw.from_torch(layer)
    before = layer.weight.detach().numpy().copy()
    net.weights[0][:] = 0
    assert np.array_equal(layer.weight.detach().numpy(), before)


def test_logits() -> None:
    module = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))
    assert dw.from_torch(module).cost == "quadratic"
    net = dw.from_torch(module, output_activation="softmax")
    assert (net.activations, net.cost) == (["relu", "softmax"], "cross_entropy")
    assert dw.from_torch(module, cost="huber").cost == "huber"


def test_there_and_back(dtype: np.dtype[Any]) -> None:
    net = dw.Network([4, 5, 3], activation=["gelu", "softmax"], dtype=dtype)
    back = dw.from_torch(net.to_torch())
    assert repr(back) == repr(net)
    for got, expected in zip(back.weights + back.biases, net.weights + net.biases, strict=True):
        assert got.tobytes() == expected.tobytes()


class Own(nn.Module):  # type: ignore[misc]
    def forward(self, x: Any) -> Any:
        return x + 1


class OwnSequential(nn.Sequential):  # type: ignore[misc]
    def forward(self, x: Any) -> Any:
        return super().forward(x) + 1


def _doubled(module: Any) -> Any:
    module.register_forward_hook(lambda part, x, a: 2 * a)
    return module


def _after(*parts: Any) -> Any:
    return nn.Sequential(nn.Linear(4, 3), *parts)


@pytest.mark.parametrize(
    ("module", "message"),
    [
        (_after(nn.Conv2d(1, 1, 1)), r"module: 1 \(Conv2d\): no layer that a network of deltaward"),
        (_after(nn.Sequential(nn.ReLU(), nn.Mish())), r"module: 1.1 \(Mish\): no layer"),
        (_after(nn.BatchNorm1d(3)), r"1 \(BatchNorm1d\): for it to fold .*torch.onnx.export"),
        (_after(nn.LogSoftmax(1)), r"LogSoftmax\): .* give output_activation='softmax'"),
        (_after(nn.GELU(approximate="tanh")), "approximate='tanh'; expected 'none'"),
        (_after(nn.LeakyReLU(0.2)), "negative_slope=0.2; expected 0.01"),
        (_after(nn.Softplus(beta=2)), "beta=2; expected 1.0"),
        (_after(nn.Softplus(threshold=3)), "threshold=3; expected 20.0"),
        (_after(nn.Softmax(dim=0)), "dim=0; expected -1"),
        (_after(nn.Softmax(dim=1), nn.Linear(3, 2)), r"2 \(Linear\): a layer after softmax"),
        (_after(nn.ReLU(), nn.Tanh()), r"2 \(Tanh\): tanh after relu; expected one activation"),
        (_after(nn.Flatten(0)), r"1 \(Flatten\): expected Flatten\(\), which keeps the rows"),
        (_after(nn.Linear(4, 3)), r"1 \(Linear\): 4 inputs; the layer before has 3 neurons"),
        (_after(Own()), r"1 \(Own\): expected a layer of torch.nn; .*torch.onnx.export"),
        (_after(OwnSequential()), r"1 \(OwnSequential\): expected a layer of torch.nn"),
        (Own(), r"module: \(Own\): expected a layer of torch.nn"),
        (nn.Sequential(nn.ReLU(), nn.Linear(4, 3)), r"0 \(ReLU\): relu of the inputs"),
        (nn.Sequential(), "module: no layer of neurons"),
        (nn.Linear(4, 3, dtype=torch.float16), r"\(Linear\): torch.float16; expected torch.float3"),
        (nn.Linear(4, 3, device="meta"), "the weights are not initialised"),
        (nn.LazyLinear(3), "the weights are not initialised"),
        (_after(_doubled(nn.ReLU())), r"1 \(ReLU\): forward hooks, which may change its outputs"),
        (_after(_doubled(nn.Sequential(nn.ReLU()))), r"1 \(Sequential\): forward hooks"),
        (_after(nn.utils.spectral_norm(nn.Linear(3, 3))), "forward hooks.*remove_spectral_norm"),
    ],
)
def test_refused(module: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        dw.from_torch(module)


def test_bad_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TypeError, match=r"module: 3 of type int; expected a torch.nn.Module"):
        dw.from_torch(3)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ImportError, match=r"from_torch needs PyTorch, .*: pip install torch"):
        dw.from_torch(None)
