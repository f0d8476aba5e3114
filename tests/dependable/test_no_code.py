# SPDX-License-Identifier: MIT
"""Nothing in a file is run, and no name in one reaches what is not on a list."""

import gzip
import io
import os
import pickle
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import deltaward as dw
import sealed_file
import written_files
from deltaward.callbacks import Checkpoint
from deltaward.nielsen import network2
from deltaward.verification import verify

PLAIN = (bool, int, float, str, bytes, type(None))


class Mine:
    """Makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = str(path)

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (self.path,)


def _pickled(mine: Mine) -> bytes:
    return pickle.dumps(mine)


def _npy(mine: Mine) -> bytes:
    file = io.BytesIO()
    np.save(file, np.array([mine], dtype=object), allow_pickle=True)
    return file.getvalue()


def _npz(mine: Mine) -> bytes:
    file = io.BytesIO()
    np.savez(file, w=np.array([mine], dtype=object))
    return file.getvalue()


def _torch(mine: Mine) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(mine))
    return file.getvalue()


FORMS: dict[str, Callable[[Mine], bytes]] = {
    "pickle": _pickled,
    "npy": _npy,
    "npz": _npz,
    "torch": _torch,
    "gzip": lambda mine: gzip.compress(pickle.dumps(mine)),
    "old pickle": lambda mine: pickle.dumps(mine, protocol=0),
}


def _resume(path: Path) -> None:
    written_files.network(0).fit(written_files.X, written_files.Y, resume=path, verbose=0)


READERS: dict[str, tuple[str, Callable[[Path], Any]]] = {
    "load": ("net.dw", dw.load),
    "verify": ("net.safetensors", verify),
    "verify a header": ("net.h", verify),
    "resume": ("net.checkpoint", _resume),
    "read_idx": ("images.gz", dw.datasets.read_idx),
    "map_idx": ("images", lambda path: dw.datasets.read_idx(path, mmap=True)),
    "from_onnx": ("net.onnx", dw.from_onnx),
    "network2": ("net.json", network2.load),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("reader", READERS)
def test_a_pickle_is_refused(tmp_path: Path, reader: str, form: str) -> None:
    name, read = READERS[reader]
    if reader == "from_onnx":
        pytest.importorskip("onnx", reason="onnx is not installed")
    path, witness = tmp_path / name, tmp_path / "witness"
    path.write_bytes(FORMS[form](Mine(witness)))
    with pytest.raises(ValueError, match=name.replace(".", r"\.")):
        read(path)
    assert not witness.exists()


def test_the_pickle_would_have_been_run(tmp_path: Path) -> None:
    pickle.loads(_pickled(Mine(tmp_path / "witness")))
    assert (tmp_path / "witness").exists()


# Of the standard library: they print, or open a browser, when they are imported.
NAMES = ["os.system", "this", "antigravity.fly", "__import__('this')", "__class__", "../../this"]
NAMES += ["deltaward.base", "relu\0", "Network", "make", "", "custom", "Callback"]
PLACES: dict[str, Callable[[dict[str, Any], Any], None]] = {
    "activation": lambda about, name: about["activations"].__setitem__(0, name),
    "cost": lambda about, name: about.update(cost=name),
    "custom cost": lambda about, name: about.update(cost="custom", custom_cost=name),
    "dtype": lambda about, name: about.update(dtype=name),
    "optimizer": lambda about, name: about["optimizer"].update(name=name),
    "setting": lambda about, name: about["optimizer"]["settings"].update({name: 1}),
}
STATES: dict[str, Callable[[dict[str, Any], Any], None]] = {
    "schedule": lambda held, name: held["settings"]["learning_rate"].update(schedule=name),
    "callback": lambda held, name: held["settings"].update(callbacks=[name]),
    "metric": lambda held, name: held["settings"].update(metrics=[name]),
    "augment": lambda held, name: held["settings"].update(augment={name: 1}),
    "state of a callback": lambda held, name: held["callbacks"][0].update(
        {"path": {"value": name}}
    ),
    "tensor of a callback": lambda held, name: held["callbacks"][0].update(x={"tensor": name}),
}


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    path = tmp_path / "checkpoint"
    written_files.network(0).fit(
        written_files.X, written_files.Y, epochs=1, verbose=0, callbacks=[Checkpoint(path)]
    )
    return path


def _go_on(path: Path) -> None:
    written_files.network(0).fit(
        written_files.X,
        written_files.Y,
        epochs=1,
        verbose=0,
        callbacks=[Checkpoint(path.with_name("new"))],
        resume=path,
    )


@pytest.mark.parametrize("place", PLACES | STATES)
def test_a_name_in_a_file_is_looked_up_in_a_list(checkpoint: Path, place: str) -> None:
    _go_on(checkpoint)
    tensors, whole = sealed_file.read(checkpoint)
    before = set(sys.modules)
    for name in [*NAMES, None, 3, ["relu"], {"relu": 1}]:
        if isinstance(name, (list, dict)) and place in ("setting", "augment"):
            continue  # no key of JSON
        about = pickle.loads(pickle.dumps(whole))
        about.pop("file_sha256")
        if place in PLACES:
            PLACES[place](about, name)
        else:
            STATES[place](about["training"], name)
        sealed_file.write(checkpoint, tensors, about)
        if place in PLACES:
            with pytest.raises(ValueError, match=r"checkpoint: "):
                dw.load(checkpoint)
        # What the optimizer is, a training that goes on is told by its own arguments.
        if place not in ("optimizer", "setting"):
            with pytest.raises(ValueError, match=r"checkpoint"):
                _go_on(checkpoint)
    assert {"this", "antigravity"}.isdisjoint(set(sys.modules) - before)


def _plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_plain(key) and _plain(held) for key, held in value.items())
    if type(value) in (list, tuple):
        return all(map(_plain, value))
    return type(value) in PLAIN or (type(value) is np.ndarray and value.dtype != object)


class _Known(pickle.Unpickler):
    """Reads nothing but NumPy's arrays and what is given."""

    allowed: frozenset[tuple[str, str]] = frozenset()

    def find_class(self, module: str, name: str) -> Any:
        if module.split(".")[0] != "numpy" and (module, name) not in self.allowed:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return super().find_class(module, name)


def test_the_pickle_of_a_network_is_arrays_and_plain_values() -> None:
    net = written_files.network(0)
    net.fit(written_files.X, written_files.Y, epochs=1, verbose=0)
    assert _plain(net.__getstate__())
    reader = _Known(io.BytesIO(pickle.dumps(net)))
    reader.allowed = frozenset({("deltaward.network", "Network")})
    again = reader.load()
    np.testing.assert_array_equal(again.weights[0], net.weights[0])


def test_the_pickle_of_an_estimator_is_arrays_and_plain_values() -> None:
    sklearn = pytest.importorskip("deltaward.sklearn", exc_type=ImportError)
    net = sklearn.MLPClassifier(random_state=0, solver="adam", max_iter=1, batch_size=3)
    with pytest.warns(UserWarning, match="max_iter"):
        net.fit(written_files.X, written_files.Y)
    held = net.__getstate__()
    assert [key for key, value in held.items() if not _plain(value)] == []
    reader = _Known(io.BytesIO(pickle.dumps(net)))
    reader.allowed = frozenset({("deltaward.sklearn.classifier", "MLPClassifier")})
    again = reader.load()
    np.testing.assert_array_equal(again.predict(written_files.X), net.predict(written_files.X))
    # A pickle that was tampered with: pickle itself is not safe, but names of ours stay on lists.
    held["network_"]["optimizer"]["name"] = "os.system"
    with pytest.raises(KeyError):
        sklearn.MLPClassifier().__setstate__(held)
