# SPDX-License-Identifier: MIT
import sys
from collections.abc import Callable

import pytest
from tqdm import tqdm

import deltaward as dw
from deltaward import arguments
from deltaward.callbacks import checks


def test_a_line_goes_above_the_bar(capsys: pytest.CaptureFixture[str]) -> None:
    with tqdm(total=3, file=sys.stderr, bar_format="{desc}") as bar:
        bar.set_description_str("the bar")
        checks.say("the line")
    err = capsys.readouterr().err
    assert "\rthe line\n" in err.replace(" " * 7, "").replace("\r\r", "\r")
    assert "the bar" in err.split("the line\n")[1]


def test_a_line_without_a_bar(capsys: pytest.CaptureFixture[str]) -> None:
    checks.say("the line")
    assert capsys.readouterr() == ("", "the line\n")


@pytest.mark.parametrize(
    "check",
    [
        lambda number: checks.finite(number, "x"),
        lambda number: arguments.fraction(number, "x"),
        lambda number: dw.Augment(rotate=number),
    ],
    ids=["finite", "fraction", "augment"],
)
def test_a_number_that_no_float_holds(check: Callable[[int], object]) -> None:
    for number in (10**400, -(10**400)):
        with pytest.raises(ValueError, match=r"^(x|rotate): .*; expected "):
            check(number)
