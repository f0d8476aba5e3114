# SPDX-License-Identifier: MIT
"""What `deltaward.Network.fit` was given, checked against each other."""

from __future__ import annotations

import math
import os
import threading
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from deltaward import arguments, metrics, optimizers
from deltaward.base import NetworkBase
from deltaward.training import sources
from deltaward.training.recipe import Recipe
from deltaward.training.weighting import ClassWeight

DEFAULT_BATCH_SIZE = 32


def check_idle(net: NetworkBase) -> None:
    """Raise if a network is being trained: the core has one optimizer for it."""
    # A child forked meanwhile has a copy that nobody trains.
    if net._trained_in == os.getpid():
        raise RuntimeError(
            "fit: the network is being trained already, by a call of fit that has not returned; "
            "expected another network, as from net.copy()"
        )


# Two threads that both found the network idle must not both begin. A forked child gets a new one:
# the old one may be held by a thread that is not there.
_beginning = threading.Lock()


def _begin_anew() -> None:
    global _beginning
    _beginning = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)


class Busy:
    """Has `check_idle` raise in the block, for who comes second too."""

    def __init__(self, net: NetworkBase) -> None:
        self._net = net

    def __enter__(self) -> None:
        with _beginning:
            check_idle(self._net)
            self._net._trained_in = os.getpid()

    def __exit__(self, *_: object) -> None:
        self._net._trained_in = None


def check_rate(net: NetworkBase, rate: float) -> None:
    """Raise if a learning rate is none of the network's numbers."""
    most = float(np.finfo(net.dtype).max)
    if rate > most:
        raise ValueError(f"learning_rate: {rate}; expected at most {most}")


def check_optimizer(net: NetworkBase, optimizer: optimizers.Optimizer, options: Recipe) -> None:
    """Raise or warn if an optimizer does not go with the network or the other options."""
    tiny = float(np.finfo(net.dtype).tiny)
    epsilon = getattr(optimizer, "epsilon", math.inf)
    if epsilon < tiny:
        raise ValueError(
            f"epsilon: {epsilon} of {type(optimizer).__name__} is 0 in {net.dtype.name}, and 0/0 "
            f"the step of a gradient of 0; expected at least {tiny:.4g}"
        )
    decay = getattr(optimizer, "weight_decay", 0.0)
    if decay and options.l2:
        warnings.warn(
            f"l2: {options.l2}, and {type(optimizer).__name__} shrinks the weights too, by "
            f"weight_decay={decay}; expected one of the two",
            UserWarning,
            stacklevel=3,
        )


def batch_size_of(
    given: int | None,
    optimizer: optimizers.Optimizer,
    source: sources.Arrays | sources.Batches,
    options: Recipe,
) -> int:
    """Return how many samples a mini-batch has, or raise naming what does not go together."""
    size = None if given is None else arguments.integer(given, "batch_size", 1)
    if isinstance(source, sources.Batches):
        if size is not None:
            raise ValueError(
                f"batch_size: {size}, and x brings its own mini-batches; expected None"
            )
        if source.weight is None and (options.l1 or options.l2):
            name = "l1" if options.l1 else "l2"
            raise ValueError(
                f"{name}: is λ of λ/n, and an iterable does not say how many samples n there are; "
                "expected arrays, an attribute weight of the iterable that does, or "
                "AdamW(weight_decay=...)"
            )
        if optimizer.rule == "rprop":
            raise ValueError("optimizer: RPROP needs all samples at once; expected arrays")
        return DEFAULT_BATCH_SIZE
    if optimizer.rule != "rprop":
        return DEFAULT_BATCH_SIZE if size is None else size
    if size is not None and size < source.samples:
        raise ValueError(
            f"batch_size: {size} with RPROP, which follows the sign of the whole gradient; "
            f"expected all {source.samples} samples, or None"
        )
    return source.samples


def metrics_of(
    net: NetworkBase, given: Sequence[Any], validation: sources.Arrays | None
) -> list[metrics.Metric]:
    """Return the metrics to measure on the validation data."""
    if not given:
        return []
    if validation is None:
        raise ValueError(
            "metrics: given without validation_data or validation_split to measure them on"
        )
    classifier = net.activations[-1] in ("softmax", "sigmoid")
    labels = validation.data.has_classes or (classifier and net.cost == "cross_entropy")
    return metrics.resolve(given, classifier, net.sizes[-1], labels=labels)


def data_of(
    net: NetworkBase,
    x: Any,
    y: Any,
    epochs: int,
    sample_weight: npt.ArrayLike | None,
    class_weight: ClassWeight | None,
    validation_data: Sequence[Any] | None,
    validation_split: float,
) -> tuple[sources.Arrays | sources.Batches, sources.Arrays | None]:
    """Return the checked data to train on and to validate on."""
    split = arguments.fraction(validation_split, "validation_split")
    validation = None
    if validation_data is not None:
        if split:
            raise ValueError(
                f"validation_split: {split}, with validation_data given too; "
                "expected one of the two"
            )
        if not isinstance(validation_data, (tuple, list)) or len(validation_data) not in (2, 3):
            raise TypeError(
                f"validation_data: {_described(validation_data)}; expected a pair (x, y), or "
                "(x, y, sample_weight)"
            )
        names = ("validation_data[0]", "validation_data[1]", "validation_data[2]")
        weight = validation_data[2] if len(validation_data) == 3 else None
        validation = sources.make_arrays(
            net, validation_data[0], validation_data[1], weight, names=names
        )
    if y is None:
        for name, value in (("sample_weight", sample_weight), ("class_weight", class_weight)):
            if value is not None:
                raise ValueError(f"{name}: given with an iterable; expected triples with weights")
        if split:
            raise ValueError("validation_split: given with an iterable; expected validation_data")
        if not sources.is_batches(x):
            raise TypeError(
                f"y: None, and x is {type(x).__name__}; expected y, or an iterable of pairs (x, y)"
            )
        return sources.Batches(net, x, epochs), validation
    if not split:
        return sources.make_arrays(net, x, y, sample_weight, class_weight), validation
    whole = sources.make_arrays(net, x, y, sample_weight)
    whole_x, whole_y = whole.x, whole.y
    kept = int(round(len(whole_x) * (1 - split), 9))  # 0.1 of 10 is 1, not 0.9999…
    if whole_x.ndim != 2 or not 0 < kept < len(whole_x):
        raise ValueError(
            f"validation_split: {split} of {len(np.atleast_2d(whole_x))} samples; "
            "expected at least one sample on either side"
        )
    parts: list[npt.NDArray[np.float64] | None] = [None, None]
    if whole.weights is not None:
        parts = [whole.weights[:kept], whole.weights[kept:]]
        if not all(part.any() for part in parts if part is not None):
            raise ValueError(
                f"sample_weight: all 0 on one side of validation_split {split}; expected at least "
                "one above on either"
            )
    return (
        # "balanced" are the classes of what is trained on.
        sources.make_arrays(net, whole_x[:kept], whole_y[:kept], parts[0], class_weight),
        # Weights of classes are of the training alone, as in Keras.
        sources.make_arrays(net, whole_x[kept:], whole_y[kept:], parts[1]),
    )


def _described(value: Any) -> str:
    name = type(value).__name__
    return f"{name} of {len(value)}" if isinstance(value, (tuple, list)) else name
