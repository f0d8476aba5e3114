# SPDX-License-Identifier: MIT
"""What the scripts of the book's experiments share: options, data, and the verdict at the end."""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass
from typing import Any

import numpy as np

import deltaward as dw
from deltaward.nielsen import load_data_wrapper, vectorized_result

Data = list[tuple[Any, Any]]


@dataclass(frozen=True)
class Range:
    """What a figure is expected to be, both ends included."""

    low: float
    high: float


@dataclass(frozen=True)
class Options:
    """What the command line asks for."""

    epochs: int
    quick: bool
    usual: bool  # the usual number of epochs from the usual seed: the narrow ranges hold
    data: str | None


def parse(description: str | None, epochs: int, quick_epochs: int) -> Options:
    """Read the command line and seed both generators: the same run each time."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--epochs", type=int, help=f"default {epochs}; quick: {quick_epochs}")
    parser.add_argument("--quick", action="store_true", help="on the small digits, in seconds")
    parser.add_argument("--data", metavar="DIR", help="folder with MNIST's four files")
    parser.add_argument("--seed", type=int, default=0, help="default 0")
    given = parser.parse_args()
    if given.epochs is not None and given.epochs < 1:
        parser.error(f"argument --epochs: {given.epochs}; expected at least 1")
    seed = given.seed
    if not 0 <= seed < 2**32:
        parser.error(f"argument --seed: {seed}; expected 0 to 4294967295")
    np.random.seed(seed)  # noqa: NPY002  (what deltaward.nielsen draws from, as the book does)
    random.seed(seed)
    usual_epochs = quick_epochs if given.quick else epochs
    used = given.epochs or usual_epochs
    return Options(used, given.quick, used == usual_epochs and seed == 0, given.data)


def load(options: Options) -> tuple[Data, Data, Data]:
    """Load training, validation and test data: MNIST, or with --quick the digits of the package."""
    if not options.quick:
        training, validation, test = load_data_wrapper(options.data)
        return training, validation, test
    (x, y), (x_test, y_test) = dw.datasets.load_digits()
    columns, digits = x[:, :, None] / 255, y.tolist()
    targets = [vectorized_result(digit) for digit in digits]
    n = len(columns) - len(x_test)  # as many for validation as for the test
    return (
        list(zip(columns[:n], targets[:n], strict=True)),
        list(zip(columns[n:], digits[n:], strict=True)),
        list(zip(x_test[:, :, None] / 255, y_test.tolist(), strict=True)),
    )


def percent(count: int, data: Data) -> float:
    """Return a count of right answers as a share of the data in percent."""
    return 100 * count / len(data)


def pick(options: Options, usual: Range, quick: Range, otherwise: Range) -> Range:
    """Return the range for a run: of the book's length, with --quick, or of another length."""
    if not options.usual:
        return otherwise
    return quick if options.quick else usual


class Verdict:
    """Whether all figures are where they are expected."""

    def __init__(self) -> None:
        self.status = 0

    def expect(self, what: str, value: float, expected: Range) -> None:
        """Print a figure and its range; remember if it is outside."""
        inside = expected.low <= value <= expected.high
        self.status |= not inside
        place = "as expected," if inside else "NOT AS EXPECTED,"
        print(f"{what}: {value:.4g} ({place} {expected.low:g} to {expected.high:g})")
