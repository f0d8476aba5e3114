# SPDX-License-Identifier: MIT
"""The same epoch in each library: ``make(case, x, y, threads)`` returns a function that runs one.

Every one starts from its own random weights, trains with plain SGD in the given order, in float32,
and has been run once when it is returned, so that compilation does not count.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from cases import Array, Case

Epoch = Callable[[], object]


def _one_hot(y: Array, n: int) -> Array:
    return np.eye(n, dtype=np.float32)[y]


def deltaward(case: Case, x: Array, y: Array, threads: int) -> Epoch:
    import deltaward as dw

    cost = "quadratic" if case.activation == "sigmoid" else "cross_entropy"
    net = dw.Network(case.sizes, activation=case.activation, cost=cost)

    def epoch() -> object:
        return net.fit(
            x,
            y,
            epochs=1,
            batch_size=case.batch_size,
            learning_rate=case.learning_rate,
            shuffle=False,
            threads=None if threads > 1 else 1,
            verbose=0,
        )

    epoch()
    return epoch


def numpy(case: Case, x: Array, y: Array, threads: int) -> Epoch:
    """Run the four equations on whole mini-batches."""
    rng = np.random.default_rng(0)
    pairs = list(zip(case.sizes, case.sizes[1:], strict=False))
    w = [rng.standard_normal((o, i), dtype=np.float32) / np.sqrt(i, dtype="f4") for i, o in pairs]
    b = [np.zeros(o, np.float32) for _, o in pairs]
    targets = _one_hot(y, case.sizes[-1])
    smooth = case.activation == "sigmoid"

    def sigma(z: Array, last: bool) -> Array:
        if smooth:
            return 1 / (1 + np.exp(-z))
        if last:
            e = np.exp(z - z.max(axis=1, keepdims=True))
            return np.asarray(e / e.sum(axis=1, keepdims=True))
        return np.maximum(z, 0)

    def epoch() -> object:
        for first in range(0, len(x), case.batch_size):
            rows = slice(first, first + case.batch_size)
            a = [x[rows]]
            for layer in range(len(w)):
                a.append(sigma(a[-1] @ w[layer].T + b[layer], layer == len(w) - 1))
            delta = a[-1] - targets[rows]
            if smooth:
                delta *= a[-1] * (1 - a[-1])
            rate = np.float32(case.learning_rate / len(a[0]))
            for layer in range(len(w) - 1, -1, -1):
                back = delta @ w[layer] if layer else None
                w[layer] -= rate * (delta.T @ a[layer])
                b[layer] -= rate * delta.sum(axis=0)
                if back is not None:
                    delta = back * (a[layer] * (1 - a[layer]) if smooth else a[layer] > 0)
        return None

    epoch()
    return epoch


def torch(case: Case, x: Array, y: Array, threads: int) -> Epoch:
    import torch as t

    t.set_num_threads(threads)
    kind = t.nn.Sigmoid if case.activation == "sigmoid" else t.nn.ReLU
    modules: list[Any] = []
    for i, o in zip(case.sizes, case.sizes[1:], strict=False):
        modules += [t.nn.Linear(i, o), kind()]
    net = t.nn.Sequential(*(modules if case.activation == "sigmoid" else modules[:-1]))
    optimizer = t.optim.SGD(net.parameters(), lr=case.learning_rate)
    inputs = t.from_numpy(x)
    if case.activation == "sigmoid":
        targets = t.from_numpy(_one_hot(y, case.sizes[-1]))

        def cost(a: Any, rows: slice) -> Any:
            return ((a - targets[rows]) ** 2).sum() / 2 / len(a)
    else:
        classes = t.from_numpy(y)

        def cost(a: Any, rows: slice) -> Any:
            return t.nn.functional.cross_entropy(a, classes[rows])

    def epoch() -> object:
        for first in range(0, len(x), case.batch_size):
            rows = slice(first, first + case.batch_size)
            optimizer.zero_grad()
            cost(net(inputs[rows]), rows).backward()
            optimizer.step()
        return None

    epoch()
    return epoch


def jax(case: Case, x: Array, y: Array, threads: int) -> Epoch:
    """One jitted scan over the mini-batches of the epoch."""
    import jax as j
    import jax.numpy as jnp

    rng = np.random.default_rng(0)
    pairs = zip(case.sizes, case.sizes[1:], strict=False)
    start = [
        (rng.standard_normal((i, o), dtype=np.float32) / np.sqrt(i, dtype="f4"), np.zeros(o, "f4"))
        for i, o in pairs
    ]
    smooth = case.activation == "sigmoid"
    steps = len(x) // case.batch_size
    kept = steps * case.batch_size
    batches = x[:kept].reshape(steps, case.batch_size, -1)
    targets = _one_hot(y[:kept], case.sizes[-1]).reshape(steps, case.batch_size, -1)

    def cost(parameters: Any, batch: Any, target: Any) -> Any:
        a = batch
        for layer, (w, b) in enumerate(parameters):
            z = a @ w + b
            last = layer == len(parameters) - 1
            a = j.nn.sigmoid(z) if smooth else z if last else j.nn.relu(z)
        if smooth:
            return ((a - target) ** 2).sum() / 2 / case.batch_size
        return -(target * j.nn.log_softmax(a)).sum() / case.batch_size

    def step(parameters: Any, batch: Any) -> Any:
        gradient = j.grad(cost)(parameters, *batch)
        descended = j.tree.map(lambda p, g: p - case.learning_rate * g, parameters, gradient)
        return descended, None

    scan = j.jit(lambda p, xs, ys: j.lax.scan(step, p, (xs, ys))[0])
    state = j.tree.map(jnp.asarray, start)
    on_device = jnp.asarray(batches), jnp.asarray(targets)

    def epoch() -> object:
        nonlocal state
        state = j.block_until_ready(scan(state, *on_device))
        return state

    epoch()
    return epoch


def sklearn(case: Case, x: Array, y: Array, threads: int) -> Epoch:
    """MLPClassifier's own loop; it has no quadratic cost, so only the relu cases."""
    from sklearn.neural_network import MLPClassifier

    if case.activation != "relu":
        raise ImportError("scikit-learn has no such cost")
    net = MLPClassifier(
        case.sizes[1:-1],
        solver="sgd",
        alpha=0.0,
        momentum=0.0,
        batch_size=case.batch_size,
        learning_rate_init=case.learning_rate,
        shuffle=False,
    )
    classes = np.arange(case.sizes[-1])

    def epoch() -> object:
        return net.partial_fit(x, y, classes=classes)

    epoch()
    return epoch


PEERS: dict[str, Callable[[Case, Array, Array, int], Epoch]] = {
    "deltaward": deltaward,
    "NumPy": numpy,
    "PyTorch": torch,
    "JAX scan": jax,
    "scikit-learn": sklearn,
}
