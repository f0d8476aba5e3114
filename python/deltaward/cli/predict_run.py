# SPDX-License-Identifier: MIT
"""What ``deltaward predict`` does with its options."""

import sys
from argparse import Namespace
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from deltaward.cli import options
from deltaward.cli.errors import FailedError
from deltaward.cli.output import is_terminal, say, say_json
from deltaward.network import Network

Outputs = npt.NDArray[Any]

ACCEPTED = (np.uint8, np.float32, np.float64)


def run(given: Namespace) -> int:
    """Predict and print."""
    net = options.load_model(given.model)
    if _is_idx(given.file):
        images = _read_images(given.file, net.sizes[0])
        shown = False
    else:
        from deltaward.cli.picture import read_picture

        images = read_picture(given.file, net.sizes[0])[None]
        shown = is_terminal(sys.stdout) and not given.json
    outputs = net.feedforward(images)
    if shown:
        from deltaward.cli.art import draw

        say(draw(images[0]))
    for index, row in enumerate(outputs):
        prediction, probabilities = _read(net, row)
        if given.json:
            about = {"prediction": prediction, "probabilities": probabilities}
            say_json({"event": "prediction", "index": index} | about)
        elif shown and probabilities is not None and len(probabilities) > 1:
            say(f"{prediction}  ({100 * max(probabilities):.1f} %)")
        else:
            say(str(prediction))
    return 0


def _is_idx(path: str) -> bool:
    """Tell by the first bytes; no picture's are those of gzip or, but for icons, two zeros."""
    with open(path, "rb") as file:
        start = file.read(2)
    return start in (b"\x1f\x8b", b"\0\0")


def _read_images(path: str, n_in: int) -> npt.NDArray[Any]:
    from deltaward.datasets import read_idx

    images = read_idx(path)
    if images.ndim < 2 or images.dtype not in ACCEPTED:
        raise FailedError(
            f"{path}: {images.dtype} of shape {images.shape}; expected images, uint8 or float, "
            "of shape (m, height, width) or (m, pixels)"
        )
    if prod(images.shape[1:]) != n_in:
        raise FailedError(
            f"{path}: images of shape {images.shape[1:]}; the network takes {n_in} pixels"
        )
    if not len(images):
        raise FailedError(f"{path}: no images")
    return images.reshape(len(images), n_in)


def _read(net: Network, row: Outputs) -> tuple[int | float, list[float] | None]:
    """Return what one row of outputs means: a class, or with one output its value."""
    probabilities = row.tolist() if net.activations[-1] in ("softmax", "sigmoid") else None
    # Also for values, as of identity: `evaluate` takes the largest of them for the class too.
    return (int(row.argmax()) if len(row) > 1 else float(row[0])), probabilities
