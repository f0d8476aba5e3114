# SPDX-License-Identifier: MIT
"""The same numbers in every way that NumPy can hold them."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

Array = npt.NDArray[Any]

# With these a function has to work: only the place of the numbers is another.
PLACES = ("C", "Fortran", "sliced", "reversed", "broadcast", "misaligned", "read-only")
# These it may refuse, but then by name.
DTYPES = ("big-endian", "float16", "int64", "bool")
# These it has to refuse, by name.
SHAPES = ("0-d", "empty")


@dataclass(frozen=True)
class Held:
    """An array as it is given, and the same numbers in a plain, contiguous one."""

    kind: str
    given: Array = field(repr=False)
    plain: Array = field(repr=False)
    memory: Array = field(repr=False)  # all that the given array reaches


def _sliced(a: Array, steps: tuple[int, ...], noise: int) -> tuple[Array, Array]:
    """Put the array into every step-th place of each axis of a larger one."""
    memory = np.full([n * s + 2 for n, s in zip(a.shape, steps, strict=True)], noise).astype(
        a.dtype
    )
    view = memory[tuple(slice(1, 1 + n * s, s) for n, s in zip(a.shape, steps, strict=True))]
    view[...] = a
    return view, memory


def _misaligned(a: Array, offset: int) -> tuple[Array, Array]:
    memory = np.zeros(a.nbytes + offset, np.uint8)
    view = memory[offset:].view(a.dtype).reshape(a.shape)
    view[...] = a
    return view, memory


def _hold(kind: str, a: Array, steps: tuple[int, ...], offset: int) -> Held:
    given = memory = np.array(a, order="C")
    plain: Array | None = None
    if kind == "Fortran":
        given = memory = np.array(a, order="F")
    elif kind == "sliced":
        given, memory = _sliced(a, steps, 77)
    elif kind == "reversed":
        backwards = (slice(None, None, -1),) * a.ndim
        memory = np.array(a[backwards], order="C")
        given = memory[backwards]
    elif kind == "broadcast":
        memory = np.array(a[:1], order="C")
        given = np.broadcast_to(memory, a.shape)
    elif kind == "misaligned":
        given, memory = _misaligned(a, offset)
    elif kind == "read-only":
        given.setflags(write=False)
    elif kind == "big-endian":
        given = memory = a.astype(a.dtype.newbyteorder(">"))
    elif kind in DTYPES:
        given = memory = (a > 0.5) if kind == "bool" else a.astype(kind)
        wide = a.dtype.kind == "f" and given.dtype.kind in "bi"
        plain = given.astype(np.float64 if wide else a.dtype)  # what NumPy promotes to
    elif kind == "0-d":
        given = memory = np.array(a.flat[0])
    elif kind == "empty":
        given = memory = np.array(a[:0])
    if plain is None:
        plain = np.array(given, dtype=a.dtype, order="C")
    return Held(kind, given, plain, memory)


@st.composite
def layouts(draw: st.DrawFn, a: Array) -> list[Held]:
    """Draw one array of each kind with the numbers of `a`, as far as the kind holds them."""
    steps = tuple(draw(st.integers(1, 3)) for _ in range(a.ndim))
    offset = draw(st.integers(1, max(1, a.itemsize - 1)))
    return [_hold(kind, a, steps, offset) for kind in (*PLACES, *DTYPES, *SHAPES)]
