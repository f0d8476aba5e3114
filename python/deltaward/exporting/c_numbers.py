# SPDX-License-Identifier: MIT
"""Numbers and arrays of numbers as C."""

from typing import Any

import numpy as np
import numpy.typing as npt

WIDTH = 100
TYPES = {"float32": "float", "float64": "double", "int8": "signed char"}


def literal(value: Any) -> str:
    """Write a NumPy number with as many digits as it takes to get the same bits back."""
    return texts(np.array([value]))[0]


def texts(values: npt.NDArray[Any]) -> list[str]:
    """Write the numbers of a row; those of float end in f."""
    suffix = "f" if values.dtype == np.float32 else ""
    # The shortest digits that give the same bits, unless a program asked NumPy for its old ways.
    with np.printoptions(legacy=False):
        return [text + suffix for text in values.astype(str)]


def array(name: str, values: npt.NDArray[Any], comment: str) -> str:
    """Write a constant array, a matrix row after row."""
    lines = [line for row in np.atleast_2d(values) for line in _wrapped(texts(row))]
    head = f"static const {TYPES[values.dtype.name]} {name}[{values.size}] = {{"
    return "\n".join([f"/* {comment} */", head, *lines, "};"])


def _wrapped(texts: list[str]) -> list[str]:
    lines, line = [], " "
    for text in texts:
        if len(line) + len(text) + 2 > WIDTH:
            lines.append(line)
            line = " "
        line += f" {text},"
    return [*lines, line]
