# SPDX-License-Identifier: MIT
"""Keras with JAX as its backend: `compile`, `fit`, `predict_on_batch`."""

import os
from typing import Any

import numpy as np

os.environ["KERAS_BACKEND"] = "jax"  # read when Keras is imported

import keras

from deltaward.benchmarks.cases import Array, Case, Data, Parameters, one_hot
from deltaward.benchmarks.trainer import Predictor, Trainer


def _network(parameters: Parameters, activation: str, last: str | None) -> Any:
    layers = [keras.layers.Dense(len(b), activation=activation) for _, b in parameters[:-1]]
    layers.append(keras.layers.Dense(len(parameters[-1][1]), activation=last))
    net = keras.Sequential([keras.Input((parameters[0][0].shape[1],)), *layers])
    net.set_weights([array for w, b in parameters for array in (w.T, b)])
    return net


def trainer(case: Case, data: Data, start: Parameters, threads: int) -> Trainer:
    """One `fit` over one epoch."""
    if case.activation == "sigmoid":
        net = _network(start, "sigmoid", "sigmoid")
        loss: Any = _quadratic
        y = one_hot(data.y, case.sizes[-1])
    else:
        net = _network(start, "relu", None)
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        y = data.y
    net.compile(optimizer=keras.optimizers.SGD(case.learning_rate), loss=loss)

    def epochs(count: int) -> None:
        net.fit(data.x, y, epochs=count, batch_size=case.batch_size, shuffle=False, verbose=0)

    def parameters() -> Parameters:
        arrays = [np.asarray(v.value) for v in net.weights]
        return [(w.T, b) for w, b in zip(arrays[::2], arrays[1::2], strict=True)]

    return Trainer(epochs, parameters)


def _quadratic(y: Any, a: Any) -> Any:
    return keras.ops.sum(keras.ops.square(a - y), axis=-1) / 2


def predictor(parameters: Parameters, threads: int) -> Predictor:
    """`predict_on_batch`, the faster of its two ways."""
    net = _network(parameters, "relu", "softmax")

    def predict(x: Array) -> Array:
        return np.asarray(net.predict_on_batch(np.atleast_2d(x)).argmax(axis=-1))

    return predict
