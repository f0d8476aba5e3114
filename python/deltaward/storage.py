# SPDX-License-Identifier: MIT
"""What is in a safetensors file: tensors, and JSON under the metadata's key ``deltaward``.

The network's tensors are ``layers.0.weight`` (n_out, n_in), ``layers.0.bias`` (n_out,), and so on.
What an optimizer remembers of them stands beside as ``optimizer.0.layers.0.weight``, and so on;
what a checkpoint adds begins with ``training.``. ``proof.inputs`` and ``proof.outputs`` are what
`deltaward.verification` computes again. ``file_sha256`` in the JSON is a digest of the whole file
(`deltaward.seal`), compared whenever the file is read. Files of format 1 have neither, and are read
as they are. Nothing in a file is ever executed.
"""

from __future__ import annotations

import json
import mmap
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from deltaward import costs, file_length, seal
from deltaward.atomic import atomic_write
from deltaward.base import Array, NetworkBase
from deltaward.proof import proof_of
from deltaward.tensors import arrays_of, pieces

if TYPE_CHECKING:
    from deltaward.optimizers import Optimizer

FORMAT = 2
UNSEALED = 1  # still read: a file without digest and proof


def describe(net: NetworkBase) -> dict[str, Any]:
    """Return what a network is, for JSON."""
    about: dict[str, Any] = {
        "format": FORMAT,
        "sizes": net.sizes,
        "activations": net.activations,
        "cost": net.cost if isinstance(net.cost, str) else "custom",
        "dtype": net.dtype.name,
        "seed": net.seed,
        "epochs_trained": net.epochs_trained,
    }
    if not isinstance(net.cost, str):
        about["custom_cost"] = costs.name_of(net.cost)
    return about


def describe_optimizer(net: NetworkBase) -> dict[str, Any] | None:
    """Return what the network's optimizer is, for JSON."""
    optimizer = net._optimizer
    if optimizer is None:
        return None
    return {
        "name": optimizer.name,
        "settings": optimizer.settings(),
        "steps": net._core.optimizer_steps,
    }


def write(
    path: str | os.PathLike[str],
    net: NetworkBase,
    *,
    optimizer: bool,
    tensors: dict[str, Array] | None = None,
    about: dict[str, Any] | None = None,
) -> None:
    """Write a network, with what its optimizer remembers and more if asked for, atomically."""
    from safetensors.numpy import save as to_bytes

    arrays = arrays_of(net)
    if not optimizer:
        arrays = {name: a for name, a in arrays.items() if not name.startswith("optimizer.")}
    described = describe(net) | (about or {})
    if optimizer and net._optimizer is not None:
        described["optimizer"] = describe_optimizer(net)
    proof = proof_of(net)
    arrays |= {"proof.inputs": proof.inputs, "proof.outputs": proof.outputs} | (tensors or {})
    text = json.dumps({seal.KEY: seal.BLANK} | described | {"proof": proof.about})
    contiguous = {name: np.ascontiguousarray(a) for name, a in arrays.items()}
    data = to_bytes(contiguous, metadata={"deltaward": text})
    try:
        file_length.check_header(data, text)
    except ValueError as error:
        raise ValueError(f"{os.fspath(path)}: {error}") from None
    with atomic_write(path) as file:
        seal.write(file, data)


@contextmanager
def opened(path: str) -> Iterator[tuple[dict[str, Any], Any]]:
    """Open a file: what it says of itself, checked, and the tensors behind it.

    Raises
    ------
    OSError
        If there is no such file, or it can't be read.
    ValueError
        If it is no file of deltaward's; the message begins with the path.
    """
    from safetensors import SafetensorError

    # safetensors' own errors hide the file's name, and a pipe would keep waiting.
    mode = os.stat(path).st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise ValueError(f"{path}: no regular file; expected a safetensors file")
    try:
        with _both(path) as (raw, file):
            about = _metadata(path, file.metadata())
            if about["format"] != UNSEALED:
                _check_digest(path, raw)
            yield _checked(path, about), file
    except SafetensorError as error:
        raise ValueError(f"{path}: not a safetensors file: {error}") from error


@contextmanager
def _both(path: str) -> Iterator[tuple[BinaryIO, Any]]:
    """Open a file for its bytes and for its tensors: one file, also if it is replaced meanwhile."""
    from safetensors import safe_open

    while True:
        # Its bytes first: safetensors' own errors hide the file's name.
        with open(path, "rb") as raw:
            file_length.check(path, raw)
            with safe_open(path, framework="np") as file:
                # Windows does not replace an open file.
                if os.name == "nt" or os.path.samestat(os.fstat(raw.fileno()), os.stat(path)):
                    yield raw, file
                    return


def _check_digest(path: str, raw: BinaryIO) -> None:
    header = 8 + int.from_bytes(raw.read(8), "little")
    with mmap.mmap(raw.fileno(), 0, access=mmap.ACCESS_READ) as data:
        try:
            seal.check(data, header)
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from error


def _metadata(path: str, metadata: dict[str, str] | None) -> dict[str, Any]:
    text = (metadata or {}).get("deltaward")
    if text is None:
        raise ValueError(f"{path}: no key 'deltaward' in the metadata; expected a saved network")
    if len(text) > file_length.LONGEST_JSON:
        raise ValueError(
            f"{path}: metadata 'deltaward': {len(text):,} characters; expected at most "
            f"{file_length.LONGEST_JSON:,}"
        )
    try:
        about = json.loads(text)
    except (ValueError, RecursionError) as error:  # of long numbers no JSONDecodeError
        raise ValueError(f"{path}: metadata 'deltaward' is not JSON: {error}") from error
    if not isinstance(about, dict):
        raise ValueError(f"{path}: metadata 'deltaward' is no JSON object")
    _check_kind(path, about, "format", int)
    if about["format"] not in (UNSEALED, FORMAT):
        raise ValueError(
            f"{path}: format {about['format']}; this version of deltaward reads {UNSEALED} and "
            f"{FORMAT}"
        )
    return about


def _check_kind(path: str, about: dict[str, Any], key: str, kind: type) -> None:
    if type(about.get(key)) is not kind:
        raise ValueError(f"{path}: metadata {key!r}: {about.get(key)!r}; expected {kind.__name__}")


def _checked(path: str, about: dict[str, Any]) -> dict[str, Any]:
    kinds = {
        "sizes": list,
        "activations": list,
        "cost": str,
        "dtype": str,
        "seed": int,
        "epochs_trained": int,
    }
    if about["format"] != UNSEALED:
        kinds["proof"] = dict
    for key, kind in kinds.items():
        _check_kind(path, about, key, kind)
    sizes = about["sizes"]
    if not sizes or not all(type(n) is int and n > 0 for n in sizes):
        raise ValueError(f"{path}: metadata 'sizes': {sizes}; expected positive ints")
    if about["epochs_trained"] < 0:
        raise ValueError(f"{path}: metadata 'epochs_trained': {about['epochs_trained']}")
    return about


def check_tensors(path: str, file: Any, expected: dict[str, list[int]], dtype: str) -> None:
    """Compare names, shapes and dtypes before anything of the tensors' size is allocated."""
    beside = ("training.", "proof.")
    names = {name for name in file.keys() if not name.startswith(beside)}  # noqa: SIM118
    if names != set(expected):
        missing, extra = sorted(set(expected) - names)[:3], sorted(names - set(expected))[:3]
        raise ValueError(f"{path}: tensors missing: {missing}, left over: {extra}")
    check_shapes(path, file, expected, dtype)


def check_shapes(path: str, file: Any, expected: dict[str, list[int]], dtype: str) -> None:
    """Compare shapes and dtypes of tensors that are there."""
    stored = {"float32": "F32", "float64": "F64"}.get(dtype)
    if stored is None:
        raise ValueError(f"{path}: metadata 'dtype': {dtype!r}; expected float32 or float64")
    for name, shape in expected.items():
        tensor = file.get_slice(name)
        if tensor.get_shape() != shape:
            raise ValueError(
                f"{path}: {name} has shape {tensor.get_shape()}; the architecture says {shape}"
            )
        if tensor.get_dtype() != stored:
            raise ValueError(f"{path}: {name} is {tensor.get_dtype()}; expected {stored}")


def read_optimizer(path: str, about: dict[str, Any]) -> tuple[Optimizer, int] | None:
    """Make the optimizer that a file describes, and return how many steps it made; None: none."""
    from deltaward import optimizers

    held = about.get("optimizer")
    if held is None:
        return None
    try:
        name, settings, steps = held["name"], held["settings"], held["steps"]
        if type(steps) is not int or not 0 <= steps < 2**63:
            raise ValueError(f"steps: {steps!r}")
        if name not in optimizers.names() or not isinstance(settings, dict):
            raise ValueError(
                f"optimizer: {name!r}; expected one of {', '.join(optimizers.names())}"
            )
        return optimizers.make(name, settings), steps
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path}: metadata 'optimizer': {error}") from error


def restore(net: NetworkBase, file: Any) -> None:
    """Copy the tensors of a checked file into the network and its optimizer."""
    for name, array in arrays_of(net).items():
        tensor = file.get_slice(name)
        for piece in pieces(array.shape):
            array[piece] = tensor[piece]
