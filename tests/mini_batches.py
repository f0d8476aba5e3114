# SPDX-License-Identifier: MIT
"""The same samples as mini-batches, in what may hold them."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from resumed_run import images

Array = npt.NDArray[Any]
Batch = tuple[Array, ...]

X, Y = images()
WEIGHTS = np.linspace(0.1, 2, len(Y))


def in_batches(*arrays: Array, size: int = 8) -> list[Batch]:
    return [
        tuple(a[first : first + size] for a in arrays) for first in range(0, len(arrays[0]), size)
    ]


class Loader:
    """Begins anew with each `iter`, as data loaders do."""

    def __init__(self, batches: list[Batch]) -> None:
        self.batches, self.begun = batches, 0

    def __iter__(self) -> Iterator[list[Array]]:
        self.begun += 1
        for batch in self.batches:
            # Whoever kept these instead of using them at once would train on zeros.
            copies = [a.copy() for a in batch]
            yield copies
            for copy in copies:
                copy[:] = 0


FORMS: dict[str, Callable[[list[Batch]], Any]] = {
    "list": list,
    "tuple": tuple,
    "loader": Loader,
}
