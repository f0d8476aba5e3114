# SPDX-License-Identifier: MIT
"""What the plots need of a network, and how they go through samples."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

BLOCK = 4096  # Samples whose numbers are held at once.


class Network(Protocol):
    """What of a `deltaward.Network` is drawn."""

    @property
    def sizes(self) -> list[int]: ...  # noqa: D102
    @property
    def activations(self) -> list[str]: ...  # noqa: D102
    @property
    def weights(self) -> Sequence[Array]: ...  # noqa: D102
    @property
    def biases(self) -> Sequence[Array]: ...  # noqa: D102
    def feedforward(self, x: npt.ArrayLike) -> Array: ...  # noqa: D102


def check_network(net: Any) -> None:
    """Raise if something is no network."""
    if not all(hasattr(net, name) for name in ("sizes", "activations", "weights", "feedforward")):
        raise TypeError(f"net: {type(net).__name__}; expected a deltaward.Network")


def samples(net: Network, x: npt.ArrayLike) -> Array:
    """Return x as (m, n_in), as it is and without a copy; blocks of it are checked when used.

    Raises
    ------
    TypeError, ValueError
        As `deltaward.Network.feedforward`, but for values that are not finite.
    """
    given = np.asanyarray(x)
    if given.ndim == 1:
        given = given[None]
    # One row tells of dtype and width, without a walk over all of a mapped file.
    net.feedforward(given[:1] if given.ndim else given)
    return given


def blocks(given: Array) -> Iterator[tuple[int, Array]]:
    """Yield the first row of each block, and the block."""
    for first in range(0, len(given), BLOCK):
        yield first, given[first : first + BLOCK]
