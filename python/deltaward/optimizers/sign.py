# SPDX-License-Identifier: MIT
"""Steps that follow only the sign of a gradient."""

from dataclasses import dataclass
from typing import Any, ClassVar

from deltaward import schedules
from deltaward.optimizers.base import LearningRate, Optimizer


@dataclass(frozen=True, kw_only=True)
class Lion(Optimizer):
    """w := (1 − η λ) w − η sign(β₁ m + (1 − β₁) g), m := β₂ m + (1 − β₂) g.

    Chen et al., "Symbolic discovery of optimization algorithms", NeurIPS 2023, algorithm 2. It
    decays biases too.

    Parameters
    ----------
    learning_rate : float, schedule or function of the step, default 0.0001
        η.
    beta1, beta2 : float, default 0.9 and 0.99
        β₁ and β₂, from 0 to below 1.
    weight_decay : float, default 0
        λ.
    """

    learning_rate: LearningRate = 0.0001
    beta1: float = 0.9
    beta2: float = 0.99
    weight_decay: float = 0.0

    rule: ClassVar[str] = "lion"
    core_names: ClassVar[dict[str, str]] = {"beta1": "first", "beta2": "second"}


@dataclass(frozen=True, kw_only=True)
class RPROP(Optimizer):
    """Resilient backpropagation: a step of its own for each weight, from the gradient's sign alone.

    A step grows by η⁺ while the sign of its g stays, shrinks by η⁻ and leaves its weight alone when
    the sign changes. Riedmiller and Braun, "A direct adaptive method for faster backpropagation
    learning: the RPROP algorithm", ICNN 1993, as PyTorch's ``Rprop``. The sign of a mini-batch's
    gradient says too little: it trains with the whole data set as one batch.

    Parameters
    ----------
    learning_rate : float, default 0.01
        The first step of every weight; no schedule, for the steps then go their own ways.
    shrink, grow : float, default 0.5 and 1.2
        η⁻, below 1, and η⁺, at least 1.
    smallest, largest : float, default 1e-6 and 50
        Limits of the steps.
    """

    shrink: float = 0.5
    grow: float = 1.2
    smallest: float = 1e-6
    largest: float = 50.0

    rule: ClassVar[str] = "rprop"
    core_names: ClassVar[dict[str, str]] = {
        "shrink": "first",
        "grow": "second",
        "smallest": "smallest_step",
        "largest": "largest_step",
    }

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(schedules.resolve(self.learning_rate), schedules.Constant):
            raise ValueError(
                f"learning_rate: {self.learning_rate!r} with RPROP, whose steps change by "
                "themselves; expected a number, the first step of every weight"
            )
        if self.smallest > self.largest:
            raise ValueError(
                f"smallest: {self.smallest}, and largest is {self.largest}; expected at most that"
            )

    def core_settings(self) -> dict[str, Any]:
        """Return what the core is told."""
        first = float(schedules.resolve(self.learning_rate).learning_rate)
        return super().core_settings() | {"initial_step": first}
