# SPDX-License-Identifier: MIT
"""A run in a file: what `deltaward.callbacks.Checkpoint` writes, and going on from it."""

import os
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deltaward import _core, storage
from deltaward.training.sources import Arrays

if TYPE_CHECKING:
    from deltaward.training.run import Run

Array = npt.NDArray[Any]


def settings_of(run: "Run") -> dict[str, Any]:
    """Return what a run was asked for, for JSON: what has to be the same to go on with it."""
    return {
        "epochs": run.epochs,
        "batch_size": run.batch_size,
        "optimizer": {"name": run.optimizer.name, **run.optimizer.settings()},
        "learning_rate": run.schedule.settings(),
        **run.recipe.settings(),
        "shuffle": run.shuffle,
        "seed": run.seed,
        "data": run.source.fingerprint() if isinstance(run.source, Arrays) else "mini-batches",
        "validation_data": None if run.validation is None else run.validation.fingerprint(),
        "metrics": [metric.name for metric in run.metrics],
        "callbacks": [type(callback).__name__ for callback in run.hooks],
    }


def write(run: "Run", path: str | os.PathLike[str]) -> None:
    """Write the network, its optimizer and the state of the run, atomically."""
    p = run.progress
    tensors: dict[str, Array] = {}
    states = []
    for i, callback in enumerate(run.hooks):
        state = {}
        for key, value in callback.get_state().items():
            state[key] = _put(value, f"training.callbacks.{i}.{key}", tensors)
        states.append(state)
    training = {
        "settings": run.settings,
        "first_epoch": run.first_epoch,
        "epoch": run.epoch,
        "step": run.step,
        "progress": [p.samples, p.batches, p.cost_sum, p.weight, p.correct],
        "last_rate": run.last_rate,
        "fixed_rate": run.fixed_rate,
        "stopped": run.stopped,
        "schedule": run.schedule.get_state(),
        "history": run.history.history,
        "callbacks": states,
    }
    storage.write(path, run.net, optimizer=True, tensors=tensors, about={"training": training})


def _put(value: Any, name: str, tensors: dict[str, Array]) -> Any:
    """Return a value of a callback's state for JSON; arrays go among the tensors."""
    if isinstance(value, np.ndarray):
        tensors[name] = value
        return {"tensor": name}
    if isinstance(value, (list, tuple)) and any(isinstance(v, np.ndarray) for v in value):
        return {"tensors": [_put(v, f"{name}.{i}", tensors)["tensor"] for i, v in enumerate(value)]}
    return {"value": value}


def _get(held: Any, file: Any) -> Any:
    if "tensor" in held:
        return file.get_tensor(held["tensor"])
    if "tensors" in held:
        return [file.get_tensor(name) for name in held["tensors"]]
    return held["value"]


def check(run: "Run", path: str | os.PathLike[str]) -> None:
    """Raise if a file is no checkpoint that this run can go on from.

    Raises
    ------
    OSError
        If the file can't be read.
    ValueError
        If it is no checkpoint, or one of another network, data set or settings; the message says
        which.
    """
    name = os.fspath(path)
    with storage.opened(name) as (about, file):
        training = about.get("training")
        if not isinstance(training, dict):
            raise ValueError(f"resume: {name} holds a network, and no training to go on with")
        _compare_networks(name, storage.describe(run.net), about)
        try:
            _compare_settings(name, run.settings, training["settings"])
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"resume: {name}: not a checkpoint: {error!r}") from error
        shapes = storage.shapes_of(about["sizes"], run.optimizer.slots)
        storage.check_tensors(name, file, shapes, about["dtype"])


def go_on(run: "Run", path: str | os.PathLike[str]) -> None:
    """Bring network and run to where a checked checkpoint left them, after `on_train_begin`.

    Raises
    ------
    OSError, ValueError
        If the file can't be read, or the state of a callback or of the schedule is not one.
    """
    name = os.fspath(path)
    with storage.opened(name) as (about, file):
        training = about["training"]
        try:
            progress = _core.Progress(*training["progress"])
            numbers = {key: int(training[key]) for key in ("first_epoch", "epoch", "step")}
            history = {str(k): [float(v) for v in vs] for k, vs in training["history"].items()}
            last_rate, fixed_rate = float(training["last_rate"]), training["fixed_rate"]
            for callback, state in zip(run.hooks, training["callbacks"], strict=True):
                callback.set_state({key: _get(value, file) for key, value in state.items()})
            run.schedule.set_state(training["schedule"])
            steps = int(about["optimizer"]["steps"])
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"resume: {name}: not a checkpoint: {error!r}") from error
        run.net._core.use_optimizer(run.optimizer.rule, **run.optimizer.core_settings())
        run.net._optimizer = run.optimizer
        run.net._core.optimizer_steps = steps
        storage.restore(run.net, file)
    run.net._epochs_trained = about["epochs_trained"]
    run.first_epoch, run.epoch, run.step = numbers["first_epoch"], numbers["epoch"], numbers["step"]
    run.progress = progress
    run.last_rate, run.fixed_rate = last_rate, fixed_rate
    run.stopped = bool(training["stopped"])
    run.history.history = history


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
        raise ValueError(f"resume: {name} was trained with {key}={theirs!r}; here it is {ours!r}")


# Schedules whose rates do not depend on how many epochs there will be.
_SPANLESS = ("constant", "step", "exponential", "plateau", "custom")
