# SPDX-License-Identifier: MIT
"""What no run can go on from, and that it leaves the network as it was."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import deltaward as dw
import sealed_file
from deltaward import schedules
from deltaward.callbacks import Callback, Checkpoint, EarlyStopping
from deltaward.datasets import read_idx, write_idx
from resumed_run import digest, images, network

Logs = dict[str, float]


class Nothing(Callback):
    pass


def fit(net: Any, path: Path, resume: Path | None = None, **changes: Any) -> dw.History:
    x, y = images()
    given: dict[str, Any] = {
        "x": x[:51],
        "y": y[:51],
        "validation_data": (x[51:], y[51:]),
        "epochs": 3,
        "batch_size": 8,
        "optimizer": "momentum",
        "dropout": 0.2,
        "callbacks": (),
    }
    given |= changes
    given["callbacks"] = [Checkpoint(path, every=10, unit="batches"), *given["callbacks"]]
    history: dw.History = net.fit(resume=resume, verbose=0, **given)
    return history


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("resuming") / "a"
    fit(network(), path)
    return path


def refused(net: Any, resume: Path, message: str, tmp_path: Path, **changes: Any) -> None:
    before = digest(net)
    with pytest.raises(ValueError, match=message):
        fit(net, tmp_path / "new", resume, **changes)
    assert digest(net) == before
    assert not (tmp_path / "new").exists()
    fit(net, tmp_path / "new")  # and it can be trained


def changed(array: Any, index: Any) -> Any:
    array = array.copy()
    array[index] = array[index] // 2 + 1
    return array


X, Y = images()
SETTINGS: dict[str, tuple[dict[str, Any], str]] = {
    "one pixel": ({"x": changed(X[:51], (50, 35))}, "was trained with other data"),
    "one label": ({"y": (Y[:51] + (np.arange(51) == 7)) % 3}, "was trained with other data"),
    "one sample less": ({"x": X[:50], "y": Y[:50]}, "was trained with other data"),
    "dtype of the data": ({"x": X[:51] / 255}, "was trained with other data"),
    "weights": ({"sample_weight": np.arange(51)}, "was trained with other data"),
    "classes' weights": ({"class_weight": {1: 2.0}}, "was trained with other data"),
    "validation": (
        {"validation_data": (changed(X[51:], (3, 3)), Y[51:])},
        "was trained with other validation data",
    ),
    "no validation": ({"validation_data": None}, "was trained with other validation data"),
    "optimizer": (
        {"optimizer": "nesterov"},
        r"was trained with optimizer=\{'name': 'momentum', 'momentum': 0.9\}; here it is \{'name': "
        "'nesterov'",
    ),
    "momentum": (
        {"optimizer": dw.optimizers.Momentum(momentum=0.8)},
        r"was trained with optimizer=.*0\.9\}; here it is .*0\.8\}",
    ),
    "rate": ({"learning_rate": 0.3}, "was trained with learning_rate=.*0.01}; here it is .*0.3}"),
    "schedule": (
        {"learning_rate": schedules.Step(0.01, every=3)},
        "was trained with learning_rate=.*constant.*; here it is .*step",
    ),
    "batch size": ({"batch_size": 9}, "was trained with batch_size=8; here it is 9"),
    "dropout": (
        {"dropout": 0.3},
        r"trained with dropout=\[0.0, 0.2, 0.2\]; here it is \[0.0, 0.3, 0.3\]",
    ),
    "l1": ({"l1": 0.1}, "was trained with l1=0.0; here it is 0.1"),
    "l2": ({"l2": 0.1}, "was trained with l2=0.0; here it is 0.1"),
    "max_norm": ({"max_norm": 3.0}, "was trained with max_norm=None; here it is 3.0"),
    "clip_norm": ({"clip_norm": 3.0}, "was trained with clip_norm=None; here it is 3.0"),
    "clip_value": ({"clip_value": 3.0}, "was trained with clip_value=None; here it is 3.0"),
    "smoothing": ({"label_smoothing": 0.1}, "trained with label_smoothing=0.0; here it is 0.1"),
    "noise": ({"input_noise": 0.1}, "was trained with input_noise=0.0; here it is 0.1"),
    "augment": ({"augment": dw.Augment(shift=1)}, "was trained with augment=None; here it is {"),
    "seed": ({"seed": 9}, "was trained with seed=3; here it is 9"),
    "order": ({"shuffle": False}, "was trained with shuffle=True; here it is False"),
    "metrics": ({"metrics": ["f1"]}, r"was trained with metrics=\[\]; here it is \['f1'\]"),
    "callbacks": (
        {"callbacks": [Nothing()]},
        r"trained with callbacks=\['Checkpoint'\]; here it is \['Checkpoint', 'Nothing'\]",
    ),
    "mini-batches": (
        {"x": [(X[:51], Y[:51])], "y": None, "batch_size": None},
        "was trained with batch_size=8; here it is 32",
    ),
}


@pytest.mark.parametrize("setting", SETTINGS)
def test_another(setting: str, checkpoint: Path, tmp_path: Path) -> None:
    changes, message = SETTINGS[setting]
    refused(network(), checkpoint, f"^resume: .*{message}", tmp_path, **changes)


def test_more_epochs_where_the_rate_depends_on_them(tmp_path: Path) -> None:
    path = tmp_path / "a"
    fit(network(), path, learning_rate=schedules.Cosine(0.1))
    net = network()
    with pytest.raises(ValueError, match=r"resume: .* was trained with epochs=3; here it is 4"):
        fit(net, tmp_path / "b", path, learning_rate=schedules.Cosine(0.1), epochs=4)
    assert digest(net) == digest(network())


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: dw.Network([36, 12, 8, 3], activation="tanh", seed=3), r"sizes \[36, 12, 7, 3\]; "
         r"this one has \[36, 12, 8, 3\]"),
        (lambda: network(activation="relu"), r"activations \['tanh', 'tanh', 'softmax'\]; this"),
        (lambda: network(cost="quadratic", output_activation="softmax"), "cost cross_entropy; th"),
        (lambda: network(dtype="float64"), "dtype float32; this one has float64"),
        (lambda: network(seed=4), "seed 3; this one has 4"),
    ],
    ids=["sizes", "activation", "cost", "dtype", "seed"],
)  # fmt: skip
def test_another_network(
    make: Callable[[], Any], message: str, checkpoint: Path, tmp_path: Path
) -> None:
    refused(make(), checkpoint, f"^resume: .* is of a network with {message}", tmp_path)


def test_a_mapped_file_has_another_order(tmp_path: Path) -> None:
    """The same numbers from a file are drawn in blocks, unless that is asked of the array too."""
    x, y = images()
    write_idx(tmp_path / "x", x)
    mapped = read_idx(tmp_path / "x", mmap=True)
    for inputs, shuffle in ((x, "blocks"), (mapped, True)):
        fit(network(), tmp_path / "a", x=inputs, y=y, shuffle=shuffle)
        net = network()
        with pytest.raises(ValueError, match="trained with shuffle='blocks'; here it is True"):
            fit(net, tmp_path / "b", tmp_path / "a", x=x, y=y)
        fit(net, tmp_path / "b", tmp_path / "a", x=x, y=y, shuffle="blocks")


def test_a_network_alone(tmp_path: Path) -> None:
    net = network()
    net.fit(*images(), verbose=0)
    for optimizer in (False, True):
        net.save(tmp_path / "a", optimizer=optimizer)
        message = "^resume: .*a holds a network, and no training to go on with"
        refused(network(), tmp_path / "a", message, tmp_path)
        (tmp_path / "new").unlink()


def test_no_file(tmp_path: Path) -> None:
    net = network()
    before = digest(net)
    with pytest.raises(FileNotFoundError, match="missing"):
        fit(net, tmp_path / "new", tmp_path / "missing")
    with pytest.raises((IsADirectoryError, PermissionError)):
        fit(net, tmp_path / "new", tmp_path)
    assert digest(net) == before


def test_cut_short(checkpoint: Path, tmp_path: Path) -> None:
    whole = checkpoint.read_bytes()
    net = network()
    before = digest(net)
    path = tmp_path / "cut"
    ends = [*range(12), *range(12, len(whole), 97), len(whole) - 1]
    for end in ends:
        path.write_bytes(whole[:end])
        with pytest.raises(
            ValueError,
            match=r"cut: (not a safetensors file|cut short): \d+ bytes, expected \d+ or more$",
        ):
            fit(net, tmp_path / "new", path)
    assert digest(net) == before


@pytest.mark.parametrize("content", [b"garbage" * 99, bytes(999), b"\xff" * 999, b"{}"])
def test_garbage(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(content)
    refused(network(), path, "a: not a safetensors file: ", tmp_path)


def rewritten(path: Path, change: Callable[[dict[str, Any]], None], tensors: str = "") -> bytes:
    """Change what a checkpoint says of itself, or leave out tensors whose names begin so."""
    held, about = sealed_file.read(path)
    change(about)
    if tensors:
        held = {"x" + name if name.startswith(tensors) else name: a for name, a in held.items()}
    return sealed_file.content(held, about)


def forget(*keys: str) -> Callable[[dict[str, Any]], None]:
    def change(about: dict[str, Any]) -> None:
        for key in keys[:-1]:
            about = about[key]
        del about[keys[-1]]

    return change


def put(value: Any, *keys: str) -> Callable[[dict[str, Any]], None]:
    def change(about: dict[str, Any]) -> None:
        for key in keys[:-1]:
            about = about[key]
        about[keys[-1]] = value

    return change


HISTORY = ("training", "history")
CHANGES = {
    **{
        f"no {key}": forget("training", key)
        for key in (
            *("settings", "first_epoch", "epoch", "step", "progress", "last_rate", "fixed_rate"),
            *("stopped", "stopping", "schedule", "history", "callbacks"),
        )
    },
    "no optimizer": forget("optimizer"),
    "no steps": forget("optimizer", "steps"),
    "steps below 0": put(-1, "optimizer", "steps"),
    "many steps": put(2**70, "optimizer", "steps"),
    "steps as text": put("many", "optimizer", "steps"),
    "progress beyond the data": put([99, 13, 1.0, 99.0, 3], "training", "progress"),
    "progress between mini-batches": put([9, 2, 1.0, 9.0, 3], "training", "progress"),
    "progress below 0": put([-8, 1, 1.0, 8.0, 3], "training", "progress"),
    "progress in text": put("8", "training", "progress"),
    "a list as training": put([1], "training"),
    "epoch below 0": put(-1, "training", "epoch"),
    "epoch in text": put("x", "training", "epoch"),
    "step below 0": put(-3, "training", "step"),
    "history of text": put({"cost": ["x"]}, *HISTORY),
    "history of numbers": put({"cost": 1.0}, *HISTORY),
    "history of nothing": put({"cost": []}, *HISTORY),
    "history that is a bias": put({"cost": {"tensor": "layers.0.bias"}}, *HISTORY),
    "a history twice": put({k: {"tensor": "training.history.0"} for k in "ab"}, *HISTORY),
    "history in rows": put({"cost": [[1.0], [2.0]]}, *HISTORY),
    "two callbacks": put([{}, {}], "training", "callbacks"),
    "state of another callback": put([{"best": {"value": 1}}], "training", "callbacks"),
    "callback's tensor that is not there": put([{"a": {"tensor": "b"}}], "training", "callbacks"),
    "state of another schedule": put({"wait": 1}, "training", "schedule"),
    "a rate in text": put("x", "training", "last_rate"),
    "a fixed rate in text": put("x", "training", "fixed_rate"),
    "a negative fixed rate": put(-1.0, "training", "fixed_rate"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_changed(change: str, checkpoint: Path, tmp_path: Path) -> None:
    path = tmp_path / "changed"
    path.write_bytes(rewritten(checkpoint, CHANGES[change]))
    message = "changed holds a network" if "list" in change else "changed: not a "
    if "optimizer" in change or "steps" in change:
        message = "changed: "  # of `dw.load` too
    refused(network(), path, message, tmp_path)


@pytest.mark.parametrize("name", ["layers.1.weight", "optimizer.0.layers.0.bias"])
def test_without_a_tensor(name: str, checkpoint: Path, tmp_path: Path) -> None:
    path = tmp_path / "changed"
    path.write_bytes(rewritten(checkpoint, lambda about: None, name))
    refused(network(), path, f"tensors missing: \\['{name}'\\]", tmp_path)


def test_weights_of_another_network_among_those_of_a_callback(tmp_path: Path) -> None:
    def stopping() -> Callback:
        return EarlyStopping(patience=50, restore_best_weights=True)

    fit(network(), tmp_path / "a", callbacks=[stopping()])
    path = tmp_path / "changed"
    path.write_bytes(rewritten(tmp_path / "a", lambda about: None, "training.callbacks.1"))
    net = network()
    with pytest.raises(ValueError, match="changed: "):
        fit(net, tmp_path / "new", path, callbacks=[stopping()])
    assert digest(net) == digest(network())
