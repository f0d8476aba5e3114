# SPDX-License-Identifier: MIT
"""JAX: an epoch is one compiled scan, with Adam written out in it."""

import os

# Of NumPy's products nothing is asked here, and its threads would begin with spinning: see goal.py.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import jax
import jax.numpy as jnp
import numpy as np
from goal import BATCH, BETA2, EPOCHS, SEED, SMOOTHING, rate, reached
from mnist_gz import load

rng = np.random.default_rng(SEED)
(x, y), (x_test, y_test) = (
    (jnp.asarray(pixels), jnp.asarray(labels, jnp.int32)) for pixels, labels in load()
)
weights = [
    (rng.standard_normal((i, o), dtype="f4") * np.sqrt(2 / i, dtype="f4"), np.zeros(o, "f4"))
    for i, o in ((784, 128), (128, 10))
]
zeros = jax.tree.map(jnp.zeros_like, weights)
state = (jax.tree.map(jnp.asarray, weights), zeros, zeros, jnp.float32(0))


def outputs(weights, pixels):
    """Return z of the last layer; pixels are scaled a mini-batch at a time."""
    (w1, b1), (w2, b2) = weights
    return jax.nn.relu(pixels.astype(jnp.float32) / 255 @ w1 + b1) @ w2 + b2


def cost(weights, pixels, labels):
    logs = jax.nn.log_softmax(outputs(weights, pixels))
    chosen = jnp.take_along_axis(logs, labels[:, None], axis=1).mean()
    return -(1 - SMOOTHING) * chosen - SMOOTHING * logs.mean()


@jax.jit
def one_epoch(state, batches, rates, x, y):
    def step(state, batch):
        rows, rate = batch
        w, m, v, t = state
        g = jax.grad(cost)(w, x[rows], y[rows])
        t += 1
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
        v = jax.tree.map(lambda v, g: BETA2 * v + (1 - BETA2) * g * g, v, g)
        by = rate * jnp.sqrt(1 - BETA2**t) / (1 - 0.9**t)
        w = jax.tree.map(lambda w, m, v: w - by * m / (jnp.sqrt(v) + 1e-8), w, m, v)
        return (w, m, v, t), None

    return jax.lax.scan(step, state, (batches, rates))[0]


@jax.jit
def accuracy(weights, x, y):
    return (outputs(weights, x).argmax(1) == y).mean()


steps = len(x) // BATCH
for epoch in EPOCHS:
    # The samples that fill no mini-batch are others in each epoch.
    order = rng.permutation(len(x)).astype(np.int32)[: steps * BATCH].reshape(steps, BATCH)
    rates = np.array([rate(epoch + step / steps) for step in range(steps)], "f4")
    state = one_epoch(state, order, rates, x, y)
    if reached(epoch, accuracy(state[0], x_test, y_test)):
        break
