# SPDX-License-Identifier: MIT
from typing import Any

import numpy as np
import pytest

from deltaward.schedules import Constant, Cosine, Custom, Schedule, resolve


@pytest.mark.parametrize("number", [0.25, np.float32(0.25), np.array(0.25)])
def test_a_number_is_constant(number: Any) -> None:
    assert resolve(number) == Constant(0.25)
    assert resolve(0) == Constant(0.0)


def test_a_schedule_is_itself(schedule: Schedule) -> None:
    assert resolve(schedule) is schedule


def test_a_function_is_custom() -> None:
    assert resolve(abs) == Custom(abs)


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        (
            "fast",
            TypeError,
            "'fast' of type str; expected a number, an object of deltaward.schedules or a "
            "function of the step$",
        ),
        (None, TypeError, "None of type NoneType; expected a number, an object of"),
        (True, TypeError, "True of type bool; expected a number, an object of"),
        ([0.1], TypeError, r"\[0.1\] of type list; expected a number, an object of"),
        (-0.1, ValueError, "-0.1; expected a finite number of at least 0$"),
        (float("nan"), ValueError, "nan; expected a finite number of at least 0$"),
    ],
)
def test_what_is_none_of_them(given: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=f"^learning_rate: {message}"):
        resolve(given)
    with pytest.raises(error, match=f"^eta: {message}"):
        resolve(given, "eta")


def test_a_class_in_the_place_of_an_object() -> None:
    with pytest.raises(TypeError, match=r"gave Cosine\(.*\) of type Cosine for step 0; expected"):
        resolve(Cosine)  # type: ignore[arg-type]
