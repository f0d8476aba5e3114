# SPDX-License-Identifier: MIT
"""Backpropagation against central differences of the cost."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from deltaward import _core, arguments
from deltaward.base import NetworkBase

Array = npt.NDArray[np.float64]

# The truncation of a central difference falls with h², the rounding of the cost grows with u/h:
# they meet near h = u^(1/3) = 6e-6 in float64, with an error of about 1e-10.
STEP = 1e-5
TOLERANCE = 1e-6


@dataclass(frozen=True)
class LayerCheck:
    """The agreement of one layer; ``error`` is ‖backprop − numeric‖ / ‖numeric‖."""

    layer: int
    entries: int
    error: float
    worst: str
    backprop: float
    numeric: float

    @property
    def ok(self) -> bool:
        """Whether the error is at most 1e-6."""
        return self.error <= TOLERANCE


@dataclass(frozen=True)
class GradientCheck:
    """The agreement of all layers. ``bool()`` of it is `ok`."""

    layers: tuple[LayerCheck, ...]

    @property
    def ok(self) -> bool:
        """Whether every layer agrees."""
        return all(layer.ok for layer in self.layers)

    def __bool__(self) -> bool:
        return self.ok

    def __str__(self) -> str:
        lines = [f"{'layer':>5} {'entries':>8} {'error':>9}  worst entry: backprop, numeric"]
        lines += [
            f"{c.layer:>5} {c.entries:>8} {c.error:>9.1e}  {c.worst}: "
            f"{c.backprop:.6e}, {c.numeric:.6e}{'' if c.ok else '  DISAGREES'}"
            for c in self.layers
        ]
        return "\n".join(lines)


def check_gradients(
    net: NetworkBase, x: npt.ArrayLike, y: npt.ArrayLike, *, entries: int, seed: int
) -> GradientCheck:
    """Check a network; see `deltaward.Network.check_gradients`."""
    entries = arguments.integer(entries, "entries", 1)
    rng = np.random.default_rng(arguments.integer(seed, "seed", 0))
    twin = net.copy(dtype="float64")
    data = twin._core.dataset(x, y)
    nabla_b, nabla_w = twin._core.gradient(data)
    return GradientCheck(
        tuple(
            _check_layer(twin, data, layer, nabla_w[layer], nabla_b[layer], entries, rng)
            for layer in range(len(nabla_b))
        )
    )


def _check_layer(
    net: NetworkBase,
    data: _core.Dataset,
    layer: int,
    nabla_w: Array,
    nabla_b: Array,
    entries: int,
    rng: np.random.Generator,
) -> LayerCheck:
    w, b = net.weights[layer], net.biases[layer]
    total = w.size + b.size
    chosen = np.sort(rng.choice(total, size=min(entries, total), replace=False))
    backprop, numeric, names = np.empty(len(chosen)), np.empty(len(chosen)), []
    for i, flat in enumerate(chosen.tolist()):
        values: Any
        if flat < w.size:
            index: tuple[int, ...] = divmod(flat, w.shape[1])
            values, backprop[i], name = w, nabla_w[index], "w"
        else:
            index = (flat - w.size,)
            values, backprop[i], name = b, nabla_b[index], "b"
        names.append(f"{name}[{', '.join(map(str, index))}]")
        numeric[i] = _central_difference(net, data, values, index)
    difference = np.abs(backprop - numeric)
    worst = int(difference.argmax())
    # A layer whose gradient is all zero is judged by the size of the difference itself.
    scale = float(np.linalg.norm(numeric)) or 1.0
    return LayerCheck(
        layer=layer,
        entries=len(chosen),
        error=float(np.linalg.norm(difference)) / scale,
        worst=names[worst],
        backprop=float(backprop[worst]),
        numeric=float(numeric[worst]),
    )


def _central_difference(
    net: NetworkBase, data: _core.Dataset, values: Any, index: tuple[int, ...]
) -> float:
    kept = values[index]
    h = STEP * max(1.0, abs(kept))
    values[index] = kept + h
    above, _ = net._core.evaluate(data)
    values[index] = kept - h
    below, _ = net._core.evaluate(data)
    values[index] = kept
    return float((above - below) / (2 * h))
