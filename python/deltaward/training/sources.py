# SPDX-License-Identifier: MIT
"""Where the samples of a training come from: arrays, or an iterable of mini-batches."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from deltaward import _core
from deltaward.arrays import as_array, is_array
from deltaward.base import NetworkBase
from deltaward.training import weighting

# Neighbours in a mapped file that are drawn together.
BLOCK_BYTES = 1 << 20
# Of arrays larger than this, as many bytes in evenly spaced rows make the fingerprint.
FINGERPRINT_BYTES = 1 << 26


@dataclass(frozen=True)
class Arrays:
    """A data set in arrays, checked by the core and read in place."""

    x: npt.NDArray[Any]
    y: npt.NDArray[Any]
    weights: npt.NDArray[np.float64] | None
    data: _core.Dataset

    @property
    def samples(self) -> int:
        """How many samples an epoch has."""
        return len(self.data)

    @property
    def weight(self) -> float:
        """Σ of the samples' weights."""
        return float(self.samples if self.weights is None else np.sum(self.weights))

    def block(self, shuffle: bool | str) -> int:
        """Return how many neighbouring samples are drawn together, 0 for none."""
        if shuffle == "blocks" or (shuffle and is_mapped(self.x)):
            row = np.asarray(self.x)[:1].nbytes
            return max(1, BLOCK_BYTES // max(1, row))
        return 0

    def fingerprint(self) -> str:
        """Return a hash of the samples: of all, or of evenly spaced rows of a large array."""
        import hashlib  # 3 ms, for checkpoints only

        digest = hashlib.sha256()
        for array in (self.x, self.y, self.weights):
            if array is None:
                continue
            whole = np.asarray(array)
            digest.update(f"{whole.dtype.str} {whole.shape};".encode())
            rows = whole.reshape(1, -1) if whole.ndim < 2 else whole
            row_bytes = max(1, rows[:1].nbytes)
            step = 1 + rows.nbytes // FINGERPRINT_BYTES if len(rows) > 1 else 1
            some = max(1, (1 << 22) // row_bytes) * step
            for first in range(0, len(rows), some):
                digest.update(np.ascontiguousarray(rows[first : first + some : step]).data)
        return digest.hexdigest()


def make_arrays(
    net: NetworkBase,
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    sample_weight: npt.ArrayLike | None = None,
    class_weight: weighting.ClassWeight | None = None,
    names: tuple[str, str, str] = ("x", "y", "sample_weight"),
) -> Arrays:
    """Check a data set for a network."""
    y = as_array(y, names[1])
    if sample_weight is not None:
        sample_weight = as_array(sample_weight, "sample_weight")
    data = net._core.dataset(x, y, sample_weight, *names)
    weights = weighting.combine(y, sample_weight, class_weight, net.sizes[-1])
    if weights is None:
        return Arrays(data.x, y, None, data)
    if class_weight is not None:
        data = net._core.dataset(data.x, y, weights, *names)
    return Arrays(data.x, y, np.asarray(weights, dtype=np.float64), data)


def is_mapped(array: Any) -> bool:
    """Say whether an array is, or is a view of, a memory-mapped file."""
    while isinstance(array, np.ndarray):
        if isinstance(array, np.memmap):
            return True
        array = array.base
    return False


class Batches:
    """An iterable of mini-batches (x, y) or (x, y, sample_weight), begun anew each epoch."""

    def __init__(self, net: NetworkBase, batches: Iterable[Any], epochs: int) -> None:
        if isinstance(batches, Iterator) and epochs > 1:
            raise ValueError(
                f"x: {type(batches).__name__}, which can be read once, for {epochs} epochs; "
                "expected a list or an object whose __iter__ begins anew"
            )
        self._net = net
        self._batches = batches
        # Σ of the samples' weights of an epoch, for l1 and l2; None where it is not told.
        self.weight: float | None = getattr(batches, "weight", None)

    def __iter__(self) -> Iterator[Arrays]:
        for i, batch in enumerate(self._batches):
            if not isinstance(batch, (tuple, list)) or len(batch) not in (2, 3):
                raise TypeError(
                    f"x: mini-batch {i} is {type(batch).__name__}; expected a pair (x, y) or "
                    "(x, y, sample_weight)"
                )
            x, y = batch[:2]
            weight = batch[2] if len(batch) == 3 else None
            names = (
                f"x of mini-batch {i}",
                f"y of mini-batch {i}",
                f"sample_weight of mini-batch {i}",
            )
            yield make_arrays(self._net, x, y, weight, names=names)


def is_batches(x: Any) -> bool:
    """Say whether x is an iterable of mini-batches rather than an array."""
    if isinstance(x, (str, bytes)) or is_array(x):
        return False
    if isinstance(x, (list, tuple)):
        return len(x) > 0 and all(isinstance(b, (tuple, list)) and _is_pair(b) for b in x)
    return hasattr(x, "__iter__")


def _is_pair(batch: Any) -> bool:
    """Tell (x, y) from a row of numbers."""
    return len(batch) in (2, 3) and all(
        is_array(part) and not isinstance(part, np.generic) for part in batch[:2]
    )
