# SPDX-License-Identifier: MIT
"""PyTorch as its tutorials write it: modules, autograd, `torch.optim.SGD`, eagerly."""

from typing import Any

import numpy as np
import torch

from deltaward.benchmarks.cases import Array, Case, Data, Parameters, one_hot
from deltaward.benchmarks.trainer import Predictor, Trainer, one_by_one


def _network(parameters: Parameters, kind: Any, *, last: Any = None) -> Any:
    """Return the layers, each followed by a `kind`, the last one by a `last` or nothing."""
    modules: list[Any] = []
    for w, b in parameters:
        linear = torch.nn.Linear(w.shape[1], w.shape[0])
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(w))
            linear.bias.copy_(torch.from_numpy(b))
        modules += [linear, kind()]
    modules[-1:] = [last] if last is not None else []
    return torch.nn.Sequential(*modules)


def trainer(case: Case, data: Data, start: Parameters, threads: int) -> Trainer:
    """Train on slices of tensors, without a DataLoader, which would only be slower."""
    x = torch.from_numpy(data.x)
    smooth = case.activation == "sigmoid"
    if smooth:
        net = _network(start, torch.nn.Sigmoid, last=torch.nn.Sigmoid())
        targets = torch.from_numpy(one_hot(data.y, case.sizes[-1]))
    else:
        net = _network(start, torch.nn.ReLU)
        targets = torch.from_numpy(data.y)
    optimizer = torch.optim.SGD(net.parameters(), lr=case.learning_rate)

    def cost(outputs: Any, y: Any) -> Any:
        if smooth:
            return ((outputs - y) ** 2).sum() / (2 * len(y))
        return torch.nn.functional.cross_entropy(outputs, y)

    def epoch() -> None:
        torch.set_num_threads(threads)  # there may be two trainers
        for first in range(0, len(x), case.batch_size):
            rows = slice(first, first + case.batch_size)
            optimizer.zero_grad()
            cost(net(x[rows]), targets[rows]).backward()
            optimizer.step()

    def parameters() -> Parameters:
        arrays = [p.detach().numpy().copy() for p in net.parameters()]
        return list(zip(arrays[::2], arrays[1::2], strict=True))

    return Trainer(one_by_one(epoch), parameters)


def single_trainer(case: Case, data: Data, start: Parameters, threads: int) -> Trainer:
    """Train with one thread, whatever the others have."""
    return trainer(case, data, start, 1)


def predictor(parameters: Parameters, threads: int) -> Predictor:
    """Without autograd; from a NumPy array to a NumPy array, neither of them copied."""
    torch.set_num_threads(threads)
    net = _network(parameters, torch.nn.ReLU, last=torch.nn.Softmax(dim=-1)).eval()

    def predict(x: Array) -> Array:
        with torch.inference_mode():
            return np.asarray(net(torch.from_numpy(x)).argmax(-1).numpy())

    return predict
