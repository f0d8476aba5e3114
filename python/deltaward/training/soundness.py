# SPDX-License-Identifier: MIT
"""Numbers that a training can go on from."""

from typing import Any

import numpy as np

from deltaward import tensors
from deltaward.base import NetworkBase
from deltaward.optimizers.base import Optimizer


def check(path: str, file: Any, shapes: dict[str, list[int]], optimizer: Optimizer) -> None:
    """Raise ValueError for NaN and infinity in checked tensors, and for `nonnegative` below 0."""
    never_below = optimizer.nonnegative
    prefix = None if never_below is None else f"optimizer.{never_below}."
    for name, shape in shapes.items():
        tensor = file.get_slice(name)
        for piece in tensors.pieces(shape):
            part = tensor[piece]
            if not np.isfinite(part).all():
                raise ValueError(f"{path}: {name} holds NaN or infinity; expected finite numbers")
            if prefix and name.startswith(prefix) and (part < 0).any():
                raise ValueError(
                    f"{path}: {name} holds {part.min()}; {type(optimizer).__name__} keeps nothing "
                    "below 0 there"
                )


def is_finite(net: NetworkBase) -> bool:
    """Say whether a network and its optimizer's memory hold neither NaN nor infinity."""
    return all(np.isfinite(array).all() for array in tensors.arrays_of(net).values())
