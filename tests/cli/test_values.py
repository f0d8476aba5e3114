# SPDX-License-Identifier: MIT
"""What options take, as texts and as values of a file."""

from argparse import ArgumentTypeError
from typing import Any

import pytest

from deltaward.cli import values
from deltaward.cli.values import Value


@pytest.mark.parametrize(
    ("value", "text", "made"),
    [
        (values.text(), "a b", "a b"),
        (values.names("metrics"), "f1,top_3", ["f1", "top_3"]),
        (values.choice("a", "b"), "b", "b"),
        (values.whole(0), "0", 0),
        (values.rate(), "1e-3", 0.001),
        (values.positive(), "0.5", 0.5),
        (values.share(), "0", 0.0),
        (values.share(), ".99", 0.99),
        (values.shares(), "0.2", 0.2),
        (values.shares(), "0.1,0.5", [0.1, 0.5]),
        (values.sizes(), "4,3,2", [4, 3, 2]),
    ],
)
def test_texts(value: Value, text: str, made: Any) -> None:
    assert value(text) == made
    assert type(value(text)) is type(made)


@pytest.mark.parametrize(
    ("value", "text", "told"),
    [
        (values.text(), "", "''; expected a text that is not empty"),
        (values.names("metrics"), "f1,", "'f1,'; expected metrics with commas between"),
        (values.choice("a", "b"), "c", "'c'; expected one of a, b"),
        (values.whole(1, 3), "4", "'4'; expected a whole number from 1 to 3"),
        (values.positive(), "0", "'0'; expected a finite number above 0"),
        (values.positive(), "inf", "'inf'; expected a finite"),
        (values.positive(), "x", "'x'; expected a finite"),
        (values.share(), "1", "'1'; expected a number from 0 to below 1"),
        (values.share(), "nan", "'nan'; expected a number"),
        (values.shares(), "0.1,-0.5", "'-0.5'; expected a number from 0 to below 1"),
        (values.shares(), "0.1,", "''; expected a number from 0 to below 1"),
    ],
)
def test_wrong_texts(value: Value, text: str, told: str) -> None:
    with pytest.raises(ArgumentTypeError) as caught:
        value(text)
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize(
    ("value", "given", "made"),
    [
        (values.whole(0), 12, 12),
        (values.rate(), 1, 1.0),
        (values.rate(), 1e-7, 1e-7),
        (values.names("metrics"), ["f1", "recall"], ["f1", "recall"]),
        (values.shares(), [0, 0.5], [0.0, 0.5]),
        (values.shares(), "0.1,0.5", [0.1, 0.5]),
        (values.sizes(), [4, 2], [4, 2]),
        (values.sizes(), "4,2", [4, 2]),
    ],
)
def test_settings(value: Value, given: Any, made: Any) -> None:
    assert value.of_setting(given) == made


@pytest.mark.parametrize(
    ("value", "given", "told"),
    [
        (values.whole(0), "12", "'12' of type str; expected a whole number"),
        (values.whole(0), 1.0, "1.0 of type float; expected a whole number"),
        (values.whole(0), True, "True of type bool; expected a whole number"),
        (values.whole(1), 0, "'0'; expected a whole number of at least 1"),
        (values.rate(), None, "None of type NoneType; expected a number"),
        (values.rate(), float("inf"), "'inf'; expected a finite number"),
        (values.text(), 3, "3 of type int; expected a string"),
        (values.names("metrics"), ["f1", 1], "['f1', 1] of type list; expected a string or a"),
        (values.names("metrics"), [], "[] of type list; expected a string or a list"),
        (values.sizes(), [4, 2.5], "[4, 2.5] of type list; expected a list of whole numbers"),
        (values.shares(), [0.5, True], "[0.5, True] of type list; expected a number or a list"),
        (values.shares(), {"a": 1}, "{'a': 1} of type dict; expected a number or a list"),
    ],
)
def test_wrong_settings(value: Value, given: Any, told: str) -> None:
    with pytest.raises(ArgumentTypeError) as caught:
        value.of_setting(given)
    assert str(caught.value).startswith(told)
