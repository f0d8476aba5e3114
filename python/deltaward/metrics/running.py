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
        self.count = 0.0
        self.value = 0.0

    def add(self, values: Vector, weights: Vector | None = None) -> None:
        """Take in values (m,), each as often as its weight says."""
        m = float(len(values) if weights is None else weights.sum())
        if m:
            mean = float(values.mean() if weights is None else (weights * values).sum() / m)
            self.count += m
            self.value += (mean - self.value) * (m / self.count)


class SquaredDeviations:
    """Σ(y − ȳ)² of each column, for rows that come in blocks."""

    def __init__(self) -> None:
        self.count = 0.0

    def add(self, rows: Vector, weights: Vector | None = None) -> None:
        """Take in rows (m, n), each as often as its weight says."""
        m = float(len(rows) if weights is None else weights.sum())
        if not m:
            return
        if not self.count:
            # Told from the first row, columns that are constant deviate by exactly 0.
            self.first = rows[0].copy()  # (n,)
            self.mean = np.zeros_like(self.first)  # (n,), less first
            self.total = np.zeros_like(self.first)  # (n,)
        rows = rows - self.first
        each = 1.0 if weights is None else weights[:, None]
        mean = rows.mean(axis=0) if weights is None else (each * rows).sum(axis=0) / m
        distance = mean - self.mean
        self.total += (each * (rows - mean) ** 2).sum(axis=0)
        self.total += distance**2 * (self.count * m / (self.count + m))
        self.mean += distance * (m / (self.count + m))
        self.count += m
