# SPDX-License-Identifier: MIT
"""Means and squared deviations in one pass over blocks, without sums that outgrow their digits.

The updates are those of Chan, Golub and LeVeque, "Algorithms for computing the sample variance",
The American Statistician 37 (1983): a block's own mean and squares, and the distance of its mean
from the mean so far. The textbook's Σy² − (Σy)²/n loses all digits where the mean is
large beside the deviations.
"""

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]


class Mean:
    """The mean of numbers that come in blocks."""

    def __init__(self) -> None:
        self.count = 0
        self.value = 0.0

    def add(self, values: Vector) -> None:
        """Take in values (m,)."""
        self.count += len(values)
        self.value += (float(values.mean()) - self.value) * (len(values) / self.count)


class SquaredDeviations:
    """Σ(y − ȳ)² of each column, for rows that come in blocks."""

    def __init__(self) -> None:
        self.count = 0

    def add(self, rows: Vector) -> None:
        """Take in rows (m, n)."""
        m = len(rows)
        if not self.count:
            # Told from the first row, columns that are constant deviate by exactly 0.
            self.first = rows[0].copy()  # (n,)
            self.mean = np.zeros_like(self.first)  # (n,), less first
            self.total = np.zeros_like(self.first)  # (n,)
        rows = rows - self.first
        mean = rows.mean(axis=0)
        distance = mean - self.mean
        self.total += ((rows - mean) ** 2).sum(axis=0)
        self.total += distance**2 * (self.count * m / (self.count + m))
        self.mean += distance * (m / (self.count + m))
        self.count += m
