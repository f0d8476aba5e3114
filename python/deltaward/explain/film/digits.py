# SPDX-License-Identifier: MIT
"""Numbers that are short enough for a picture."""

import math


def short(value: float, digits: int = 2) -> str:
    """Write a number with its sign and so many significant digits: +0.52, −1.2e−3, 0."""
    if value == 0 or not math.isfinite(value):
        return f"{value:g}".replace("-", "−") if value else "0"
    size = abs(value)
    if size < 0.01:
        text = f"{value:+.{digits - 1}e}"
    elif size < 10**digits:
        text = f"{value:+.{digits}g}"
    else:
        text = f"{value:+.0f}" if size < 1e4 else f"{value:+.{digits - 1}e}"
    mantissa, e, exponent = text.partition("e")
    return (mantissa + (f"e{int(exponent)}" if e else "")).replace("-", "−")


def fixed(value: float, decimals: int) -> str:
    """Write a number with its sign and so many decimals."""
    return f"{value:+.{decimals}f}".replace("-", "−")


def decimals_for(change: float) -> int:
    """Return with how many decimals, 2 to 6, a change can be seen in two numbers."""
    if not change or not math.isfinite(change):
        return 2
    return min(max(1 - math.floor(math.log10(change)), 2), 6)
