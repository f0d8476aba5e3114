# SPDX-License-Identifier: MIT
from typing import Any

import numpy as np
import pytest

from deltaward.schedules import NAMES, Constant, Span, by_name


def test_constant() -> None:
    np.testing.assert_array_equal(Constant(0.25).rates(5, 3, Span(0, 0)), [0.25] * 3)
    np.testing.assert_array_equal(Constant(0).rates(0, 1, Span(0, 0)), [0.0])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("rate", "error", "message"),
    [
        (-0.1, ValueError, "learning_rate: -0.1; expected a finite number of at least 0"),
        (float("nan"), ValueError, "learning_rate: nan; expected a finite"),
        (float("inf"), ValueError, "learning_rate: inf; expected a finite"),
        (10**400, ValueError, "learning_rate: inf; expected a finite"),
        (-(10**400), ValueError, "learning_rate: -inf; expected a finite"),
        ("0.1", TypeError, "learning_rate: '0.1' of type str; expected a number"),
        (None, TypeError, "learning_rate: None of type NoneType; expected a number"),
        (True, TypeError, "learning_rate: True of type bool; expected a number"),
        (np.True_, TypeError, "learning_rate: .*True_?.* of type bool.*; expected a number"),
        (1j, TypeError, "learning_rate: 1j of type complex; expected a number"),
        (np.ones(1), TypeError, "learning_rate: .* of type ndarray; expected a number"),
    ],
)
def test_bad_rates(name: str, rate: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=f"^{message}"):
        by_name(name, rate)


@pytest.mark.parametrize("rate", [np.float32(0.25), np.float64(0.25), np.array(0.25)])
def test_rates_of_numpy(rate: Any) -> None:
    assert Constant(rate) == Constant(0.25)
    assert type(Constant(rate).learning_rate) is float
