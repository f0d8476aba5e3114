# SPDX-License-Identifier: MIT
"""What reads files that are not trusted, and what may come out of it."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file

import deltaward as dw
import written_files
from deltaward import tensors
from deltaward.callbacks import Checkpoint, CSVLogger, EarlyStopping
from deltaward.nielsen import network2
from deltaward.verification import verify
from fuzz import structured
from fuzz.mutations import MOST, Mutation, change_bytes

MIB = 1 << 20
CORPUS = Path(__file__).parent / "corpus"


class FoundError(Exception):
    """What no file may do."""


@dataclass(frozen=True)
class Target:
    """One way to read a file."""

    suffix: str
    read: Callable[[Path], Any]
    change: Mutation
    seeds: Callable[[Path], None]  # writes files into a folder
    payload: int = 0  # bytes that an input of 64 KiB may unpack to

    def run(self, path: Path, data: bytes) -> bool:
        """Read bytes from a file, and tell whether they were taken; anything else is raised."""
        path.write_bytes(data)
        try:
            self.read(path)
        except (ValueError, OSError) as error:
            if str(path) not in str(error):
                raise FoundError(f"the error does not name the file: {error!r}") from error
            return False
        return True


def _idx(path: Path) -> None:
    array = dw.datasets.read_idx(path)
    if path.read_bytes()[:1] == b"\0":
        mapped = dw.datasets.read_idx(path, mmap=True)
        np.testing.assert_array_equal(mapped, array)


def _network(path: Path) -> None:
    net = dw.load(path)
    net.feedforward(np.zeros(net.sizes[0]))
    verify(path)


def training() -> tuple[dw.Network, dict[str, Any]]:
    """Return a training with a bit of everything in its state."""
    stop = EarlyStopping("cost", patience=5, restore_best_weights=True)
    given: dict[str, Any] = {
        "x": written_files.X,
        "y": written_files.Y,
        "epochs": 2,
        "batch_size": 4,
        "optimizer": "adam",
        "learning_rate": dw.schedules.ReduceOnPlateau(0.01, monitor="cost"),
        "verbose": 0,
    }
    return written_files.network(0), given | {"callbacks": [stop]}


def _checkpoint(path: Path) -> None:
    net, given = training()
    log, later = CSVLogger(path.with_suffix(".csv")), path.with_suffix(".later")
    given["callbacks"] += [log, Checkpoint(later, unit="batches")]
    try:
        net.fit(**given, resume=path)
    except FloatingPointError as error:
        # From huge numbers the training diverges, and says so; what is no number is refused.
        held = load_file(path)
        if not all(np.isfinite(held[name]).all() for name in tensors.arrays_of(net)):
            raise FoundError("NaN or infinity is taken") from error


def _checkpoint_seeds(folder: Path) -> None:
    for unit in ("epochs", "batches"):
        net, given = training()
        written = Checkpoint(folder / f"{unit}.safetensors", every=3, unit=unit)
        given["callbacks"] += [CSVLogger(folder / "log.csv"), written]
        net.fit(**given | {"epochs": 3})
    (folder / "log.csv").unlink()


def _onnx(path: Path) -> None:
    net = dw.from_onnx(path)
    net.feedforward(np.zeros(net.sizes[0]))


def _text(path: Path) -> None:
    if path.read_bytes()[:1] == b"{":
        network2.load(path)
    else:
        verify(path)


def _idx_seeds(folder: Path, suffix: str = ".idx") -> None:
    for dtype in ("uint8", "int16", ">f4", "float64"):
        array = np.arange(12).astype(dtype).reshape(3, 2, 2)
        dw.datasets.write_idx(folder / f"{np.dtype(dtype).name}{suffix}", array)
    dw.datasets.write_idx(folder / f"empty{suffix}", np.zeros((0, 3), np.uint8))


def _network_seeds(folder: Path) -> None:
    for name in ("float32", "float64"):
        net = dw.Network([3, 2, 2], dtype=name, seed=1)
        net.fit(written_files.X[:, :3], written_files.Y % 2, epochs=1, verbose=0)
        net.save(folder / f"{name}.safetensors", optimizer=True)
    written_files.network(0).save(folder / "plain.safetensors")


def _text_seeds(folder: Path) -> None:
    written_files.QUICK["book.json"](folder / "book.h", 0)
    dw.Network([3, 2]).to_c_header(folder / "net.h")


def _change_text(data: bytes, draw: random.Random) -> bytes:
    change = structured.change_json_text if data[:1] == b"{" else structured.change_sealed
    return change(data, draw)


def _onnx_seeds(folder: Path) -> None:
    from fuzz import onnx_seeds

    onnx_seeds.write(folder)


TARGETS = {
    "idx": Target(".idx", _idx, change_bytes, _idx_seeds),
    "gzip": Target(
        ".gz", _idx, structured.change_gzip, lambda f: _idx_seeds(f, ".gz"), 1040 * MOST
    ),
    "network": Target(".safetensors", _network, structured.change_safetensors, _network_seeds),
    "checkpoint": Target(
        ".safetensors", _checkpoint, structured.change_safetensors, _checkpoint_seeds
    ),
    "onnx": Target(".onnx", _onnx, structured.change_protobuf, _onnx_seeds),
    "text": Target(".h", _text, _change_text, _text_seeds),
}


def seeds(name: str, folder: Path) -> list[bytes]:
    """Return what a target begins with: files that deltaward writes now, and the corpus."""
    TARGETS[name].seeds(folder)
    files = [*sorted(folder.iterdir()), *sorted((CORPUS / name).glob("*"))]
    return [file.read_bytes() for file in files if file.is_file()]
