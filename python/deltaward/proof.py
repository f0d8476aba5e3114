# SPDX-License-Identifier: MIT
"""What a saved or exported network carries to be checked with: inputs, and its outputs for them.

The inputs are drawn from the network's seed, between the smallest and the largest number of the
data it was last trained on (0 to 1 if it was not). They are no rows of that data: who hands on a
network does not hand on what it was trained with.
"""

import json
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from deltaward import _core, seal
from deltaward.base import Array, NetworkBase
from deltaward.version import __version__

PAIRS = 3
# Relative to the largest output: what another order of the sums may change.
TOLERANCE = {"float32": 1e-5, "float64": 1e-12}
ROUNDINGS = 16


@dataclass(frozen=True)
class Proof:
    """Inputs (3, n_in) and outputs (3, n_out), in the network's dtype."""

    inputs: Array
    outputs: Array
    about: dict[str, Any]  # for JSON: who computed them, and how the network was trained


def proof_of(
    net: NetworkBase, samples: npt.ArrayLike | None = None, *, pixels: bool = False
) -> Proof:
    """Make the proof of a network as it is now.

    Parameters
    ----------
    net : Network
        Whose.
    samples : (3, n_in) array, optional
        Inputs to use instead of drawn ones.
    pixels : bool, default False
        Draw from 0 to 1 in steps of 1/255 whatever the data was, for a form that takes only uint8.

    Raises
    ------
    TypeError, ValueError
        For bad samples.
    """
    inputs = _draw(net, pixels) if samples is None else _given(net, samples)
    outputs = np.array(net._core.feedforward(inputs))
    about = {
        "deltaward": __version__,
        "isa": _core.isa(),
        "provenance": net.provenance,
    }
    return Proof(inputs, outputs, about)


def as_text(net: NetworkBase, *, pixels: bool = False) -> str:
    """Return the proof of a network as JSON for a format that keeps texts, like ONNX's metadata.

    Whoever writes the file does so with `deltaward.seal.write`, which fills in the digest.
    ``inputs`` and ``outputs`` are lists of rows, ``tolerance`` how far another engine's outputs may
    be from these: as far as another machine's, or 1e-6 of the largest.
    """
    proof = proof_of(net, pixels=pixels)
    another = 1e-6 * float(np.abs(proof.outputs).max())
    text = {
        seal.KEY: seal.BLANK,
        **proof.about,
        "tolerance": max(another, tolerance_of(net, proof.inputs, proof.outputs)),
        "inputs": proof.inputs.tolist(),
        "outputs": proof.outputs.tolist(),
    }
    return json.dumps(text)


def tolerance_of(net: NetworkBase, inputs: Array, outputs: Array) -> float:
    """Return how far another machine's outputs may be from a network's own, which are given.

    1e-5 (float64: 1e-12) of the largest, or with float32 sixteen times what it is away from float64
    if that is more: large weights make large rounding errors, and another order of the sums may
    be less lucky than this one.
    """
    tolerance = TOLERANCE[net.dtype.name] * float(np.abs(outputs).max())
    if net.dtype == np.float32 and np.isfinite(tolerance):
        exact = net.copy(dtype="float64")._core.feedforward(inputs)
        tolerance = max(tolerance, ROUNDINGS * float(np.abs(outputs - exact).max()))
    return tolerance


def provenance_in(proof: Any) -> dict[str, Any] | None:
    """Return what the proof in a file, a value of JSON, says of the training.

    Raises
    ------
    ValueError
        If it can't be what `deltaward.Network.provenance` was.
    """
    found = proof.get("provenance") if isinstance(proof, dict) else proof
    try:
        if found is not None:
            _check_provenance(found)
    except (TypeError, KeyError, ValueError):
        raise ValueError(
            f"metadata 'provenance': {found!r}; expected what a network says of its training"
        ) from None
    provenance: dict[str, Any] | None = found
    return provenance


def _check_provenance(found: Any) -> None:
    """Raise one of several errors if it lacks something that is read of it."""
    data = found["data"]
    if not isinstance(found["settings"], dict):
        raise TypeError
    if data is None:
        return
    low, high = data["range"]
    if not -math.inf < low <= high < math.inf:
        raise ValueError
    kinds = {"dtype": str, "shape": list, "rows": int, "fingerprint": str}
    if any(type(data[key]) is not kind for key, kind in kinds.items()):
        raise TypeError


def _draw(net: NetworkBase, pixels: bool) -> Array:
    low, high = 0.0, 1.0
    if not pixels and net.provenance is not None and net.provenance["data"] is not None:
        most = float(np.finfo(net.dtype).max)
        low, high = (min(max(end, -most), most) for end in net.provenance["data"]["range"])
    steps = np.random.default_rng(net.seed).integers(0, 256, (PAIRS, net.sizes[0]))
    # Pixels, where the range is 0 to 1: a form that takes only those has to give the same.
    share = steps.astype(net.dtype) / net.dtype.type(255)
    one = net.dtype.type(1)
    drawn: Array = share * net.dtype.type(high) + (one - share) * net.dtype.type(low)
    return drawn


def _given(net: NetworkBase, samples: npt.ArrayLike) -> Array:
    array = np.asarray(samples)
    if array.shape != (PAIRS, net.sizes[0]):
        raise ValueError(
            f"samples: shape {array.shape}; expected {(PAIRS, net.sizes[0])}, three inputs"
        )
    try:
        net._core.feedforward(array)
    except (TypeError, ValueError) as error:
        raise type(error)(f"samples{str(error).removeprefix('x')}") from None
    if array.dtype == np.uint8:
        array = array.astype(net.dtype) / net.dtype.type(255)
    given: Array = array.astype(net.dtype)
    return given


@dataclass(frozen=True)
class Replay:
    """What came of computing the outputs again."""

    pairs: int
    same_bits: bool
    difference: float  # the largest
    tolerance: float
    exact: bool  # whether equal bits are expected: the same loops of the same version

    @property
    def ok(self) -> bool:
        """Whether the outputs are the stored ones, as far as they can be expected to be."""
        return self.same_bits or (not self.exact and self.difference <= self.tolerance)


def replay(net: NetworkBase, inputs: Array, outputs: Array, about: dict[str, Any]) -> Replay:
    """Compute the outputs of a proof again and compare.

    The same bits are expected of the same instruction set and version of deltaward, but for the
    reference loops, whose exponentials are the C library's.
    """
    again = np.array(net._core.feedforward(inputs))
    same = again.tobytes() == outputs.tobytes()
    here = (_core.isa(), __version__)
    exact = here == (about.get("isa"), about.get("deltaward")) and here[0] != "reference"
    with np.errstate(invalid="ignore"):
        difference = float(np.abs(again.astype(np.float64) - outputs).max())
    return Replay(len(inputs), same, difference, tolerance_of(net, inputs, again), exact)
