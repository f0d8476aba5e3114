# SPDX-License-Identifier: MIT
"""How long tests run that repeat something random: short in every run, long in ``nox -s soak``."""

import os

LONG = os.environ.get("DELTAWARD_SOAK", "") not in ("", "0")


def rounds(quick: int, long: int) -> int:
    """Return how often to repeat something."""
    return long if LONG else quick
