# SPDX-License-Identifier: MIT
import itertools
import statistics

import numpy as np
import pytest

import deltaward as dw
from deltaward import _core

# The known answers of the Random123 library for philox4x32-10.
KNOWN = [
    ([0] * 4, [0] * 2, [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
    (
        [0xFFFFFFFF] * 4,
        [0xFFFFFFFF] * 2,
        [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD],
    ),
    (
        [0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344],
        [0xA4093822, 0x299F31D0],
        [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1],
    ),
]


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN)
def test_philox_known_answers(counter: list[int], key: list[int], expected: list[int]) -> None:
    assert _core.philox(counter, key) == expected


def test_normal_quantile(rng: np.random.Generator) -> None:
    exact = statistics.NormalDist().inv_cdf
    points = [*rng.uniform(0, 1, 2000), *10.0 ** rng.uniform(-16, -1, 2000), 0.5, 0.075, 0.925]
    for p in points:
        assert _core.normal_quantile(p) == pytest.approx(exact(p), rel=1e-14, abs=1e-15)


@pytest.mark.parametrize("n", [1, 2, 3, 10, 1000])
def test_permutation(n: int) -> None:
    order = _core.permutation(n, 7, 3)
    assert sorted(order) == list(range(n))
    assert (order == _core.permutation(n, 7, 3)).all()


def test_permutations_are_uniform() -> None:
    counts: dict[tuple[int, ...], int] = {}
    for epoch in range(24_000):
        key = tuple(_core.permutation(4, 1, epoch).tolist())
        counts[key] = counts.get(key, 0) + 1
    assert len(counts) == 24
    chi2 = sum((c - 1000) ** 2 / 1000 for c in counts.values())
    assert chi2 < 49.7  # 23 degrees of freedom, p = 0.001


def test_a_long_order_is_unbiased_to_the_last_draw() -> None:
    """Numbers below n by multiplication, and again where a product falls into the uneven rest."""
    n, seed, epoch = 300_000, 5, 2
    words = (
        word
        for block in itertools.count()
        for word in _core.philox([block, 0, epoch, 1], [seed, 0])
    )
    expected, again = list(range(n)), 0
    for i in range(n, 1, -1):
        product = next(words) * i
        while product % 2**32 < 2**32 % i:
            product, again = next(words) * i, again + 1
        j = product >> 32
        expected[i - 1], expected[j] = expected[j], expected[i - 1]
    assert again >= 2  # among so many draws
    assert _core.permutation(n, seed, epoch).tolist() == expected


def test_known_order() -> None:
    # Another platform, compiler or version must not change what a seed means.
    assert _core.permutation(10, 0, 0).tolist() == [2, 8, 3, 6, 9, 5, 4, 7, 0, 1]


def test_known_weights() -> None:
    net = dw.Network([2, 2, 1], init="standard_normal", cost="quadratic", dtype="float64", seed=42)
    got = np.concatenate([a.ravel() for a in (*net.weights, *net.biases)])
    expected = [
        0.28704190043009475,
        2.2482116342226286,
        -1.4521371470450297,
        0.03486460312446545,
        -2.3241456433641052,
        -0.7320593634651725,
        0.9379573170425771,
        0.26045596131221627,
        -1.1316079535727397,
    ]
    assert got.tolist() == expected
