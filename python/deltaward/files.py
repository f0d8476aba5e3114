# SPDX-License-Identifier: MIT
"""Networks as safetensors files.

The tensors are ``layers.0.weight`` (n_out, n_in), ``layers.0.bias`` (n_out,), and so on; the
architecture is JSON under the key ``deltaward`` of the file's metadata. Nothing in a file is ever
executed.
"""

import itertools
import json
import os
from typing import Any

import numpy as np

from deltaward.atomic import atomic_write
from deltaward.network import Network

FORMAT = 1


def _names(layer: int) -> tuple[str, str]:
    return f"layers.{layer}.weight", f"layers.{layer}.bias"


def save(net: Network, path: str | os.PathLike[str]) -> None:
    """Write a network; see `deltaward.Network.save`."""
    from safetensors.numpy import save as to_bytes

    tensors = {}
    for layer, (w, b) in enumerate(zip(net.weights, net.biases, strict=True)):
        weight, bias = _names(layer)
        tensors[weight] = np.ascontiguousarray(w)
        tensors[bias] = np.ascontiguousarray(b)
    about = {
        "format": FORMAT,
        "sizes": net.sizes,
        "activations": net.activations,
        "cost": net.cost,
        "dtype": net.dtype.name,
        "seed": net.seed,
        "epochs_trained": net.epochs_trained,
    }
    data = to_bytes(tensors, metadata={"deltaward": json.dumps(about)})
    with atomic_write(path) as file:
        file.write(data)


def load(path: str | os.PathLike[str]) -> Network:
    """Read a network that `deltaward.Network.save` wrote.

    Parameters
    ----------
    path : path
        The file.

    Returns
    -------
    Network

    Raises
    ------
    OSError
        If there is no such file, or it can't be read.
    ValueError
        If it is no safetensors file, holds no network, or a tensor is missing, left over, or of
        another shape or dtype than the architecture says; the message begins with the path.
    """
    from safetensors import SafetensorError, safe_open

    path = os.fspath(path)
    with open(path, "rb"):  # safetensors' own errors hide the file's name
        pass
    try:
        with safe_open(path, framework="np") as file:
            about = _architecture(path, file.metadata())
            expected = _expected_shapes(about["sizes"])
            _check_tensors(path, file, expected, about["dtype"])
            net = _build(path, about)
            for layer, (w, b) in enumerate(zip(net.weights, net.biases, strict=True)):
                weight, bias = _names(layer)
                w[:] = file.get_tensor(weight)
                b[:] = file.get_tensor(bias)
    except SafetensorError as error:
        raise ValueError(f"{path}: not a safetensors file: {error}") from error
    net._epochs_trained = about["epochs_trained"]
    return net


def _architecture(path: str, metadata: dict[str, str] | None) -> dict[str, Any]:
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


def _expected_shapes(sizes: list[int]) -> dict[str, list[int]]:
    shapes = {}
    for layer, (n_in, n_out) in enumerate(itertools.pairwise(sizes)):
        weight, bias = _names(layer)
        shapes[weight], shapes[bias] = [n_out, n_in], [n_out]
    return shapes


def _check_tensors(path: str, file: Any, expected: dict[str, list[int]], dtype: str) -> None:
    """Compare names, shapes and dtypes before anything of the tensors' size is allocated."""
    names = set(file.keys())
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


def _build(path: str, about: dict[str, Any]) -> Network:
    try:
        return Network(
            about["sizes"],
            activation=about["activations"],
            cost=about["cost"],
            init="glorot_uniform",
            dtype=about["dtype"],
            seed=about["seed"],
        )
    except (ValueError, TypeError) as error:
        raise ValueError(f"{path}: {error}") from error
