# SPDX-License-Identifier: MIT
"""Files of deltaward's with any content, and a digest that is right."""

import io
import json
from pathlib import Path
from typing import Any

import numpy.typing as npt
from safetensors import safe_open
from safetensors.numpy import load_file
from safetensors.numpy import save as to_bytes

from deltaward import seal

Tensors = dict[str, npt.NDArray[Any]]


def read(path: Path) -> tuple[Tensors, dict[str, Any]]:
    """Return tensors and metadata."""
    with safe_open(path, framework="np") as file:
        return load_file(path), json.loads(file.metadata()["deltaward"])


def content(tensors: Tensors, about: dict[str, Any]) -> bytes:
    """Return a file with what `read` returned, changed or not."""
    text = json.dumps(about | {seal.KEY: seal.BLANK})
    file = io.BytesIO()
    seal.write(file, to_bytes(tensors, metadata={"deltaward": text}))
    return file.getvalue()


def write(path: Path, tensors: Tensors, about: dict[str, Any]) -> None:
    path.write_bytes(content(tensors, about))


def flip(path: Path, bit: int) -> None:
    """Turn a bit of a file; in place, for writing all of it takes milliseconds."""
    with path.open("r+b") as file:
        file.seek(bit // 8)
        byte = file.read(1)[0]
        file.seek(bit // 8)
        file.write(bytes([byte ^ 1 << bit % 8]))
