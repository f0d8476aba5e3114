# SPDX-License-Identifier: MIT
"""Keras on JAX: its Adam and its schedule."""

import os

os.environ["KERAS_BACKEND"] = "jax"

import keras
import numpy as np
from goal import BATCH, EPOCHS, FALL, RATE, SEED, reached
from mnist_gz import load

keras.utils.set_random_seed(SEED)
(x, y), (x_test, y_test) = ((pixels.astype(np.float32) / 255, labels) for pixels, labels in load())
layers = keras.layers
net = keras.Sequential(
    [keras.Input((784,)), layers.Dense(128, activation="relu"), layers.Dense(10)]
)
steps = FALL * len(x) // BATCH
schedule = keras.optimizers.schedules.PolynomialDecay(RATE, steps, 0.02 * RATE)
net.compile(
    optimizer=keras.optimizers.Adam(schedule),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
)
for epoch in EPOCHS:
    net.fit(x, y, batch_size=BATCH, verbose=0)
    predicted = net.predict(x_test, batch_size=1000, verbose=0).argmax(1)
    if reached(epoch, (predicted == y_test).mean()):
        break
