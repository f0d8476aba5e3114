# SPDX-License-Identifier: MIT
"""Layers of PyTorch for layers of deltaward."""

from typing import Any

from deltaward.base import NetworkBase

# The class in torch.nn and the settings that make it the activation of that name. (Softplus is
# the identity above z = 20, which is off by 2e-9.)
MODULES: dict[str, tuple[str, dict[str, Any]]] = {
    "sigmoid": ("Sigmoid", {}),
    "tanh": ("Tanh", {}),
    "relu": ("ReLU", {}),
    "leaky_relu": ("LeakyReLU", {"negative_slope": 0.01}),
    "elu": ("ELU", {"alpha": 1.0}),
    "gelu": ("GELU", {"approximate": "none"}),
    "silu": ("SiLU", {}),
    "softplus": ("Softplus", {"beta": 1.0, "threshold": 20.0}),
    "identity": ("Identity", {}),
    "softmax": ("Softmax", {"dim": -1}),
}


def library(caller: str) -> Any:
    """Import torch, or say how to get it."""
    try:
        import torch
    except ImportError as error:
        raise ImportError(
            f"{caller} needs PyTorch, which can't be imported ({error}): pip install torch"
        ) from error
    return torch


def sequential(net: NetworkBase) -> Any:
    """Return a torch.nn.Sequential with the network's outputs."""
    torch = library("to_torch")
    modules: list[Any] = []
    for w, b, name in zip(net.weights, net.biases, net.activations, strict=True):
        linear = torch.nn.utils.skip_init(
            torch.nn.Linear, w.shape[1], w.shape[0], dtype=getattr(torch, net.dtype.name)
        )
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(w))
            linear.bias.copy_(torch.from_numpy(b))
        modules.append(linear)
        if name != "identity":
            kind, settings = MODULES[name]
            modules.append(getattr(torch.nn, kind)(**settings))
    return torch.nn.Sequential(*modules)
