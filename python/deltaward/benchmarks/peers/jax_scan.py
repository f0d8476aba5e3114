# SPDX-License-Identifier: MIT
"""JAX at its best: the whole epoch is one compiled call, a scan over the mini-batches."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from deltaward.benchmarks.cases import Array, Case, Data, Parameters, one_hot
from deltaward.benchmarks.trainer import Predictor, Trainer, one_by_one


def trainer(case: Case, data: Data, start: Parameters, threads: int) -> Trainer:
    """Train on arrays that are on the device before."""
    smooth = case.activation == "sigmoid"
    # The mini-batches that are full, and the samples left over.
    steps = len(data.x) // case.batch_size
    full = steps * case.batch_size
    targets = one_hot(data.y, case.sizes[-1])
    batches = tuple(
        jnp.asarray(part[:full].reshape(steps, case.batch_size, -1)) for part in (data.x, targets)
    )
    rest = tuple(jnp.asarray(part[full:]) for part in (data.x, targets))

    def cost(parameters: Any, x: Any, y: Any) -> Any:
        a = x
        for layer, (w, b) in enumerate(parameters):
            z = a @ w + b
            last = layer == len(parameters) - 1
            a = jax.nn.sigmoid(z) if smooth else z if last else jax.nn.relu(z)
        if smooth:
            return ((a - y) ** 2).sum() / (2 * len(y))
        return -(y * jax.nn.log_softmax(a)).sum() / len(y)

    def step(parameters: Any, batch: Any) -> Any:
        gradient = jax.grad(cost)(parameters, *batch)
        return jax.tree.map(lambda p, g: p - case.learning_rate * g, parameters, gradient), None

    def steps_of_an_epoch(parameters: Any) -> Any:
        parameters, _ = jax.lax.scan(step, parameters, batches)
        return step(parameters, rest)[0] if full < len(data.x) else parameters

    compiled = jax.jit(steps_of_an_epoch)

    # The transposes: products of row-major matrices need none.
    state: Any = [(jnp.asarray(w.T.copy()), jnp.asarray(b)) for w, b in start]

    def epoch() -> None:
        nonlocal state
        state = jax.block_until_ready(compiled(state))

    return Trainer(one_by_one(epoch), lambda: [(np.asarray(w).T, np.asarray(b)) for w, b in state])


def predictor(parameters: Parameters, threads: int) -> Predictor:
    """One compiled call, which is compiled once for each shape."""
    layers = [(jnp.asarray(w.T.copy()), jnp.asarray(b)) for w, b in parameters]

    def classes(x: Any) -> Any:
        (w1, b1), (w2, b2) = layers
        return jax.nn.softmax(jax.nn.relu(x @ w1 + b1) @ w2 + b2).argmax(-1)

    compiled = jax.jit(classes)

    def predict(x: Array) -> Array:
        return np.asarray(compiled(x))

    return predict
