# SPDX-License-Identifier: MIT
"""Beside Keras' own EarlyStopping, epoch by epoch."""

import itertools
from typing import Any

import numpy as np
import pytest

from deltaward.callbacks import EarlyStopping
from fake_run import FakeRun, parameters

NAN = float("nan")


class KerasModel:
    """What Keras' callback needs of a model: one weight, which is the epoch."""

    def __init__(self) -> None:
        self.stop_training = False
        self.weight = -1

    def get_weights(self) -> int:
        return self.weight

    def set_weights(self, weight: int) -> None:
        self.weight = weight


def _keras_run(keras: Any, arguments: dict[str, Any], values: list[float]) -> tuple[Any, ...]:
    stopping = keras.callbacks.EarlyStopping(monitor="val_cost", **arguments)
    model = KerasModel()
    stopping.set_model(model)
    stopping.on_train_begin()
    done = 0
    for epoch, value in enumerate(values):
        model.weight = epoch
        stopping.on_epoch_end(epoch, {"val_cost": value})
        done += 1
        if model.stop_training:
            break
    stopping.on_train_end()
    best = stopping.best if stopping.best is None else float(stopping.best)
    return done, stopping.stopped_epoch, best, stopping.best_epoch, stopping.wait, model.weight


def _own_run(arguments: dict[str, Any], values: list[float]) -> tuple[Any, ...]:
    stopping = EarlyStopping("val_cost", **arguments)
    run = FakeRun()

    def figures(epoch: int) -> dict[str, float]:
        for own in run.net.weights + run.net.biases:
            own[:] = epoch
        return {"val_cost": values[epoch]}

    done = run.loop([stopping], range(len(values)), figures)
    left = {float(value) for own in parameters(run.net) for value in own.ravel()}
    assert len(left) == 1
    return (
        *(done, stopping.stopped_epoch, stopping.best, stopping.best_epoch, stopping.wait),
        int(left.pop()),
    )


def test_like_keras(monkeypatch: pytest.MonkeyPatch, rng: np.random.Generator) -> None:
    """The same sequences; figures and thresholds are such that float32, which Keras compares in,
    holds them and their differences exactly."""
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    pytest.importorskip("jax")
    keras = pytest.importorskip("keras")
    cases = itertools.product(
        ("min", "max"), (0, 1, 2, 4), (0.0, 0.25), (None, 0.75), (0, 3), (False, True)
    )
    names = ("mode", "patience", "min_delta", "baseline", "start_from_epoch")
    stops = 0
    for *values, restore in cases:
        arguments = dict(zip(names, values, strict=True)) | {"restore_best_weights": restore}
        for _ in range(3):
            sequence = [float(v) for v in rng.integers(0, 16, 12) / 8]
            if rng.random() < 0.3:
                sequence[rng.integers(12)] = NAN
            expected = _keras_run(keras, arguments, sequence)
            got = _own_run(arguments, sequence)
            assert got == pytest.approx(expected, abs=0, rel=0, nan_ok=True), (arguments, sequence)
            stops += got[1] > 0
    assert stops > 100


def test_the_best_weights_come_back_also_when_nothing_stopped() -> None:
    arguments = {"patience": 99, "restore_best_weights": True}
    assert _own_run(arguments, [3.0, 1.0, 2.0]) == (3, 0, 1.0, 1, 1, 1)
