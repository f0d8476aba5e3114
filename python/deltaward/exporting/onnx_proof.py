# SPDX-License-Identifier: MIT
"""The proof in an ONNX model: `deltaward.proof.as_text` among its metadata."""

import json
from typing import Any

import numpy as np

from deltaward import seal
from deltaward.proof import Replay, provenance_in

KEY = "deltaward.proof"
_START = f'{{"{seal.KEY}": '.encode()


def stated(data: bytes) -> dict[str, Any]:
    """Return what a model's bytes, whose digest is right, hold as proof.

    Raises
    ------
    ValueError
        If it is none of `deltaward.proof.as_text`.
    """
    # A text stands in a model as it is, so that this needs no other library.
    start = data.rfind(_START)
    try:
        found, _ = json.JSONDecoder().raw_decode(data[start:].decode("latin-1"))
        held: dict[str, Any] = dict(found)
        for key in ("inputs", "outputs"):
            held[key] = np.array(held[key], dtype=np.float64)
            if held[key].ndim != 2 or len(held[key]) != len(held["inputs"]):
                raise ValueError(f"{key} of shape {held[key].shape}")
        held["tolerance"] = float(held["tolerance"])
        provenance_in(held)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"metadata {KEY!r}: {error}; expected inputs and outputs") from error
    return held


def replay(data: bytes, proof: dict[str, Any]) -> Replay | None:
    """Compute the outputs again with onnxruntime; None if it is not installed.

    Raises
    ------
    ValueError
        If onnxruntime can't run the model.
    """
    try:
        import onnxruntime
    except ImportError:
        return None
    try:
        session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
        (taken,) = session.get_inputs()
        inputs = proof["inputs"]
        if taken.type == "tensor(uint8)":
            given = np.rint(inputs * 255).astype(np.uint8)
        else:
            given = inputs.astype(np.float64 if taken.type == "tensor(double)" else np.float32)
        (found,) = session.run(None, {taken.name: given})
        again = np.asarray(found)
    except Exception as error:  # its own kinds, which it does not name in public
        raise ValueError(f"onnxruntime: {error}") from error
    expected = proof["outputs"]
    if again.shape != expected.shape:
        raise ValueError(f"outputs of shape {again.shape}; the proof has {expected.shape}")
    with np.errstate(invalid="ignore"):
        difference = float(np.abs(again - expected).max())
    same = np.array_equal(again, expected, equal_nan=True)
    return Replay(len(expected), same, difference, proof["tolerance"], exact=False)
