# SPDX-License-Identifier: MIT
"""A run in a file: what `deltaward.callbacks.Checkpoint` writes, and going on from it."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deltaward import _core, arguments, schedules, storage, tensors
from deltaward.training import soundness
from deltaward.training.provenance import asked_of
from deltaward.training.sources import Arrays

if TYPE_CHECKING:
    from deltaward.training.run import Run

Array = npt.NDArray[Any]


def settings_of(run: "Run") -> dict[str, Any]:
    """Return what a run was asked for, for JSON: what has to be the same to go on with it."""
    source = run.source
    settings = asked_of(run) | {
        "data": source.fingerprint() if isinstance(source, Arrays) else "mini-batches",
        "validation_data": None if run.validation is None else run.validation.fingerprint(),
        "settings of callbacks": [callback.get_settings() for callback in run.hooks],
    }
    # As they come out of a file: with lists for tuples.
    plain: dict[str, Any] = json.loads(json.dumps(settings))
    return plain


def write(run: "Run", path: str | os.PathLike[str]) -> None:
    """Write the network, its optimizer and the state of the run, atomically.

    One that is about to diverge is not written: the last one that can be gone on from stays.
    """
    if not soundness.is_finite(run.net):
        return
    p = run.progress
    arrays: dict[str, Array] = {}
    states = []
    for i, callback in enumerate(run.hooks):
        state = {}
        for key, value in callback.get_state().items():
            state[key] = _put(value, _state_name(i, key), arrays)
        states.append(state)
    training = {
        "settings": run.settings,
        "first_epoch": run.first_epoch,
        "epoch": run.epoch,
        "step": run.step,
        "progress": [p.samples, p.batches, p.cost_sum, p.weight, p.correct],
        "last_rate": run.last_rate,
        "fixed_rate": run.fixed_rate,
        "stopped": bool(run.stopped),  # a hook may have set a NumPy scalar
        # Asked for in this mini-batch: the epoch ends with it.
        "stopping": bool(run.net.stop_training),
        "schedule": run.schedule.get_state(),
        # As JSON the figures of a hundred thousand epochs would be megabytes, and more to parse.
        "history": {
            name: _put(figures, _history_name(i), arrays)
            for i, (name, figures) in enumerate(run.history._arrays().items())
        },
        "callbacks": states,
    }
    storage.write(path, run.net, optimizer=True, tensors=arrays, about={"training": training})


def _state_name(callback: int, key: str) -> str:
    return f"training.callbacks.{callback}.{key}"


def _history_name(i: int) -> str:
    return f"training.history.{i}"


def _put(value: Any, name: str, arrays: dict[str, Array]) -> Any:
    """Return a value of a callback's state for JSON; its arrays go among the others."""
    if isinstance(value, np.ndarray):
        arrays[name] = value
        return {"tensor": name}
    if isinstance(value, (list, tuple)) and any(isinstance(v, np.ndarray) for v in value):
        return {"tensors": [_put(v, f"{name}.{i}", arrays)["tensor"] for i, v in enumerate(value)]}
    return {"value": value}


def _check_name(held: Any, name: str) -> None:
    """Refuse another tensor than `_put` named: many that are the same make a small file large."""
    if held != name:
        raise ValueError(f"tensor {held!r}; expected {name!r}")


def _get(held: Any, name: str, file: Any) -> Any:
    """Return what `_put` was given, with its name."""
    if "tensor" in held:
        _check_name(held["tensor"], name)
        return file.get_tensor(name)
    if "tensors" in held:
        return [
            _get({"tensor": kept}, f"{name}.{i}", file) for i, kept in enumerate(held["tensors"])
        ]
    return held["value"]


class _History:
    """The figures of a checkpoint's history, checked but not yet read."""

    def __init__(self, held: dict[str, Any], file: Any) -> None:
        self._figures: dict[str, Any] = {}
        for i, (name, kept) in enumerate(held.items()):
            if isinstance(kept, list):  # as the first checkpoints had them
                figures: Any = np.array(kept, np.float64)
                shape = figures.shape
            else:
                _check_name(kept["tensor"], _history_name(i))
                figures = file.get_slice(_history_name(i))
                shape = tuple(figures.get_shape())
                if figures.get_dtype() != "F64":
                    raise ValueError(f"history: {figures.get_dtype()}; expected F64")
            if len(shape) != 1 or not shape[0]:
                raise ValueError(f"history: figures of shape {shape}; expected some in a row")
            self._figures[str(name)] = figures

    def read(self) -> dict[str, Array]:
        return {name: figures[:] for name, figures in self._figures.items()}


def check(run: "Run", path: str | os.PathLike[str]) -> None:
    """Raise if a file is no checkpoint that this run can go on from.

    Raises
    ------
    OSError
        If the file can't be read.
    ValueError
        If it is no checkpoint, one of another network, data set or settings, or one of a training
        that had diverged; the message says which.
    """
    name = os.fspath(path)
    with storage.opened(name) as (about, file):
        training = about.get("training")
        if not isinstance(training, dict):
            raise ValueError(f"resume: {name} holds a network, and no training to go on with")
        _compare_networks(name, storage.describe(run.net), about)
        with _read(name):
            settings = dict(training["settings"])
        _compare_settings(name, run.settings, settings)
        with _read(name):
            _Place.of(run, about, file)
        shapes = tensors.shapes_of(about["sizes"], run.optimizer.slots)
        storage.check_tensors(name, file, shapes, about["dtype"])
        soundness.check(f"resume: {name}", file, shapes, run.optimizer)


def go_on(run: "Run", path: str | os.PathLike[str]) -> None:
    """Bring network and run to where a checked checkpoint left them, after `on_train_begin`.

    Raises
    ------
    OSError, ValueError
        If the file can't be read, or the state of a callback or of the schedule is not one.
    """
    name = os.fspath(path)
    with storage.opened(name) as (about, file):
        with _read(name):
            place = _Place.of(run, about, file)
            states = about["training"]["callbacks"]
            for i, (callback, state) in enumerate(zip(run.hooks, states, strict=True)):
                names = ((key, _state_name(i, key)) for key in state)
                callback.set_state({key: _get(state[key], name, file) for key, name in names})
            run.schedule.set_state(about["training"]["schedule"])
        run.history._go_on_from(place.history.read())
        run.net._core.use_optimizer(run.optimizer.rule, **run.optimizer.core_settings())
        run.net._optimizer = run.optimizer
        run.net._core.optimizer_steps = place.optimizer_steps
        storage.restore(run.net, file)
    run.net._epochs_trained = about["epochs_trained"]
    run.first_epoch, run.epoch, run.step = place.first_epoch, place.epoch, place.step
    run.progress = place.progress
    run.last_rate, run.fixed_rate, run.stopped = place.last_rate, place.fixed_rate, place.stopped
    run.stopping = place.stopping
    run.net.stop_training |= place.stopping


@contextmanager
def _read(name: str) -> Iterator[None]:
    """Name the file where it says something else than `write` does."""
    from safetensors import SafetensorError

    wrong = (KeyError, TypeError, AttributeError, ValueError, OverflowError, SafetensorError)
    try:
        yield
    except wrong as error:
        raise ValueError(f"resume: {name}: not a checkpoint: {error!r}") from error


@dataclass(frozen=True)
class _Place:
    """Where a run is."""

    first_epoch: int
    epoch: int
    step: int
    optimizer_steps: int
    progress: _core.Progress
    last_rate: float
    fixed_rate: float | None
    stopped: bool
    stopping: bool
    history: _History

    @classmethod
    def of(cls, run: "Run", about: dict[str, Any], file: Any) -> "_Place":
        held = about["training"]
        numbers = {
            key: arguments.integer(held[key], key, 0) for key in ("first_epoch", "epoch", "step")
        }
        fixed_rate = held["fixed_rate"]
        if fixed_rate is not None:
            fixed_rate = schedules.Constant(fixed_rate).learning_rate
        p = _core.Progress(*held["progress"])
        n = run.samples
        most = run.steps_per_epoch
        if n and (p.batches > most or p.samples != min(n, p.batches * run.batch_size)):
            raise ValueError(f"progress: {p.samples} samples in {p.batches} mini-batches")
        return cls(
            **numbers,
            optimizer_steps=arguments.integer(about["optimizer"]["steps"], "steps", 0, 2**63),
            progress=p,
            last_rate=float(held["last_rate"]),
            fixed_rate=fixed_rate,
            stopped=arguments.boolean(held["stopped"], "stopped"),
            stopping=arguments.boolean(held["stopping"], "stopping"),
            history=_History(held["history"], file),
        )


def _compare_networks(name: str, own: dict[str, Any], held: dict[str, Any]) -> None:
    for key in ("sizes", "activations", "cost", "custom_cost", "dtype", "seed"):
        if own.get(key) != held.get(key):
            raise ValueError(
                f"resume: {name} is of a network with {key} {held.get(key)}; this one has "
                f"{own.get(key)}"
            )


def _compare_settings(name: str, own: dict[str, Any], held: dict[str, Any]) -> None:
    for key in dict.fromkeys([*own, *held]):
        ours, theirs = own.get(key), held.get(key)
        if ours == theirs:
            continue
        if key == "epochs" and own["learning_rate"].get("schedule") in _SPANLESS:
            continue
        if key in ("data", "validation_data"):
            raise ValueError(f"resume: {name} was trained with other {key.replace('_', ' ')}")
        if key == "settings of callbacks":
            key, theirs, ours = _other_setting(theirs, ours)
        raise ValueError(f"resume: {name} was trained with {key}={theirs!r}; here it is {ours!r}")


def _other_setting(theirs: Any, ours: Any) -> tuple[str, Any, Any]:
    """Return the first setting that differs, of callbacks of the same classes."""
    # A file may say anything: what is no list of settings differs as a whole.
    listed = isinstance(theirs, list) and all(isinstance(held, dict) for held in theirs)
    for i, (held, own) in enumerate(zip(theirs if listed else [], ours, strict=False)):
        for key in dict.fromkeys([*own, *held]):
            if own.get(key) != held.get(key):
                return f"callbacks[{i}].{key}", held.get(key), own.get(key)
    return "settings of callbacks", theirs, ours


# Schedules whose rates do not depend on how many epochs there will be.
_SPANLESS = ("constant", "step", "exponential", "plateau", "custom")
