# SPDX-License-Identifier: MIT
"""Whatever holds numbers, as a NumPy array.

The core calls `as_array` for everything but a plain NumPy array, so that every argument takes the
same things: what has ``__array__`` or the buffer protocol, data frames and series of pandas and
polars, and tensors that speak DLPack. None of these libraries is imported here.
"""

import sys
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

_SHOWN = 8  # Columns that a message names.

# DLPack's DLDeviceType: memory that the CPU reads like its own, and names for the rest.
_CPU_READS = (1, 3, 11)  # CPU, and what CUDA and ROCm pin for copies
_DEVICES = {2: "CUDA", 4: "OpenCL", 7: "Vulkan", 8: "Metal", 10: "ROCm", 14: "oneAPI", 15: "WebGPU"}


def as_array(value: Any, name: str) -> Array:
    """Return a value as a NumPy array, without a copy where dtype and layout allow it.

    Parameters
    ----------
    value : array, data frame, series, tensor or nested list
        A data frame whose columns all have one dtype is not converted; other columns get the one
        dtype that NumPy promotes theirs to: float32 and int64 become float64, and uint8 beside
        floats is plain numbers, no pixels. Rows count by their place: an index is not looked at.
    name : str
        What errors call it.

    Returns
    -------
    array
        No subclass; of any dtype and shape, which the core checks.

    Raises
    ------
    TypeError
        For a masked array, a column that is not numeric, a tensor of a device other than the CPU
        or one that requires grad.
    ValueError
        For missing values (NA, null) of a data frame, and for what makes no array.
    """
    if isinstance(value, np.ndarray):
        # NumPy imports its masked arrays when they are first named; a plain array needs none.
        if type(value) is not np.ndarray and isinstance(value, np.ma.MaskedArray):
            raise TypeError(
                f"{name}: a masked array; expected a plain one, as from {name}.filled(value)"
            )
        return np.asarray(value)
    for library in ("pandas", "polars"):
        if _is(value, library, "DataFrame", "Series"):
            from deltaward import frames

            return frames.as_array(value, name, library)
    if _is(value, "polars", "LazyFrame"):
        raise TypeError(f"{name}: a LazyFrame; expected {name}.collect()")
    if hasattr(value, "__dlpack__"):
        _check_tensor(value, name)
    try:
        if hasattr(value, "__dlpack__") and not _speaks_numpy(value):
            return np.from_dlpack(value)
        return np.asarray(value)
    except (TypeError, ValueError, RuntimeError, BufferError) as error:
        dtype = getattr(value, "dtype", None)
        if dtype is None:
            raise ValueError(f"{name}: no array: {error}") from None
        raise TypeError(
            f"{name}: {_kind(value)} of dtype {dtype} makes no NumPy array: {error}"
        ) from None


def columns(value: Any) -> str:
    """Return what is to be said of a data frame's columns; "" of anything else."""
    labels = _labels(value)
    if not labels:
        return ""
    more = f", … ({len(labels)})" if len(labels) > _SHOWN else ""
    return f"; its columns are {', '.join(map(repr, labels[:_SHOWN]))}{more}"


def column(value: Any, index: int) -> str:
    """Return what a data frame calls a column, as " ('age')"; "" of anything else."""
    labels = _labels(value)
    return f" ({labels[index]!r})" if labels else ""


def is_array(value: Any) -> bool:
    """Say whether a value is an array of some library, rather than a list or an iterator."""
    return _speaks_numpy(value) or hasattr(value, "__dlpack__")


def _labels(value: Any) -> list[Any]:
    frame = _is(value, "pandas", "DataFrame") or _is(value, "polars", "DataFrame")
    return list(value.columns) if frame else []


def _is(value: Any, library: str, *names: str) -> bool:
    """Say whether a value is of a class of a library; nothing is, of one that nobody imported."""
    module = sys.modules.get(library)
    return isinstance(value, tuple(getattr(module, n, ()) for n in names))


def _speaks_numpy(value: Any) -> bool:
    return hasattr(value, "__array__") or hasattr(value, "__array_interface__")


def _check_tensor(value: Any, name: str) -> None:
    if getattr(value, "requires_grad", False):
        raise TypeError(
            f"{name}: a tensor that requires grad, which deltaward would not fill; "
            f"expected {name}.detach()"
        )
    try:
        kind, number = map(int, value.__dlpack_device__())
    except Exception:  # of a tensor without memory; each library says so in its own way below
        return
    if kind not in _CPU_READS:
        device = _DEVICES.get(kind, f"DLPack's type {kind}")
        raise TypeError(
            f"{name}: {_kind(value)} on the device {device}:{number}; expected it in the CPU's "
            f"memory ({name}.cpu() of PyTorch, {name}.get() of CuPy, jax.device_get({name}))"
        )


def _kind(value: Any) -> str:
    return type(value).__name__
