# SPDX-License-Identifier: MIT
"""The optimizers against those of the same names in PyTorch, in float32."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward import optimizers

torch: Any = pytest.importorskip("torch", reason="PyTorch is not installed")

Made = Callable[[Any], Any]

PAIRS: dict[str, tuple[optimizers.Optimizer, Made]] = {
    "SGD": (optimizers.SGD(learning_rate=0.1), lambda p: torch.optim.SGD(p, lr=0.1)),
    "Momentum": (
        optimizers.Momentum(learning_rate=0.02),
        lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9),
    ),
    "Nesterov": (
        optimizers.Nesterov(learning_rate=0.02),
        lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9, nesterov=True),
    ),
    "RMSprop": (
        optimizers.RMSprop(learning_rate=0.002),
        lambda p: torch.optim.RMSprop(p, lr=0.002),
    ),
    "Adagrad": (
        optimizers.Adagrad(learning_rate=0.02),
        lambda p: torch.optim.Adagrad(p, lr=0.02),
    ),
    "Adam": (optimizers.Adam(learning_rate=0.002), lambda p: torch.optim.Adam(p, lr=0.002)),
    "AdamW": (
        optimizers.AdamW(learning_rate=0.002, weight_decay=0.1),
        lambda p: torch.optim.AdamW(p, lr=0.002, weight_decay=0.1),
    ),
    "Rprop": (optimizers.RPROP(learning_rate=0.001), lambda p: torch.optim.Rprop(p, lr=0.001)),
}


@pytest.mark.parametrize("name", PAIRS)
def test_as_pytorch_s(name: str, rng: np.random.Generator) -> None:
    """A hundred steps; both get the gradients at deltaward's weights, so that only rules differ."""
    optimizer, make = PAIRS[name]
    x = rng.standard_normal((100, 8)).astype(np.float32)
    y = rng.integers(0, 4, 100)
    net = dw.Network([8, 16, 12, 4], activation="tanh", seed=2)
    parameters = [torch.tensor(np.ascontiguousarray(a)) for a in net.weights + net.biases]
    other = make(parameters)
    whole = name == "Rprop"
    for step in range(100):
        rows = slice(None) if whole else slice(step % 4 * 25, step % 4 * 25 + 25)
        nabla_b, nabla_w = net.gradient(x[rows], y[rows])
        for parameter, g in zip(parameters, nabla_w + nabla_b, strict=True):
            parameter.grad = torch.tensor(g)
        other.step()
        net.partial_fit(x[rows], y[rows], optimizer=optimizer)
    for got, expected in zip(net.weights + net.biases, parameters, strict=True):
        difference = np.linalg.norm(got - expected.numpy())
        assert difference <= 1e-6 * np.linalg.norm(expected.numpy())


def test_a_whole_training_is_pytorch_s(rng: np.random.Generator) -> None:
    """With their autograd and their mini-batches, for the rule that most people take."""
    x = rng.standard_normal((96, 8)).astype(np.float32)
    y = rng.integers(0, 4, 96)
    net = dw.Network([8, 16, 12, 4], activation="tanh", seed=2)
    layers: list[Any] = []
    for w, b in zip(net.weights, net.biases, strict=True):
        linear = torch.nn.Linear(w.shape[1], w.shape[0])
        with torch.no_grad():
            linear.weight.copy_(torch.tensor(np.ascontiguousarray(w)))
            linear.bias.copy_(torch.tensor(b))
        layers += [linear, torch.nn.Tanh()]
    other = torch.nn.Sequential(*layers[:-1])
    descent = torch.optim.Adam(other.parameters(), lr=0.002)
    for step in range(100):
        rows = slice(step % 4 * 24, step % 4 * 24 + 24)
        descent.zero_grad()
        target = torch.tensor(y[rows])
        torch.nn.functional.cross_entropy(other(torch.tensor(x[rows])), target).backward()
        descent.step()
    net.fit(
        x,
        y,
        epochs=25,
        batch_size=24,
        optimizer="adam",
        learning_rate=0.002,
        shuffle=False,
        verbose=0,
    )
    expected = [p.detach().numpy() for p in other.parameters()]
    for got, theirs in zip(net.weights + net.biases, expected[::2] + expected[1::2], strict=True):
        assert np.linalg.norm(got - theirs) <= 1e-6 * np.linalg.norm(theirs)
