# SPDX-License-Identifier: MIT
"""What training does beside plain descent, checked and ready for the core."""

from __future__ import annotations

import math
import numbers
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from deltaward import _core, arguments
from deltaward.base import NetworkBase

if TYPE_CHECKING:
    from deltaward.augment import Augment

Rates = float | Sequence[float]


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """The options of `deltaward.Network.fit` that change a step; unset they do nothing."""

    l1: float = 0.0
    l2: float = 0.0
    max_norm: float | None = None
    clip_norm: float | None = None
    clip_value: float | None = None
    label_smoothing: float = 0.0
    input_noise: float = 0.0
    dropout: tuple[float, ...] = ()  # of what enters each layer, the inputs first
    augment: Augment | None = None

    def settings(self) -> dict[str, Any]:
        """Return all of it for JSON."""
        held = asdict(self)
        held["augment"] = None if self.augment is None else self.augment.settings()
        return held | {"dropout": list(self.dropout)}

    def core(self, net: NetworkBase, weight: float) -> _core.Recipe:
        """Return it for the core; `weight` is Σ of the samples' weights, the book's n."""
        infinity = math.inf
        images = None
        if self.augment is not None:
            images = _core.AugmentOptions(**self.augment.options(net.sizes[0]))
        return _core.Recipe(
            l1=self.l1 / weight,
            l2=self.l2 / weight,
            max_norm=infinity if self.max_norm is None else self.max_norm,
            clip_norm=infinity if self.clip_norm is None else self.clip_norm,
            clip_value=infinity if self.clip_value is None else self.clip_value,
            label_smoothing=self.label_smoothing,
            input_noise=self.input_noise,
            dropout=list(self.dropout),
            augment=images,
        )


def check(
    net: NetworkBase,
    *,
    l1: float,
    l2: float,
    max_norm: float | None,
    clip_norm: float | None,
    clip_value: float | None,
    label_smoothing: float,
    input_noise: float,
    dropout: Rates,
    augment: Augment | None,
) -> Recipe:
    """Return the options, or raise naming the one that is wrong."""
    if augment is not None:
        from deltaward.augment import Augment

        if not isinstance(augment, Augment):
            raise TypeError(f"augment: {augment!r}; expected a deltaward.Augment")
        augment.options(net.sizes[0])
    smoothing = _number(label_smoothing, "label_smoothing", 0, 1)
    if smoothing and net.cost != "cross_entropy":
        name = net.cost if isinstance(net.cost, str) else "one of your own"
        raise ValueError(
            f"label_smoothing: {smoothing}, and the cost is {name}; expected cross_entropy"
        )
    return Recipe(
        l1=_number(l1, "l1", 0),
        l2=_number(l2, "l2", 0),
        max_norm=_limit(max_norm, "max_norm"),
        clip_norm=_limit(clip_norm, "clip_norm"),
        clip_value=_limit(clip_value, "clip_value"),
        label_smoothing=smoothing,
        input_noise=_number(input_noise, "input_noise", 0),
        dropout=_dropout(dropout, net.sizes),
        augment=augment,
    )


def _number(value: Any, name: str, low: float, high: float = math.inf) -> float:
    number = arguments.number(value, name)
    if not low <= number < high:
        limits = f"{low:g} to {high:g}, {high:g} excluded" if high < math.inf else "0 or more"
        shown = value if math.isfinite(number) else number  # not hundreds of digits
        raise ValueError(f"{name}: {shown}; expected {limits}")
    return number


def _limit(value: float | None, name: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name}: {value!r}; expected a positive number or None")
    number = arguments.number(value, name)
    if not 0 < number < math.inf:
        raise ValueError(f"{name}: {number}; expected a positive number or None")
    return number


def _dropout(dropout: Rates, sizes: list[int]) -> tuple[float, ...]:
    hidden = len(sizes) - 2
    if isinstance(dropout, (str, float, int)) or not hasattr(dropout, "__len__"):
        rate = _number(dropout, "dropout", 0, 1)
        if rate and not hidden:
            raise ValueError(f"dropout: {rate}, and the network has no hidden layer")
        rates = [rate] * hidden
    else:
        rates = [_number(rate, f"dropout[{i}]", 0, 1) for i, rate in enumerate(dropout)]
    if len(rates) == hidden:
        rates.insert(0, 0.0)
    if len(rates) != hidden + 1:
        raise ValueError(
            f"dropout: {len(rates)} rates; expected a number, {hidden} of the hidden layers, or "
            f"{hidden + 1} with the inputs' first"
        )
    for i, rate in enumerate(rates):
        # The core draws 16 bits for an activation.
        if rate and not 1 <= round(rate * 2**16) < 2**16:
            raise ValueError(f"dropout: rate {rate} of layer {i}; expected 0, or 2⁻¹⁶ to 1 − 2⁻¹⁶")
    return tuple(rates) if any(rates) else ()
