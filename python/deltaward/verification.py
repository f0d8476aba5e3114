# SPDX-License-Identifier: MIT
"""Whether a file is what was written: its digest, and its outputs computed again."""

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deltaward import seal, storage
from deltaward.atomic import to_path
from deltaward.base import Array
from deltaward.files import load
from deltaward.network import Network
from deltaward.proof import PAIRS, Replay, provenance_in, replay

C_HEADER, ONNX = ".h", ".onnx"
_PROOF = re.compile(rb"^ \* proof: (\{.*\})$", re.MULTILINE)


@dataclass(frozen=True)
class Verification:
    """What was found out about a file."""

    path: str
    size: int  # bytes
    digest: str  # that of the file, which is the one in it
    replay: Replay | None  # None for a header, and for ONNX without onnxruntime
    self_test: int | None  # of a header, what it returned; None if it was not run
    about: dict[str, Any]  # what a network's file says of itself

    @property
    def proof(self) -> dict[str, Any]:
        """Who computed a network's outputs: ``deltaward``, its version, and ``isa``."""
        held = self.about.get("proof", {})
        return {"deltaward": held.get("deltaward"), "isa": held.get("isa")}

    @property
    def provenance(self) -> dict[str, Any] | None:
        """How it was trained, see `deltaward.Network.provenance`; None if it does not say."""
        return provenance_in(self.about.get("proof", {}))

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong with it."""
        return (self.replay is None or self.replay.ok) and not self.self_test


def verify(path: str | os.PathLike[str], *, run: bool = False) -> Verification:
    """Compare the bytes of a file with its digest, and its outputs with those of its network.

    Parameters
    ----------
    path : path
        What `deltaward.Network.save` or a `deltaward.callbacks.Checkpoint` wrote; by the suffix .h,
        what `deltaward.Network.to_c_header` did; by .onnx, an ONNX model of deltaward's, whose
        outputs are those of onnxruntime if that is installed.
    run : bool, default False
        Compile a C header and run its self-test. That runs what is in the file: only for a file
        that you trust. The digest tells damage, not who wrote it.

    Raises
    ------
    OSError
        If the file can't be read, or with `run` there is no C compiler.
    ValueError
        If it is damaged, or holds no digest; the message begins with the path.
    """
    suffix = to_path(path).suffix.lower()
    if suffix == C_HEADER:
        return _header(os.fspath(path), run)
    return _onnx(os.fspath(path)) if suffix == ONNX else _network(os.fspath(path))


def _header(path: str, run: bool) -> Verification:
    data = Path(path).read_bytes()
    # Version control may have changed the ends of the lines, and a compiler does not mind.
    text = data.replace(b"\r\n", b"\n")
    try:
        digest = seal.check(text)
        result = None
        if run:
            from deltaward.exporting import c_self_test

            result = c_self_test.run(text.decode("ascii"))
        stated = _PROOF.search(text)
        about = {} if stated is None else {"proof": json.loads(stated[1])}
        provenance_in(about.get("proof"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path}: {error}") from error
    return Verification(path, len(data), digest, None, result, about)


def _onnx(path: str) -> Verification:
    from deltaward.exporting import onnx_proof

    data = Path(path).read_bytes()
    try:
        digest = seal.check(data)
        stated = onnx_proof.stated(data)
        replayed = onnx_proof.replay(data, stated)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
    return Verification(path, len(data), digest, replayed, None, {"proof": stated})


def _network(path: str) -> Verification:
    with storage.opened(path) as (about, file):
        if about["format"] == storage.UNSEALED:
            raise ValueError(
                f"{path}: format {storage.UNSEALED}, which has no digest and no proof; "
                "load it and save it again"
            )
        inputs, outputs = _pairs(path, about, file)
        net = _network_in(path, about)
    try:
        replayed = replay(net, inputs, outputs, about["proof"])
    except ValueError as error:
        raise ValueError(f"{path}: proof.inputs{str(error).removeprefix('x')}") from error
    digest = about[seal.KEY]
    return Verification(path, os.stat(path).st_size, digest, replayed, None, about)


def _pairs(path: str, about: dict[str, Any], file: Any) -> tuple[Array, Array]:
    """Read inputs and outputs, of the shapes that the architecture says."""
    sizes = about["sizes"]
    shapes = {"proof.inputs": [PAIRS, sizes[0]], "proof.outputs": [PAIRS, sizes[-1]]}
    missing = sorted(set(shapes) - set(file.keys()))
    if missing:
        raise ValueError(f"{path}: tensors missing: {missing}")
    storage.check_shapes(path, file, shapes, about["dtype"])
    return file.get_tensor("proof.inputs"), file.get_tensor("proof.outputs")


class _NotAsked:
    """Stands for a cost of one's own, which is not in a file: outputs do not need it."""

    @staticmethod
    def fn(a: Array, y: Array) -> Array:
        raise NotImplementedError

    @staticmethod
    def delta(z: Array, a: Array, y: Array) -> Array:
        raise NotImplementedError


def _network_in(path: str, about: dict[str, Any]) -> Network:
    return load(path, cost=_NotAsked() if about["cost"] == "custom" else None)
