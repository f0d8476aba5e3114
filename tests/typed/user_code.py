# SPDX-License-Identifier: MIT
"""What users write, as mypy and pyright see it; tests/test_types.py runs it too."""

from pathlib import Path
from typing import Any, assert_type

import numpy as np
import numpy.typing as npt

import deltaward as dw


class StopWhenGood(dw.callbacks.Callback):
    """A callback with Keras' hooks."""

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        """End the training."""
        if logs["val_accuracy"] >= 0.95:
            self.net.stop_training = True


class HalfSquare:
    """A cost of one's own."""

    def fn(self, a: npt.NDArray[Any], y: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return the cost of each sample."""
        return np.asarray(0.5 * ((a - y) ** 2).sum(axis=1))

    def delta(
        self, z: npt.NDArray[Any], a: npt.NDArray[Any], y: npt.NDArray[Any]
    ) -> npt.NDArray[Any]:
        """Return the error of the output layer, for identity outputs."""
        return np.asarray(a - y)


def train(folder: Path) -> dw.Network:
    """Train, look, save, load."""
    (x, y), (x_test, y_test) = dw.datasets.load_digits()
    net = dw.Network([64, 30, 10], activation=["sigmoid", "softmax"], seed=3)
    history = net.fit(
        x,
        y,
        epochs=3,
        batch_size=32,
        optimizer=dw.optimizers.Adam(learning_rate=dw.schedules.Cosine(0.003, warmup=0.1)),
        dropout=[0.1],
        class_weight="balanced",
        validation_data=(x_test, y_test),
        metrics=["f1", dw.metrics.TopK(3)],
        callbacks=[StopWhenGood(), dw.callbacks.EarlyStopping(patience=2)],
        augment=dw.Augment(shift=1),
        verbose=0,
    )
    assert_type(history, dw.History)
    assert_type(history.history["cost"], list[float])
    net.fit(x, y, learning_rate=lambda step: 0.1 / (1 + step), verbose=0)
    net.fit([(x[:32], y[:32])], epochs=1, learning_rate=0.1, verbose=0)
    figures = net.evaluate(x_test, y_test)
    assert_type(figures["cost"], float)
    net.save(folder / "digits.safetensors")
    return dw.load(str(folder / "digits.safetensors"))


def look(net: dw.Network) -> None:
    """See every δ."""
    (x, y), _ = dw.datasets.load_digits()
    trace = net.trace(x[:4], y[:4])
    print(trace.layers[0].delta.shape, trace.layers[-1].back is None)
    nabla_b, nabla_w = net.gradient(x, y)
    net.weights[0][:] -= 0.1 * nabla_w[0]
    net.biases[0][:] -= 0.1 * nabla_b[0]
    print(net.compare_backprop(x[:8], y[:8]).variants["transpose"].layers[0].cosine)
    print(net.blame(x[0], y[0], layer=1, neuron=3).delta)
    print(bool(net.check_gradients(x[:8], y[:8], entries=20)))
    z, a = dw.equations.feedforward(
        np.zeros((2, 3)), np.zeros(2), np.ones((1, 3)), activation="sigmoid"
    )
    print(z, a, net.summary())
    values = dw.Network([3, 2], cost=HalfSquare(), output_activation="identity")
    values.partial_fit(np.ones((2, 3), np.float32), np.zeros((2, 2)))
