# SPDX-License-Identifier: MIT
"""All ways to write a file, each as a function of a path and of which of two contents."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import deltaward as dw
from deltaward import plots
from deltaward.callbacks import Checkpoint, CSVLogger, ModelCheckpoint, TensorBoard
from deltaward.nielsen import network2

Way = Callable[[Path, int], Any]

X = np.random.default_rng(0).random((6, 5))
Y = np.array([0, 1, 2, 0, 1, 2])


def network(version: int, hidden: int = 4) -> dw.Network:
    return dw.Network([5, hidden, 3], seed=version)


def _training(callback: Callable[[Path], Any]) -> Way:
    def write(path: Path, version: int) -> None:
        network(version).fit(X, Y, epochs=1, verbose=0, callbacks=[callback(path)])

    return write


def _book(path: Path, version: int) -> None:
    np.random.seed(version)  # noqa: NPY002  # as the book does
    network2.Network([5, 4, 3]).save(path)


# By the name of the file.
QUICK: dict[str, Way] = {
    "saved.safetensors": lambda path, v: network(v).save(path),
    "checkpoint.safetensors": _training(Checkpoint),
    "model.safetensors": _training(ModelCheckpoint),
    "log.csv": _training(lambda path: CSVLogger(path, append=True)),
    "header.h": lambda path, v: network(v).to_c_header(path),
    "page.html": lambda path, v: network(v).to_html(path, X[:1], Y[:1]),
    "images.idx": lambda path, v: dw.datasets.write_idx(path, X + v),
    "images.idx.gz": lambda path, v: dw.datasets.write_idx(path, X + v),
    "book.json": _book,
    "events": _training(TensorBoard),
    "model.onnx": lambda path, v: network(v).to_onnx(path),
}
SLOW: dict[str, Way] = {
    "figure.png": lambda path, v: plots.weights(network(v), shape=(1, 5), path=path),
    "film.gif": lambda path, v: network(v).to_gif(path, X[:1], Y[:1], frames=1, dpi=50),
}
WAYS = QUICK | SLOW
