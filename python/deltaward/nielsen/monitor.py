# SPDX-License-Identifier: MIT
"""What network2 measures and prints after each epoch, and when it stops."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from deltaward.nielsen.base import BookNetwork
from deltaward.nielsen.columns import Rows


def total_cost(net: BookNetwork, rows: Rows, lmbda: float) -> float:
    """Compute the mean cost of rows, and λ/(2n) Σw² with n rows."""
    squares = sum(float(np.sum(np.square(w))) for w in net.weights)
    mean = net._load().evaluate(rows.x, rows.y)["cost"]
    return mean + 0.5 * lmbda / len(rows) * squares


@dataclass(kw_only=True)
class Monitor:
    """The figures of a call of ``SGD``."""

    training: Rows
    lmbda: float
    evaluation: Rows | None
    test: Rows | None
    evaluation_cost: bool
    evaluation_accuracy: bool
    training_cost: bool
    training_accuracy: bool
    patience: int
    costs: dict[str, list[float]] = field(init=False)
    counts: dict[str, list[int]] = field(init=False)

    def __post_init__(self) -> None:
        wanted = {
            "monitor_evaluation_cost": self.evaluation_cost,
            "monitor_evaluation_accuracy": self.evaluation_accuracy,
            "early_stopping_n": self.patience,
        }
        for name, value in wanted.items():
            if value and self.evaluation is None:
                raise ValueError(f"{name}: {value} without evaluation_data; expected data for it")
        self.costs = {"training": [], "evaluation": []}
        self.counts = {"training": [], "evaluation": []}
        self._best, self._since_best = -1, 0

    def end_epoch(self, net: BookNetwork, epoch: int) -> bool:
        """Measure and print; return whether to stop."""
        if self.test is not None:
            print(f"Epoch {epoch}: {net._count(self.test)} / {len(self.test)}")
        else:
            print(f"Epoch {epoch} training complete")
        self._measure(net, "training", self.training, self.training_cost, self.training_accuracy)
        accuracy = None
        if self.evaluation is not None:
            accuracy = self._measure(
                net,
                "evaluation",
                self.evaluation,
                self.evaluation_cost,
                self.evaluation_accuracy,
            )
            if accuracy is None and self.patience:
                accuracy = net._count(self.evaluation)
        return bool(self.patience) and accuracy is not None and self._is_over(accuracy)

    def results(self) -> tuple[list[float], list[int], list[float], list[int]]:
        """Return the four lists in the book's order."""
        return (
            self.costs["evaluation"],
            self.counts["evaluation"],
            self.costs["training"],
            self.counts["training"],
        )

    def _measure(
        self, net: BookNetwork, name: str, rows: Rows, cost: bool, accuracy: bool
    ) -> int | None:
        if cost:
            value = total_cost(net, rows, self.lmbda)
            self.costs[name].append(value)
            print(f"Cost on {name} data: {value}")
        if not accuracy:
            return None
        count = net._count(rows)
        self.counts[name].append(count)
        print(f"Accuracy on {name} data: {count} / {len(rows)}")
        return count

    def _is_over(self, accuracy: int) -> bool:
        if accuracy > self._best:
            self._best, self._since_best = accuracy, 0
        else:
            self._since_best += 1
        return self._since_best >= self.patience
