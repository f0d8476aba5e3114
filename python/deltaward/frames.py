# SPDX-License-Identifier: MIT
"""Data frames and series of pandas and polars as NumPy arrays.

Both libraries turn missing numbers into NaN and words into objects without a word; here the first
such column is named instead.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def as_array(value: Any, name: str, library: str) -> Array:
    """Return a frame (m, n) or a series (m,) of "pandas" or "polars" as an array.

    There is no copy of pandas columns that share a block, nor of polars columns that lie side by
    side, if all have one dtype and none has a bitmap of missing values.
    """
    read = _polars if library == "polars" else _pandas
    if not hasattr(value, "columns"):
        return read(value, name, name)
    labels = list(value.columns)
    if not labels:
        return np.empty((len(value), 0))
    if read is _pandas and _is_one_block(value):
        return np.asarray(value.to_numpy())
    found = [
        read(
            value.iloc[:, i] if read is _pandas else value.to_series(i),
            f"{name}: column {label!r}",
            f"{name}[{label!r}]",
        )
        for i, label in enumerate(labels)
    ]
    dtypes = {array.dtype for array in found}
    if len(dtypes) == 1 and read is _polars:
        return np.asarray(value.to_numpy())
    table = np.empty((len(value), len(found)), np.result_type(*dtypes))
    for i, array in enumerate(found):
        table[:, i] = array
    return table


def _is_one_block(frame: Any) -> bool:
    dtypes = set(frame.dtypes)
    only = next(iter(dtypes))
    return len(dtypes) == 1 and isinstance(only, np.dtype) and only.kind in "biuf"


def _pandas(series: Any, where: str, series_name: str) -> Array:
    dtype = series.dtype
    if hasattr(dtype, "categories"):
        _refuse_categories(where, f"{series_name}.cat.codes", f"{series_name}.cat.categories")
    if getattr(dtype, "kind", "O") not in "biuf":
        raise TypeError(f"{where}: dtype {dtype}; expected numbers")
    if isinstance(dtype, np.dtype):
        return np.asarray(series.to_numpy())
    missing = series.isna().to_numpy()
    if missing.any():
        _refuse_missing(where, "NA", int(missing.argmax()))
    # Without its own dtype, some versions give objects.
    return np.asarray(series.to_numpy(dtype=getattr(dtype, "numpy_dtype", None)))


def _polars(series: Any, where: str, series_name: str) -> Array:
    dtype = series.dtype
    if hasattr(dtype, "categories"):
        _refuse_categories(where, f"{series_name}.cast(polars.Enum(names)).to_physical()", "names")
    if not (dtype.is_integer() or dtype.is_float() or str(dtype) == "Boolean"):
        raise TypeError(f"{where}: dtype {dtype}; expected numbers")
    if series.null_count():
        _refuse_missing(where, "null", int(series.is_null().arg_max()))
    return np.asarray(series.to_numpy())


def _refuse_missing(where: str, what: str, row: int) -> None:
    raise ValueError(f"{where}: {what} in row {row}; expected a number in every row")


def _refuse_categories(where: str, codes: str, order: str) -> None:
    raise TypeError(
        f"{where}: categories; expected numbers, as {codes}, the class indices in the order of "
        f"{order}"
    )
