# SPDX-License-Identifier: MIT
"""The equations."""

from collections.abc import Iterator

import numpy as np

from array_cases.case import VALUES, Case, X, Y
from deltaward import equations


def cases() -> Iterator[Case]:
    w, z, delta = (np.random.default_rng(8).random(s).round(2) for s in ((3, 6), (8, 3), (8, 3)))
    yield Case(
        "equations.feedforward",
        lambda **a: equations.feedforward(**a, activation="tanh"),
        {"w": w, "b": w[:, 0], "a_prev": X},
    )
    yield Case(
        "equations.output_error",
        lambda **a: equations.output_error(**a, activation="tanh", cost="quadratic"),
        {"z": z, "a": VALUES, "y": Y},
    )
    yield Case(
        "equations.propagate_delta",
        lambda **a: equations.propagate_delta(**a, activation="tanh"),
        {"w_next": w, "delta_next": delta, "z": X},
    )
    yield Case("equations.bias_gradient", equations.bias_gradient, {"delta": delta})
    yield Case(
        "equations.weight_gradient", equations.weight_gradient, {"delta": delta, "a_prev": X}
    )
