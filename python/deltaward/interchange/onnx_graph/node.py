# SPDX-License-Identifier: MIT
"""A node of a graph, with the values that come in."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from deltaward.base import Array
from deltaward.interchange.onnx_graph.errors import UnreadableError
from deltaward.interchange.onnx_graph.signal import Signal


def as_float64(constant: Array) -> Array:
    """Return constant numbers as float64; strings are constants too."""
    if constant.dtype.kind not in "fiub":
        raise UnreadableError(f"a constant of {constant.dtype}; expected numbers")
    return constant.astype(np.float64)


def _text(value: Any) -> Any:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


@dataclass
class Node:
    """A node while it is read.

    Attributes
    ----------
    op : str
        The operator.
    where : str
        Its name and operator, for error messages.
    inputs : list
        Signals, arrays and extents; None for an optional one that is left out.
    attributes : dict
        As `onnx.helper.get_attribute_value` returns them.
    rows : int, optional
        How many samples the graph was written for, if that is fixed.
    """

    op: str
    where: str
    inputs: list[Any]
    attributes: dict[str, Any]
    rows: int | None = None

    @property
    def described(self) -> str:
        """`where` with the numbers and words of the attributes, for one may be what is wrong."""
        plain = {k: v for k, v in self.attributes.items() if isinstance(v, (int, float, bytes))}
        given = ", ".join(f"{key} {_text(value)}" for key, value in plain.items())
        return f"{self.where[:-1]} with {given})" if given else self.where

    def input(self, i: int) -> Any:
        """Return an input, None if it is left out."""
        return self.inputs[i] if i < len(self.inputs) else None

    def attribute(self, name: str, default: Any) -> Any:
        """Return an attribute, which has to be of the type of its default."""
        value = self.attributes.get(name, default)
        value = _text(value)
        if type(value) is not type(default):
            raise UnreadableError(f"{name} {value!r}; expected {type(default).__name__}")
        return value

    def setting(self, i: int, name: str) -> Any:
        """Return what older opsets have as an attribute and newer ones as an input, or None."""
        if self.input(i) is not None:
            return self.input(i)
        return np.asarray(self.attributes[name]) if name in self.attributes else None

    def signal(self, i: int = 0) -> Signal:
        """Return an input that has to depend on the data."""
        value = self.input(i)
        if not isinstance(value, Signal):
            raise UnreadableError(f"input {i} does not depend on the data; expected that it does")
        return value

    def numbers(self, i: int) -> Array:
        """Return an input that has to be constant numbers, as float64."""
        return as_float64(self.constant(i))

    def constant(self, i: int) -> Array:
        """Return an input that has to be a constant."""
        value = self.input(i)
        if not isinstance(value, np.ndarray):
            raise UnreadableError(f"input {i} is no constant; expected one")
        return value
