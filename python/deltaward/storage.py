# SPDX-License-Identifier: MIT
"""What is in a safetensors file: tensors, and JSON under the metadata's key ``deltaward``.

The network's tensors are ``layers.0.weight`` (n_out, n_in), ``layers.0.bias`` (n_out,), and so on.
What an optimizer remembers of them stands beside as ``optimizer.0.layers.0.weight``, and so on;
what a checkpoint adds begins with ``training.``. Nothing in a file is ever executed.
"""

from __future__ import annotations

import itertools
import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from deltaward import costs
from deltaward.atomic import atomic_write
from deltaward.base import Array, NetworkBase

if TYPE_CHECKING:
    from deltaward.optimizers import Optimizer

FORMAT = 1


def names_of(layer: int, prefix: str = "") -> tuple[str, str]:
    """Return the names of a layer's weights and biases."""
    return f"{prefix}layers.{layer}.weight", f"{prefix}layers.{layer}.bias"


def arrays_of(net: NetworkBase) -> dict[str, Array]:
    """Return views of all that a network holds, by the names of their tensors."""
    arrays: dict[str, Array] = {}
    groups = [("", (net.weights, net.biases))]
    groups += [(f"optimizer.{i}.", slot) for i, slot in enumerate(net._core.slots)]
    for prefix, (weights, biases) in groups:
        for layer, (w, b) in enumerate(zip(weights, biases, strict=True)):
            weight, bias = names_of(layer, prefix)
            arrays[weight], arrays[bias] = w, b
    return arrays


def shapes_of(sizes: list[int], slots: int) -> dict[str, list[int]]:
    """Return the shapes that the tensors of a network and its optimizer have."""
    shapes = {}
    for prefix in ["", *(f"optimizer.{i}." for i in range(slots))]:
        for layer, (n_in, n_out) in enumerate(itertools.pairwise(sizes)):
            weight, bias = names_of(layer, prefix)
            shapes[weight], shapes[bias] = [n_out, n_in], [n_out]
    return shapes


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
    data = to_bytes(
        {name: np.ascontiguousarray(a) for name, a in (arrays | (tensors or {})).items()},
        metadata={"deltaward": json.dumps(described)},
    )
    with atomic_write(path) as file:
        file.write(data)


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
    from safetensors import SafetensorError, safe_open

    # safetensors' own errors hide the file's name, and a pipe would keep waiting.
    mode = os.stat(path).st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise ValueError(f"{path}: no regular file; expected a safetensors file")
    with open(path, "rb"):
        pass
    try:
        with safe_open(path, framework="np") as file:
            yield _about(path, file.metadata()), file
    except SafetensorError as error:
        raise ValueError(f"{path}: not a safetensors file: {error}") from error


def _about(path: str, metadata: dict[str, str] | None) -> dict[str, Any]:
    text = (metadata or {}).get("deltaward")
    if text is None:
        raise ValueError(f"{path}: no key 'deltaward' in the metadata; expected a saved network")
    kinds = {
        "format": int,
        "sizes": list,
        "activations": list,
        "cost": str,
        "dtype": str,
        "seed": int,
        "epochs_trained": int,
    }
    try:
        about = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"{path}: metadata 'deltaward' is not JSON: {error}") from error
    if not isinstance(about, dict):
        raise ValueError(f"{path}: metadata 'deltaward' is no JSON object")
    for key, kind in kinds.items():
        if type(about.get(key)) is not kind:
            raise ValueError(
                f"{path}: metadata {key!r}: {about.get(key)!r}; expected {kind.__name__}"
            )
    if about["format"] != FORMAT:
        raise ValueError(
            f"{path}: format {about['format']}; this version of deltaward reads {FORMAT}"
        )
    if not all(type(n) is int and n > 0 for n in about["sizes"]):
        raise ValueError(f"{path}: metadata 'sizes': {about['sizes']}; expected positive ints")
    if about["epochs_trained"] < 0:
        raise ValueError(f"{path}: metadata 'epochs_trained': {about['epochs_trained']}")
    return about


def check_tensors(path: str, file: Any, expected: dict[str, list[int]], dtype: str) -> None:
    """Compare names, shapes and dtypes before anything of the tensors' size is allocated."""
    names = {name for name in file.keys() if not name.startswith("training.")}  # noqa: SIM118
    if names != set(expected):
        missing, extra = sorted(set(expected) - names)[:3], sorted(names - set(expected))[:3]
        raise ValueError(f"{path}: tensors missing: {missing}, left over: {extra}")
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
        array[:] = file.get_tensor(name)
