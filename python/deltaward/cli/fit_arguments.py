# SPDX-License-Identifier: MIT
"""From options to the arguments of `deltaward.Network.fit`."""

import re
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Any, cast

from deltaward import optimizers, schedules
from deltaward.augment import Augment
from deltaward.cli import recipe
from deltaward.cli.errors import UsageError

# Named in errors of `fit`, but settings of these options, not options themselves.
WITHIN = {
    "shape": "augment",
    **dict.fromkeys(("warmup", "steps", "steps_per_epoch", "monitor", "mode"), "schedule"),
}
SAME = (
    "l1",
    "l2",
    "dropout",
    "max_norm",
    "clip_norm",
    "clip_value",
    "label_smoothing",
    "input_noise",
    "class_weight",
    "metrics",
    "threads",
    "resume",
)


@contextmanager
def naming(option: str) -> Iterator[None]:
    """Turn an error about the settings of an option into a `UsageError` that names it."""
    try:
        yield
    except (TypeError, ValueError) as error:
        raise UsageError(f"--{option}: {_written(str(error))}") from error


def make(given: Namespace) -> dict[str, Any]:
    """Return the arguments; epochs and data are not among them.

    Raises
    ------
    UsageError
        If an optimizer, a schedule or distortions can't have such settings.
    """
    optimizer = _optimizer(given)
    batch_size = given.batch_size
    if batch_size is None and optimizer.rule != "rprop":
        batch_size = recipe.BATCH_SIZE
    augment = None
    if given.augment is not None:
        with naming("augment"):
            _check_known(given.augment, Augment, "")
            augment = Augment(**given.augment)
    arguments = {name: getattr(given, name) for name in SAME}
    return arguments | {"optimizer": optimizer, "batch_size": batch_size, "augment": augment}


def _optimizer(given: Namespace) -> optimizers.Optimizer:
    name, settings = given.optimizer
    usual = optimizers.make(name, {})
    with naming("optimizer"):
        _check_known(settings, type(usual), "learning_rate")
        optimizers.make(name, settings)
    rate = given.learning_rate
    if rate is None:
        # What an optimizer has by default is a number, and no schedule.
        rate = recipe.LEARNING_RATE if name == "sgd" else cast("float", usual.learning_rate)
    kind, shape = given.schedule
    if isinstance(shape.get("at"), int):
        shape = shape | {"at": [shape["at"]]}
    with naming("schedule"):
        schedule = schedules.by_name(kind, rate, **shape)
    return optimizers.make(name, settings | {"learning_rate": schedule})


def _check_known(settings: dict[str, Any], kind: type[Any], but: str) -> None:
    known = [field.name for field in fields(kind) if field.init and field.name != but]
    for key in settings:
        if key not in known:
            expected = f"one of {', '.join(known)}" if known else "none"
            raise ValueError(f"{key}: no setting of {kind.__name__}; expected {expected}")


def tell(error: Exception, given: Namespace) -> str:
    """Return the message of an error that `fit` raised about an argument, naming the option."""
    message = _written(str(error))
    name = re.split(r"\W", message, maxsplit=1)[0]
    if name == "resume" and " trained with callbacks=" in message:
        had = "with" if "EarlyStopping" in message.split("; here")[0] else "without"
        return f"--resume: {given.resume} was trained {had} --early-stopping; expected the same"
    if name in WITHIN:
        return f"--{WITHIN[name]}: {message}"
    if hasattr(given, name):
        # An argument may come with the place in a list, metrics[0].
        rest = re.sub(r"^\[\d+\]", "", message.removeprefix(name))
        return f"--{name.replace('_', '-')}{rest}"
    return message


def _written(message: str) -> str:
    """Return a message with pairs as the command line writes them."""
    return message.replace("(alpha, sigma)", "alpha/sigma").replace(
        "(height, width)", "height/width"
    )
