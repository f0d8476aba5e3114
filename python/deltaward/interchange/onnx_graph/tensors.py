# SPDX-License-Identifier: MIT
"""Arrays from tensors of a file that is not trusted."""

import math
import os
from pathlib import Path
from typing import Any

import numpy as np

from deltaward.base import Array
from deltaward.interchange.onnx_graph.errors import UnreadableError


def to_array(onnx: Any, tensor: Any, folder: Path | None) -> Array:
    """Return the values of a tensor.

    Parameters
    ----------
    onnx : module
    tensor : onnx.TensorProto
    folder : path, optional
        That of the model, where the files of external tensors lie, and nowhere else.

    Raises
    ------
    UnreadableError
        If shape and values do not fit each other, or an external file is missing, elsewhere, or
        too short. Nothing is allocated that is larger than what the files hold.
    """
    where = f"tensor {tensor.name!r}"
    if tensor.data_location == onnx.TensorProto.EXTERNAL:
        return _external(onnx, tensor, folder, where)
    try:
        array: Array = onnx.numpy_helper.to_array(tensor)
    except (ValueError, TypeError, KeyError) as error:
        raise UnreadableError(f"values do not fit its shape or type: {error}", where) from error
    return array


def _external(onnx: Any, tensor: Any, folder: Path | None, where: str) -> Array:
    entries = {entry.key: entry.value for entry in tensor.external_data}
    if folder is None:
        raise UnreadableError("is in another file; expected the path of the model's file", where)
    try:
        dtype = np.dtype(onnx.helper.tensor_dtype_to_np_dtype(tensor.data_type))
        offset = int(entries.get("offset", 0))
        length = math.prod(tensor.dims) * dtype.itemsize
        said = int(entries.get("length", length))
    except (ValueError, TypeError, KeyError) as error:
        raise UnreadableError(f"type or place in another file: {error}", where) from error
    if min(tensor.dims, default=0) < 0 or offset < 0 or said != length:
        raise UnreadableError(
            f"shape {list(tensor.dims)} of {dtype} takes {length} bytes; the model says {said}, "
            f"from {offset}",
            where,
        )
    file = _beside(folder, entries.get("location", ""), where)
    with file.open("rb") as opened:
        held = os.fstat(opened.fileno()).st_size
        if offset + length > held:
            raise UnreadableError(
                f"{file.name} has {held} bytes; expected {offset + length}", where
            )
        opened.seek(offset)
        values = np.frombuffer(opened.read(length), dtype.newbyteorder("<"))
    return values.astype(dtype, copy=False).reshape(tuple(tensor.dims))


def _beside(folder: Path, location: Any, where: str) -> Path:
    """Find a file in the folder of the model, links followed before they are believed."""
    try:
        root = Path(os.path.realpath(folder))
        file = Path(os.path.realpath(root / location))
        inside, regular = file.is_relative_to(root), file.is_file()
    except (TypeError, ValueError) as error:  # bytes that are no UTF-8, or a zero among them
        raise UnreadableError(f"location {location!r}: {error}", where) from error
    if not inside:
        raise UnreadableError(
            f"location {location!r}; expected a file in the folder of the model", where
        )
    if not regular:
        raise UnreadableError(f"location {location!r}: no such file in the model's folder", where)
    return file
