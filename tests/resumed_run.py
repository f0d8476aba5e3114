# SPDX-License-Identifier: MIT
"""A training with everything that draws random numbers, and its bits; also as a process to kill.

``python resumed_run.py optimizer checkpoint [step [seconds]]`` goes on from the checkpoint if there
is one, is killed after so many steps, and sleeps for so long after each.
"""

import hashlib
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import deltaward as dw
from deltaward.callbacks import Callback, Checkpoint

Array = npt.NDArray[Any]

# Large enough that a few epochs change every weight.
RATES = {"rmsprop": 0.003, "adam": 0.003, "adamw": 0.003, "lion": 0.001}


def images(m: int = 61, seed: int = 5) -> tuple[Array, Array]:
    """Make images of 6 × 6 pixels with three classes."""
    rng = np.random.default_rng(seed)
    y = np.arange(m) % 3
    x = rng.integers(0, 90, (m, 36), dtype=np.uint8)
    x[np.arange(m), 7 * (y + 1)] += 120
    return x, y


def network(optimizer: str = "sgd", **options: Any) -> Any:
    settings: dict[str, Any] = {"activation": "tanh", "seed": 3, "dtype": "float32"} | options
    return dw.Network([36, 12, 7, 3], **settings)


def digest(net: Any, history: dw.History | None = None) -> str:
    """Return the SHA-256 of weights, what the optimizer remembers, and the figures."""
    found = hashlib.sha256()
    for array in net.weights + net.biases:
        found.update(array.tobytes())
    for weights, biases in net._core.slots:
        for array in (*weights, *biases):
            found.update(array.tobytes())
    steps = 0 if net._optimizer is None else net._core.optimizer_steps
    held = {} if history is None else history.history
    figures = {key: list(map(float, held[key])) for key in held if key != "seconds"}
    found.update(json.dumps([steps, net.epochs_trained, figures]).encode())
    return found.hexdigest()


class Kill(Callback):
    """Kills the process, as the power going off would, after some steps."""

    def __init__(self, at: int = 0, seconds: float = 0.0) -> None:
        self.at, self.seconds, self.steps = at, seconds, 0

    def on_train_batch_end(self, batch: int, logs: dict[str, float]) -> None:
        self.steps += 1
        time.sleep(self.seconds)
        if self.steps == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


def arguments(optimizer: str) -> dict[str, Any]:
    x, y = images()
    return {
        "x": x[:51],
        "y": y[:51],
        "validation_data": (x[51:], y[51:]),
        "epochs": 10,
        "batch_size": None if optimizer == "rprop" else 5,
        "optimizer": optimizer,
        "learning_rate": RATES.get(optimizer),
        "dropout": [0.1, 0.3, 0.2],
        "augment": dw.Augment(shift=1, rotate=10, elastic=(3, 2)),
        "input_noise": 0.05,
        "l2": 0.0 if optimizer == "adamw" else 0.01,
        "clip_norm": 2.0,
        "verbose": 0,
    }


def train(
    optimizer: str, path: Path, kill: Kill | None = None, **changes: Any
) -> tuple[Any, dw.History]:
    """Train with a checkpoint in the middle of epochs, from the last one if there is one."""
    net = network(optimizer)
    callbacks = [Checkpoint(path, every=7, unit="batches"), kill or Kill()]
    resume = path if path.exists() else None
    given = arguments(optimizer) | changes
    return net, net.fit(callbacks=callbacks, resume=resume, **given)


if __name__ == "__main__":
    name, checkpoint, *numbers = sys.argv[1:]
    killed_at = int(numbers[0]) if numbers else 0
    slowness = float(numbers[1]) if len(numbers) > 1 else 0.0
    trained = train(name, Path(checkpoint), Kill(killed_at, slowness))
    print(digest(*trained))
