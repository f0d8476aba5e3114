# SPDX-License-Identifier: MIT
"""Sizes that no memory holds, or whose bytes no number does: an error, never a small array."""

import math
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward import _core

LARGEST = 2**31 - 1

# Of no network, whatever the machine has.
WRONG: list[tuple[list[int], str]] = [
    ([2**31, 2], r"sizes\[0\]: 2147483648"),
    ([2, 2**31], r"sizes\[1\]: 2147483648"),
    ([2, 2**40, 2], r"sizes\[1\]: 1099511627776"),
    ([2, 2**63], r"sizes\[1\]: 9223372036854775808"),
    ([2, 2**64 + 2, 2], r"sizes\[1\]: 18446744073709551618"),
    ([0, 2], r"sizes\[0\]: 0"),
    ([2, 0, 2], r"sizes\[1\]: 0"),
    ([2, -1], r"sizes\[1\]: -1"),
    ([2, -(2**63) - 1], r"sizes\[1\]: -"),
]


@pytest.mark.parametrize(("sizes", "message"), WRONG)
def test_sizes_that_no_layer_has(sizes: list[int], message: str) -> None:
    with pytest.raises(ValueError, match=rf"^{message}.*expected 1 to 2147483647"):
        dw.Network(sizes)


# Bytes, modulo 2⁶⁴: of some few enough to be had. Rows are padded to cache lines.
TOO_LARGE = [
    [LARGEST, LARGEST],
    [LARGEST, LARGEST, LARGEST],
    [LARGEST, 2**30, LARGEST, 2**30, LARGEST],
    [2**30 - 1, LARGEST - 15],
    [2**31 - 1, 2**31 - 80, 5],
]
# Nor may it be tried: the system may promise memory that it does not have.
LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
import deltaward as dw
for sizes in eval(sys.argv[1]):
    for dtype in ("float32", "float64"):
        try:
            dw.Network(sizes, dtype=dtype)
        except MemoryError as error:
            assert str(error).startswith("sizes: ["), error
        else:
            raise AssertionError(sizes)
print(dw.Network([4, 3, 2]).feedforward([0.0] * 4).shape)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits memory as Linux does")
def test_weights_that_do_not_fit_into_memory() -> None:
    sizes = [*TOO_LARGE, [LARGEST, 1], [1, LARGEST], [2**20, 2**20]]
    run = subprocess.run(
        [sys.executable, "-c", LIMITED, repr(sizes)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (run.stdout, run.stderr) == ("(2,)\n", "")


def test_some_of_these_sizes_would_wrap_around() -> None:
    """Unchecked, a product of theirs is a small one: the test above would see the wrong arrays."""

    def bytes_of(sizes: list[int], item: int) -> int:
        line = 64 // item
        lines = [math.ceil(n / line) for n in sizes[1:]]
        strides = [(n + (n % 4 == 0)) * line for n in lines]
        return item * sum((n + 1) * s for n, s in zip(sizes[:-1], strides, strict=True))

    wrapped = [bytes_of(s, i) for s in TOO_LARGE for i in (4, 8)]
    assert sum(n >= 2**64 and n % 2**64 < 2**40 for n in wrapped) >= 3


# Rows that are there once, read again and again, make results that no memory holds.
def _many(n: int) -> Any:
    return np.broadcast_to(np.zeros((1, 1), np.float32), (n, 1))


CALLS: list[Callable[[], Any]] = [
    lambda: dw.Network([1, 2**20]).feedforward(_many(2**22)),
    lambda: dw.Network([1, 2**20]).trace(_many(2**22), np.zeros(2**22, np.uint8)),
    lambda: dw.Network([1, 2**20]).gradient(_many(2**22), np.zeros(2**22, np.uint8)),
    lambda: _core.padded_zeros(2**40, 2**40),
    lambda: _core.padded_zeros(2**32, 2**32 - 80),
    lambda: _core.padded_zeros(1, 2**64 - 1),
]


@pytest.mark.parametrize("call", CALLS)
def test_results_that_do_not_fit_into_memory(call: Callable[[], Any]) -> None:
    with pytest.raises((MemoryError, ValueError)):
        call()


def test_images_without_end() -> None:
    for shape in ((2**24, 2**24), (2**24, 1), (1, 2**24)):
        with pytest.raises(ValueError, match=r"^(shape|images|height)"):
            dw.Augment(shape=shape)(np.zeros((1, 4)))
    options = dict.fromkeys(("shift", "rotate", "scale", "alpha", "sigma"), 0.0)
    for height, width in ((2**63, 2), (2**32, 2**32), (2**40, 1), (0, 5)):
        with pytest.raises(ValueError, match=r"^height, width"):
            _core.augment(np.zeros(4), height=height, width=width, **options, seed=0, epoch=0)
