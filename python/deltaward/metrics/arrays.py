# SPDX-License-Identifier: MIT
"""Checks of the arrays that metrics are given, and classes where they are meant."""

from typing import Any

import numpy as np
import numpy.typing as npt

from deltaward.arrays import as_array

Array = npt.NDArray[Any]
Classes = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float64]


def numeric(given: npt.ArrayLike, name: str) -> Array:
    """Return an array of bools, ints or floats with at least one row."""
    array = as_array(given, name)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name}: dtype {array.dtype}; expected numbers")
    if array.ndim not in (1, 2):
        raise ValueError(f"{name}: shape {array.shape}; expected (m,) or (m, n)")
    if not array.size:
        raise ValueError(f"{name}: shape {array.shape}; expected at least one row and one column")
    return array


def finite(array: Array, name: str) -> Array:
    """Return the array if all of it is finite, or raise with the first offender."""
    if array.dtype.kind == "f":
        _refuse(~np.isfinite(array), array, name, "finite values")
    return array


def shares(array: Array, name: str, instead: str = "") -> Array:
    """Return the array if all of it is from 0 to 1, or raise with the first offender."""
    _refuse(~((array >= 0) & (array <= 1)), array, name, f"values from 0 to 1{instead}")
    return array


def _refuse(wrong: npt.NDArray[np.bool_], array: Array, name: str, expected: str) -> None:
    if wrong.any():
        where = tuple(np.argwhere(wrong)[0].tolist())
        raise ValueError(f"{name}: {array[where]} in row {where[0]}; expected {expected}")


def outputs_of(outputs: npt.ArrayLike, name: str = "outputs") -> Array:
    """Return activations (m, n_out); NaN may be among them, for a network can diverge."""
    array = numeric(outputs, name)
    if array.ndim != 2:
        raise ValueError(f"{name}: shape {array.shape}; expected (m, n_out)")
    return array


def same_rows(y_true: Array, outputs: Array, name: str = "outputs") -> None:
    """Raise if the two have different numbers of rows."""
    if len(y_true) != len(outputs):
        raise ValueError(
            f"{name}: {len(outputs)} rows, and y_true has {len(y_true)}; expected as many"
        )


def weights_of(sample_weight: npt.ArrayLike | None, rows: int) -> Weights | None:
    """Return weights of samples (m,) as float64, or raise; None: all the same."""
    if sample_weight is None:
        return None
    weights = finite(numeric(sample_weight, "sample_weight"), "sample_weight")
    if weights.shape != (rows,):
        raise ValueError(f"sample_weight: shape {weights.shape}; expected ({rows},)")
    _refuse(weights < 0, weights, "sample_weight", "at least 0")
    return weights.astype(np.float64, copy=False)


def labels_within(labels: Array, classes: int, name: str) -> Classes:
    """Return class indices (m,) as int64, or raise if they are not 0 to classes − 1."""
    if labels.dtype.kind not in "iu":
        raise TypeError(f"{name}: dtype {labels.dtype}; expected class indices as ints")
    for extreme in (labels.min(), labels.max()):
        if not 0 <= extreme < classes:
            raise ValueError(f"{name}: class {extreme}; expected 0 to {classes - 1}")
    return labels.astype(np.int64, copy=False)


def argmax(values: Array) -> Classes:
    """Return the class of each row of (m, n): of the first largest, or of one column above ½."""
    if values.shape[1] == 1:
        return (values[:, 0] > 0.5).astype(np.int64)
    classes: Classes = values.argmax(axis=1).astype(np.int64, copy=False)
    return classes


def target_classes(y_true: Array, outputs: int) -> Classes:
    """Return the class (m,) of each target of a network with so many outputs."""
    if y_true.ndim == 2:
        if y_true.shape[1] != outputs:
            raise ValueError(
                f"y_true: shape {y_true.shape}; expected (m,) class indices or (m, {outputs}) "
                f"values for {outputs} outputs"
            )
        return argmax(finite(y_true, "y_true"))
    if outputs == 1:
        return argmax(finite(y_true, "y_true")[:, None])
    return labels_within(y_true, outputs, "y_true")


def block_classes(y_true: npt.ArrayLike, outputs: npt.ArrayLike) -> tuple[Classes, Classes, int]:
    """Return the classes (m,) of targets and outputs, and how many there are: at least two."""
    truth, activations = numeric(y_true, "y_true"), outputs_of(outputs)
    same_rows(truth, activations)
    n = activations.shape[1]
    return target_classes(truth, n), argmax(activations), max(n, 2)
