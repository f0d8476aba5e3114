# SPDX-License-Identifier: MIT
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import pytest

from deltaward.schedules import Custom, Span

SPAN = Span(0, 0)


def decay(step: int) -> float:
    return 0.5 / (1 + step)


def test_a_function_of_the_step() -> None:
    given: list[Any] = []

    def recorded(step: int) -> float:
        given.append(step)
        return decay(step)

    custom = Custom(recorded)
    assert custom.learning_rate == 0.5
    assert given == [0]
    given.clear()
    np.testing.assert_array_equal(custom.rates(3, 4, SPAN), [decay(s) for s in (3, 4, 5, 6)])
    assert given == [3, 4, 5, 6]
    assert {type(step) for step in given} == {int}


def test_before_a_run_the_first_step_and_the_last_are_tried() -> None:
    given: list[int] = []

    def recorded(step: int) -> float:
        given.append(step)
        return 0.1

    custom = Custom(recorded)
    for steps, tried in ((8, [0, 7]), (1, [0, 0]), (0, [0])):
        given.clear()
        custom.check(Span(steps, 1), ())
        assert given == tried


@pytest.mark.parametrize(
    "came", [0, 1, 0.25, np.float32(0.25), np.int64(1), np.array(0.25), Fraction(1, 4), 5e-324]
)
def test_any_number_may_come(came: Any) -> None:
    assert Custom(lambda step: came).rates(0, 2, SPAN).tolist() == [float(came)] * 2


@pytest.mark.parametrize(
    ("came", "error", "message"),
    [
        (-0.1, ValueError, "gave -0.1 for step 3; expected a finite number of at least 0"),
        (float("nan"), ValueError, "gave nan for step 3; expected a finite number of at least 0"),
        (float("inf"), ValueError, "gave inf for step 3; expected a finite number of at least 0"),
        (10**400, ValueError, "gave inf for step 3; expected a finite number of at least 0"),
        (None, TypeError, "gave None of type NoneType for step 3; expected a number"),
        ("0.1", TypeError, "gave '0.1' of type str for step 3; expected a number"),
        (True, TypeError, "gave True of type bool for step 3; expected a number"),
        (1j, TypeError, "gave 1j of type complex for step 3; expected a number"),
        ([0.1], TypeError, r"gave \[0.1\] of type list for step 3; expected a number"),
        (np.ones(1), TypeError, r"gave array\(\[1.\]\) of type ndarray for step 3; expected a num"),
    ],
)
def test_what_may_not_come(came: Any, error: type[Exception], message: str) -> None:
    def mostly(step: int) -> Any:
        return came if step == 3 else 0.1

    custom = Custom(mostly)
    assert custom.rates(0, 3, SPAN).tolist() == [0.1] * 3
    with pytest.raises(error, match=rf"^learning_rate: Custom\(.*mostly\) {message}"):
        custom.rates(2, 5, SPAN)
    # At once where it is wrong from the first step.
    with pytest.raises(error, match=message.replace("step 3", "step 0")):
        Custom(lambda step: came)


def test_the_function_s_own_error_comes_through() -> None:
    with pytest.raises(ZeroDivisionError):
        Custom(lambda step: 1 / step)


@pytest.mark.parametrize("function", [0.1, None, "decay"])
def test_not_a_function(function: Any) -> None:
    came = f"{function!r} of type {type(function).__name__}"
    with pytest.raises(TypeError, match=rf"^function: {came}; expected a function of the step"):
        Custom(function)


class Drop:
    def __call__(self, step: int) -> float:
        return 0.1


def test_what_it_is_called() -> None:
    assert Custom(decay).settings() == {
        "schedule": "custom",
        "function": "decay",
        "learning_rate": 0.5,
    }
    assert repr(Custom(decay)) == "Custom(decay)"
    assert Custom(Drop()).settings()["function"] == "Drop"
    assert Custom(partial(max, 0.1)).settings()["function"] == "partial"
