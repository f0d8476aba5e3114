# SPDX-License-Identifier: MIT
"""Keras on JAX: its Adam and its schedule."""

import os

os.environ["KERAS_BACKEND"] = "jax"
# Of NumPy's products nothing is asked here, and its threads would begin with spinning: see goal.py.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import keras
import numpy as np
from goal import BATCH, BETA2, EPOCHS, FALL, LAST, RATE, SEED, SMOOTHING, reached
from mnist_gz import load

keras.utils.set_random_seed(SEED)
(x, y), (x_test, y_test) = ((pixels.astype(np.float32) / 255, labels) for pixels, labels in load())
layers = keras.layers
net = keras.Sequential(
    [keras.Input((784,)), layers.Dense(128, activation="relu"), layers.Dense(10)]
)
steps = FALL * len(x) // BATCH
schedule = keras.optimizers.schedules.PolynomialDecay(RATE, steps, LAST * RATE)
net.compile(
    optimizer=keras.optimizers.Adam(schedule, beta_2=BETA2),
    loss=keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=SMOOTHING),
)
targets = keras.utils.to_categorical(y, 10)
for epoch in EPOCHS:
    net.fit(x, targets, batch_size=BATCH, verbose=0)
    predicted = net.predict(x_test, batch_size=1000, verbose=0).argmax(1)
    if reached(epoch, (predicted == y_test).mean()):
        break
