# SPDX-License-Identifier: MIT
"""What options take: on a command line a text, in a file of settings a value with a type."""

import math
from argparse import ArgumentTypeError
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from deltaward.cli import options

NUMBER = (int, float)


@dataclass(frozen=True, slots=True)
class Value:
    """What an option takes.

    Parameters
    ----------
    parse : callable
        Makes it of a text, or raises ArgumentTypeError.
    expected : str
        What a file of settings may hold, in words.
    types : tuple of type
        The same as types.
    items : tuple of type
        Types in a list, where a list will do; it stands for its items with commas between.
    """

    parse: Callable[[str], Any]
    expected: str = "a string"
    types: tuple[type, ...] = (str,)
    items: tuple[type, ...] = ()

    def __call__(self, text: str) -> Any:
        """Make it of a text of the command line."""
        return self.parse(text)

    def of_setting(self, value: Any) -> Any:
        """Make it of a value in a file of settings.

        Raises
        ------
        ArgumentTypeError
            For a value of another type or out of range.
        """
        # Not isinstance: True is an int, and no number of epochs.
        if type(value) in self.types:
            return self.parse(str(value))
        if isinstance(value, list) and value and all(type(item) in self.items for item in value):
            return self.parse(",".join(map(str, value)))
        raise wrong_type(value, self.expected)


def wrong_type(value: Any, expected: str) -> ArgumentTypeError:
    """Make the error of a value in a file of settings that has the wrong type."""
    return ArgumentTypeError(f"{value!r} of type {type(value).__name__}; expected {expected}")


def text() -> Value:
    """Take any text that is not empty: a name, a file, a folder."""

    def parse(given: str) -> str:
        if not given:
            raise ArgumentTypeError("''; expected a text that is not empty")
        return given

    return Value(parse)


def names(what: str) -> Value:
    """Take names with commas between."""

    def parse(given: str) -> list[str]:
        found = given.split(",")
        if not all(found):
            raise ArgumentTypeError(f"{given!r}; expected {what} with commas between")
        return found

    return Value(parse, "a string or a list of strings", items=(str,))


def choice(*known: str) -> Value:
    """Take one of a few names."""

    def parse(given: str) -> str:
        if given not in known:
            raise ArgumentTypeError(f"{given!r}; expected one of {', '.join(known)}")
        return given

    return Value(parse)


def whole(low: int, high: int | None = None) -> Value:
    """Take a whole number of at least `low`, and at most `high`."""
    return Value(options.whole(low, high), "a whole number", (int,))


def rate() -> Value:
    """Take a finite number of at least 0."""
    return Value(options.rate, "a number", NUMBER)


def positive() -> Value:
    """Take a finite number above 0."""

    def parse(given: str) -> float:
        return _number(given, lambda n: 0 < n < math.inf, "a finite number above 0")

    return Value(parse, "a number", NUMBER)


def share() -> Value:
    """Take a number from 0 to below 1."""
    return Value(_share, "a number", NUMBER)


def shares() -> Value:
    """Take one share, or a list of several."""

    def parse(given: str) -> float | list[float]:
        found = [_share(part) for part in given.split(",")]
        return found if len(found) > 1 else found[0]

    return Value(parse, "a number or a list of numbers", (*NUMBER, str), NUMBER)


def sizes() -> Value:
    """Take the neurons of each layer."""
    return Value(options.sizes, "a list of whole numbers", items=(int,))


def _share(given: str) -> float:
    return _number(given, lambda n: 0 <= n < 1, "a number from 0 to below 1")


def _number(given: str, fits: Callable[[float], bool], expected: str) -> float:
    try:
        number = float(given)
    except ValueError:
        number = math.nan
    if not fits(number):
        raise ArgumentTypeError(f"{given!r}; expected {expected}")
    return number
