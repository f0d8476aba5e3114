# SPDX-License-Identifier: MIT
"""Options that several commands share, and the kinds of values they take."""

import math
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deltaward.network import Network

DATA_HELP = (
    "digits (in the package; the default); mnist or fashion, from the folder that the variable "
    "DELTAWARD_DATA names, the cache, or a download; or a folder with the four IDX files of any "
    "such data set"
)
JSON_HELP = "print one JSON object a line and nothing else on standard output"


def add_data(parser: ArgumentParser) -> None:
    """Add ``--data``; `deltaward.cli.images.load` takes it."""
    parser.add_argument("--data", default="digits", metavar="DATA", help=DATA_HELP)


def add_model(parser: ArgumentParser, *, optional: bool = False) -> None:
    """Add the network to read."""
    parser.add_argument(
        "model",
        metavar="MODEL",
        nargs="?" if optional else None,
        help="a network that 'deltaward train --output' saved"
        + (" (default: a small fresh one)" if optional else ""),
    )


def load_model(path: str) -> "Network":
    """Read a network."""
    from deltaward.files import load

    return load(path)


def add_json(parser: ArgumentParser) -> None:
    """Add ``--json``."""
    parser.add_argument("--json", action="store_true", help=JSON_HELP)


def whole(low: int, high: int | None = None) -> Callable[[str], int]:
    """Return the type of an option that takes an int of at least `low`, and at most `high`."""

    def parse(text: str) -> int:
        number = _int(text)
        if number is None or number < low or (high is not None and number > high):
            limits = f"of at least {low}" if high is None else f"from {low} to {high}"
            raise ArgumentTypeError(f"{text!r}; expected a whole number {limits}")
        return number

    return parse


def rate(text: str) -> float:
    """Parse a finite number of at least 0."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number < math.inf:
        raise ArgumentTypeError(f"{text!r}; expected a finite number of at least 0")
    return number


def sizes(text: str) -> list[int]:
    """Parse ``64,30,10``."""
    numbers = [_int(part) for part in text.split(",")]
    found = [n for n in numbers if n is not None and n > 0]
    if len(found) < len(numbers) or len(found) < 2:
        raise ArgumentTypeError(
            f"{text!r}; expected the neurons of each layer, the input's first, like 64,30,10"
        )
    return found


def _int(text: str) -> int | None:
    # int() also takes '1_000', ' 7' and digits of other scripts, which are typing errors here.
    if not (text.isascii() and text.removeprefix("-").isdigit()) or len(text) > 20:
        return None
    return int(text)
