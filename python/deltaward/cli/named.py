# SPDX-License-Identifier: MIT
"""Texts that name a thing and its settings, like ``cosine:warmup=0.1``."""

from argparse import ArgumentTypeError
from collections.abc import Sequence
from typing import Any

from deltaward.cli.values import Value

Settings = dict[str, Any]
Named = tuple[str, Settings]


def named(known: Sequence[str], example: str) -> Value:
    """Take a known name, and after a colon its settings if there are any."""

    def parse(given: str) -> Named:
        name, colon, rest = given.partition(":")
        if name not in known:
            raise ArgumentTypeError(f"{name!r}; expected one of {', '.join(known)}")
        return name, _settings(rest, example) if colon else {}

    return Value(parse)


def settings(example: str) -> Value:
    """Take settings alone, ``shift=1,rotate=10``."""
    return Value(lambda given: _settings(given, example))


def weights() -> Value:
    """Take the word balanced, or weights of classes, ``3=2,8=0.5``."""

    def parse(given: str) -> str | dict[int, float]:
        if given == "balanced":
            return given
        expected = "balanced, or weights of classes like 3=2,8=0.5"
        try:
            found = _settings(given, "3=2,8=0.5")
        except ArgumentTypeError:
            raise ArgumentTypeError(f"{given!r}; expected {expected}") from None
        if not all(key.isascii() and key.isdigit() for key in found):
            raise ArgumentTypeError(f"{given!r}; expected {expected}")
        return {int(key): value for key, value in found.items()}

    return Value(parse)


def _settings(given: str, example: str) -> Settings:
    found: Settings = {}
    for part in given.split(","):
        key, equals, value = part.partition("=")
        if not (key and equals and value):
            raise ArgumentTypeError(f"{given!r}; expected settings like {example}")
        if key in found:
            raise ArgumentTypeError(f"{given!r}; {key} is there twice")
        found[key] = _value(value)
    return found


def _value(given: str) -> Any:
    """Read a whole number, a number, true or false, a list with slashes, or else a word."""
    if "/" in given:
        return [_value(part) for part in given.split("/")]
    if given in ("true", "false"):
        return given == "true"
    for kind in (int, float):
        try:
            # They also take 1_000, which is a typing error here.
            return given if "_" in given else kind(given)
        except ValueError:
            continue
    return given
