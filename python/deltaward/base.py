# SPDX-License-Identifier: MIT
"""What every part of `deltaward.Network` stands on: the core and what it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

from deltaward import _core, arguments, costs, equations
from deltaward.arrays import as_array

if TYPE_CHECKING:
    from deltaward.optimizers import Optimizer

Array = npt.NDArray[Any]

_CORES: dict[str, type[_core.Network32] | type[_core.Network64]] = {
    "float32": _core.Network32,
    "float64": _core.Network64,
}


class NetworkBase:
    """The core of a network, its properties and its parameters."""

    def __init__(
        self,
        sizes: Sequence[int],
        *,
        activation: str | Sequence[str] = "relu",
        cost: str | costs.Cost = "cross_entropy",
        output_activation: str | None = None,
        init: str = "auto",
        dtype: npt.DTypeLike = "float32",
        seed: int = 0,
    ) -> None:
        layers = arguments.layer_sizes(sizes)
        cost_name = costs.resolve(cost, _core.cost_names())
        arguments.choice(init, "init", _core.init_names())
        names = arguments.layer_activations(layers, activation, output_activation, cost_name)
        self._dtype = arguments.float_dtype(dtype)
        self._seed = arguments.integer(seed, "seed", 0, 2**64 - 1)
        try:
            self._core = _CORES[self._dtype.name](layers, names, cost_name, init, self._seed)
        except MemoryError:
            raise MemoryError(f"sizes: {layers}: the weights do not fit into memory") from None
        self._own_cost: costs.Cost | None = None
        if not isinstance(cost, str):
            self._own_cost = cost
            self._core.use_cost(cost.fn, cost.delta)
        self._own_cost_checked = False
        self._optimizer: Optimizer | None = None  # whose memory the core holds
        self._epochs_trained = 0
        self._provenance: dict[str, Any] | Callable[[], dict[str, Any]] | None = None
        self.stop_training = False
        self._trained_in: int | None = None  # the process, while it is trained
        self._is_classifier = names[-1] == "softmax" or (names[-1] == "sigmoid" and layers[-1] > 1)

    @property
    def sizes(self) -> list[int]:
        """Neurons of each layer, the input's first."""
        return self._core.sizes

    @property
    def activations(self) -> list[str]:
        """The activation of each non-input layer."""
        return self._core.activations

    @property
    def cost(self) -> str | costs.Cost:
        """The name of the cost, or the object that was given."""
        return self._core.cost if self._own_cost is None else self._own_cost

    @property
    def dtype(self) -> np.dtype[Any]:
        """float32 or float64."""
        return self._dtype

    @property
    def seed(self) -> int:
        """The seed that was given."""
        return self._seed

    @property
    def epochs_trained(self) -> int:
        """Finished epochs of all calls of `fit`."""
        return self._epochs_trained

    @property
    def provenance(self) -> dict[str, Any] | None:
        """How the last `fit` trained and on what data, as values of JSON; None before any.

        ``settings``: what `fit` was asked for. ``data``: dtype and shape of x, the ``range`` from
        its smallest to its largest number, and a ``fingerprint`` that tells data sets apart: the
        SHA-256 of the evenly spaced ``rows`` that were looked at; None for mini-batches. Files
        carry it. A training of a single step, like `partial_fit`, leaves it as it is.
        """
        if callable(self._provenance):
            self._provenance = self._provenance()
        return self._provenance

    @property
    def weights(self) -> tuple[Array, ...]:
        """Writable views (n_out, n_in) of the core's memory, 0 for the first non-input layer.

        A view keeps the core alive. Assign to what it holds: ``net.weights[0][:] = w``.
        """
        return self._core.weights

    @property
    def biases(self) -> tuple[Array, ...]:
        """Writable views (n_out,) of the core's memory, like `weights`."""
        return self._core.biases

    def copy(self, *, dtype: npt.DTypeLike | None = None) -> Self:
        """Make a network of its own with the same weights, of another dtype if one is given."""
        twin = object.__new__(type(self))
        twin.__setstate__(self.__getstate__() | ({} if dtype is None else {"dtype": dtype}))
        return twin

    def __getstate__(self) -> dict[str, Any]:
        """Hold the network in plain values and arrays, for `pickle` and `copy`."""
        return {
            "sizes": self.sizes,
            "activation": self.activations,
            "cost": self.cost,
            "dtype": self._dtype.name,
            "seed": self._seed,
            "epochs_trained": self._epochs_trained,
            "provenance": self.provenance,
            "weights": [w.copy() for w in self.weights],
            "biases": [b.copy() for b in self.biases],
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Make the network that `__getstate__` held."""
        state = dict(state)
        arrays = state.pop("weights") + state.pop("biases")
        epochs, provenance = state.pop("epochs_trained"), state.pop("provenance", None)
        NetworkBase.__init__(self, state.pop("sizes"), **state)
        for own, held in zip(self.weights + self.biases, arrays, strict=True):
            own[:] = held
        self._epochs_trained, self._provenance = epochs, provenance

    def __repr__(self) -> str:
        return (
            f"Network({self.sizes}, activation={self.activations}, cost={self.cost!r}, "
            f"dtype={self._dtype.name!r})"
        )

    def _use_optimizer(self, optimizer: Optimizer) -> None:
        """Go on with what the core remembers if it is of the same optimizer, else begin anew."""
        held = self._optimizer
        if (
            held is None
            or type(held) is not type(optimizer)
            or held.settings() != optimizer.settings()
        ):
            self._core.use_optimizer(optimizer.rule, **optimizer.core_settings())
        self._optimizer = optimizer

    def _check_own_cost(self, x: npt.ArrayLike, y: npt.ArrayLike, *, stacklevel: int) -> None:
        """Compare a cost of one's own with finite differences, once, on a few of its samples."""
        if self._own_cost is None or self._own_cost_checked:
            return
        rows = 5
        a = np.atleast_2d(as_array(x, "x"))[:rows]
        a = a / 255 if a.dtype == np.uint8 else a.astype(np.float64)
        z = a  # until the first layer, which every network has
        for w, b, name in zip(self.weights, self.biases, self.activations, strict=True):
            z, a = equations.feedforward(w.astype(np.float64), b.astype(np.float64), a, name)
        # Of one sample y may be a class, alone or in a list, or the values (n_out,).
        targets = as_array(y, "y")
        targets = targets[None] if np.ndim(x) == 1 else targets[:rows]
        n_out = self.sizes[-1]
        if targets.size == len(z) and n_out > 1:
            targets = np.eye(n_out)[targets.reshape(-1)]
        message = costs.check(
            self._own_cost,
            self.activations[-1],
            z,
            np.asarray(targets, dtype=np.float64).reshape(z.shape),
        )
        self._own_cost_checked = True
        if message is not None:
            costs.warn(self._own_cost, message, stacklevel=stacklevel + 1)

    def _accuracy_means_something(self, data: _core.Dataset) -> bool:
        return data.has_classes or self.activations[-1] in ("softmax", "sigmoid")

    def _evaluate(self, data: _core.Dataset) -> dict[str, float]:
        cost, accuracy = self._core.evaluate(data)
        if not self._accuracy_means_something(data):
            accuracy = float("nan")
        return {"cost": cost, "accuracy": accuracy}
