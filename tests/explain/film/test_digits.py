# SPDX-License-Identifier: MIT
"""Numbers in a picture: short, signed, and never another number."""

import math

import pytest

from deltaward.explain.film.digits import decimals_for, fixed, short


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (0.523456, "+0.52"),
        (-1.25, "−1.2"),
        (0.0123, "+0.012"),
        (0.00123, "+1.2e−3"),
        (-1.5e-12, "−1.5e−12"),
        (9.99e-3, "+1.0e−2"),
        (123.4, "+123"),
        (99.7, "+1e2"),
        (-54321.0, "−5.4e4"),
        (math.nan, "nan"),
        (-math.inf, "−inf"),
    ],
)
def test_short(value: float, text: str) -> None:
    assert short(value) == text


def test_short_is_the_number_to_its_digits() -> None:
    for exponent in range(-12, 9):
        for mantissa in (1.0, 1.2345, 5.55, 9.9951, -3.21):
            value = mantissa * 10**exponent
            for digits in (2, 3):
                told = float(short(value, digits).replace("−", "-"))
                assert told == pytest.approx(value, rel=0.51 * 10 ** (1 - digits))


def test_a_change_is_seen() -> None:
    for change in (0.5, 0.02, 0.0031, 4e-5):
        places = decimals_for(change)
        assert fixed(0.4, places) != fixed(0.4 + change, places)
    assert fixed(-0.5, 2) == "−0.50"
    assert decimals_for(0) == decimals_for(math.nan) == 2
    assert decimals_for(1e-30) == 6
