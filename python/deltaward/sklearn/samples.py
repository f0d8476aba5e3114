# SPDX-License-Identifier: MIT
"""Samples in dense or sparse arrays, and mini-batches and outputs of sparse ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from deltaward.base import Array
from deltaward.network import Network

# Of a sparse array, so many dense bytes are made at a time.
BLOCK_BYTES = 1 << 22


@dataclass(frozen=True)
class Samples:
    """Inputs (m, n_in), dense or CSR, with targets and weights, as `deltaward.Network` wants them.

    Parameters
    ----------
    x : (m, n_in) array or CSR
        float32 or float64.
    y : (m,) array of int, (m,) or (m, n_out) array of float
        Class indices or values.
    weight : (m,) array of float64, optional
        Of the samples.
    """

    x: Any
    y: Array
    weight: npt.NDArray[np.float64] | None

    def __len__(self) -> int:
        return int(self.x.shape[0])

    @property
    def is_sparse(self) -> bool:
        """Whether the inputs are CSR."""
        return bool(sparse.issparse(self.x))

    @property
    def total(self) -> float:
        """Σ of the samples' weights."""
        return float(len(self) if self.weight is None else self.weight.sum())


class SparseBatches:
    """Mini-batches of sparse samples for `deltaward.Network.fit`, dense one at a time.

    Parameters
    ----------
    samples : Samples
        With CSR inputs.
    size : int
        Samples of a mini-batch; the last may be smaller.
    shuffle : bool
        Draw a new order for each epoch.
    seed : int
        Of the orders.
    dtype : dtype
        Of the dense rows.
    """

    def __init__(
        self, samples: Samples, size: int, *, shuffle: bool, seed: int, dtype: npt.DTypeLike
    ) -> None:
        self._samples = samples
        self._size = size
        self._random = np.random.default_rng(seed) if shuffle else None
        self._dtype = dtype
        self.weight = samples.total

    def __iter__(self) -> Iterator[tuple[Array, ...]]:
        held = self._samples
        order = np.arange(len(held))
        if self._random is not None:
            self._random.shuffle(order)
        for first in range(0, len(held), self._size):
            rows = order[first : first + self._size]
            dense = held.x[rows].astype(self._dtype, copy=False).toarray()
            batch = (dense, held.y[rows])
            yield batch if held.weight is None else (*batch, held.weight[rows])


def outputs_of(net: Network, x: Any) -> Array:
    """Compute the outputs (m, n_out) of dense or CSR inputs, the latter in blocks of rows."""
    if not sparse.issparse(x):
        return net.feedforward(x)
    outputs = np.empty((x.shape[0], net.sizes[-1]), net.dtype)
    rows = max(1, BLOCK_BYTES // (net.dtype.itemsize * x.shape[1]))
    for first in range(0, len(outputs), rows):
        block = x[first : first + rows].astype(net.dtype, copy=False).toarray()
        outputs[first : first + rows] = net.feedforward(block)
    return outputs
