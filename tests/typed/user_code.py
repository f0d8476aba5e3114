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


def write(net: dw.Network, folder: Path) -> None:
    """Make files for others."""
    (x, y), _ = dw.datasets.load_digits()
    header = net.to_c_header(folder / "digits.h", quantize="int8", x=x, y=y)
    assert_type(header.constant_bytes, int)
    print(header)
    assert_type(net.to_html(folder / "digits.html", x[:2], y[:2], title="Digits"), int)


def elsewhere(net: dw.Network, folder: Path) -> None:
    """Meet other libraries; this is not run, for they may not be installed."""
    from deltaward.notebook import Live
    from deltaward.sklearn import MLPClassifier

    (x, y), (x_test, y_test) = dw.datasets.load_digits()
    net.to_onnx(folder / "digits.onnx")
    again = dw.from_onnx(folder / "digits.onnx", cost="cross_entropy")
    assert_type(again, dw.Network)
    dw.plots.weights(again, neurons=[0, 1, 2], path=folder / "weights.png").savefig("weights.pdf")
    again.fit(x, y, epochs=1, callbacks=[Live(x[:3], y[:3], title="Digits")])
    classifier = MLPClassifier(
        hidden_layer_sizes=(30, 20),
        activation=["tanh", "relu"],
        loss=HalfSquare(),
        solver=dw.optimizers.SGD(learning_rate=0.1),
        class_weight={0: 2.0},
        callbacks=StopWhenGood(),
        random_state=3,
    )
    fitted = classifier.fit(x, y, X_val=x_test, y_val=y_test)
    assert_type(fitted, MLPClassifier)
    assert_type(fitted.predict_proba(x_test), npt.NDArray[Any])
    assert_type(fitted.network_, dw.Network)
