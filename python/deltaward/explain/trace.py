# SPDX-License-Identifier: MIT
"""One forward and one backward pass with every intermediate value kept."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from deltaward import _core
from deltaward.arrays import as_array
from deltaward.base import NetworkBase
from deltaward.costs import name_of

Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class LayerTrace:
    """What a non-input layer computed, for m samples and n neurons. All arrays are read-only.

    Attributes
    ----------
    function : str
        The name of σ.
    weights, biases : (n, n_prev) and (n,) arrays
        W and b at the time of the trace.
    z, activation : (m, n) arrays
        Z = A_prev Wᵀ + b and A = σ(Z), a row for each sample.
    back : (m, n) array or None
        Δ_next W_next, what the layer after sends back; the book's (W_next)ᵀδ_next for each row.
        None for the last layer.
    delta : (m, n) array
        Δ: of each sample's own cost, not divided by m; times the sample's weight, where weights
        were given.
    nabla_b, nabla_w : (n,) and (n, n_prev) arrays
        ∂C/∂b and ∂C/∂W, means over the samples: the same bits as those of
        `deltaward.Network.gradient`, and as those that a step uses.
    """

    function: str
    weights: Array
    biases: Array
    z: Array
    activation: Array
    back: Array | None
    delta: Array
    nabla_b: Array
    nabla_w: Array
    slope: Array | None

    @cached_property
    def sigma_prime(self) -> Array:
        """σ′(Z), (m, n). Of softmax the Jacobian of each sample, diag(a) − a aᵀ, (m, n, n).

        The neurons of softmax depend on each other, so ⊙ σ′ is the product with that matrix. It is
        made when it is asked for first, for it has n times as many numbers as Z.
        """
        if self.slope is not None:
            return self.slope
        a = self.activation
        jacobian = -a[:, :, None] * a[:, None, :]
        neurons = np.arange(a.shape[1])
        jacobian[:, neurons, neurons] += a
        return _read_only(jacobian)


@dataclass(frozen=True, eq=False)
class BackpropTrace:
    """All values of one forward and one backward pass over m samples.

    ``print`` it for a table of sample 0. Written for one sample as in the book, aˡ is row ``s`` of
    ``layers[l - 1].activation``, and a⁰ of ``inputs``.

    Attributes
    ----------
    inputs : (m, n_in) array
        As the first layer got them; pixels are scaled by 1/255.
    targets : (m, n_out) array
        Y; of class indices the rows with a 1 at the class.
    layers : tuple of LayerTrace
        One for each non-input layer.
    cost : float
        The mean over the samples, with the weights of the samples where they were given.
    cost_name, dtype : str
        Of the network.
    sample_weight : (m,) array of float64 or None
        As given.
    """

    inputs: Array
    targets: Array
    layers: tuple[LayerTrace, ...]
    cost: float
    cost_name: str
    dtype: str
    sample_weight: Array | None

    @property
    def sizes(self) -> list[int]:
        """Neurons of each layer, the input's first."""
        return [self.inputs.shape[1], *(layer.z.shape[1] for layer in self.layers)]

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays, without Jacobians of softmax."""
        arrays = [self.inputs, self.targets, self.sample_weight]
        for each in self.layers:
            arrays += [each.weights, each.biases, each.z, each.activation, each.back, each.delta]
            arrays += [each.nabla_b, each.nabla_w, each.slope]
        return sum(array.nbytes for array in arrays if array is not None)

    def table(self, sample: int = 0, digits: int = 4) -> str:
        """Write the pass of one sample as text: forward by layers, backward by equations.

        Parameters
        ----------
        sample : int, default 0
            The row of x.
        digits : int, default 4
            Significant digits, 1 to 17.

        Returns
        -------
        str
            Of more than four neurons the first three and the last are written, in the output layer
            that of the target's class too, and the Euclidean length ‖·‖ of all.

        Raises
        ------
        TypeError, ValueError
            For a bad argument.
        """
        from deltaward.explain.trace_table import as_text

        return as_text(self, sample, digits)

    def __str__(self) -> str:
        return self.table()

    def __repr__(self) -> str:
        count = len(self.inputs)
        return f"<BackpropTrace of {count} sample{'s' if count != 1 else ''}, sizes {self.sizes}>"

    def _repr_html_(self) -> str:
        from deltaward.explain.trace_table import as_html

        return as_html(self, 0, 4)


def trace(
    net: NetworkBase,
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    sample_weight: npt.ArrayLike | None,
    *,
    x_name: str = "x",
    y_name: str = "y",
) -> BackpropTrace:
    """Trace a network; see `deltaward.Network.trace`."""
    weight = None if sample_weight is None else as_array(sample_weight, "sample_weight")
    data = net._core.dataset(x, y, weight, x_name, y_name)
    found = net._core.trace(data)
    layers = tuple(
        LayerTrace(
            function=function,
            weights=_read_only(net.weights[i].copy(order="C")),
            biases=_read_only(net.biases[i].copy()),
            z=_read_only(found["z"][i]),
            activation=_read_only(found["activation"][i]),
            back=_read_only(found["back"][i]) if i < len(found["back"]) else None,
            delta=_read_only(found["delta"][i]),
            nabla_b=_read_only(found["nabla_b"][i]),
            nabla_w=_read_only(found["nabla_w"][i]),
            slope=None if function == "softmax" else _read_only(found["sigma_prime"][i]),
        )
        for i, function in enumerate(net.activations)
    )
    if weight is not None:
        weight = _read_only(np.array(weight, dtype=np.float64))
    return BackpropTrace(
        inputs=_read_only(found["inputs"]),
        targets=_read_only(_targets(net, data, layers[-1].z)),
        layers=layers,
        cost=_cost(net, data, weight),
        cost_name=net.cost if isinstance(net.cost, str) else name_of(net.cost),
        dtype=net.dtype.name,
        sample_weight=weight,
    )


def _read_only(array: Array) -> Array:
    array.setflags(write=False)
    return array


def _targets(net: NetworkBase, data: _core.Dataset, like: Array) -> Array:
    if not data.has_classes:
        return np.array(data.y, dtype=net.dtype).reshape(like.shape)
    classes = data.y.astype(np.int64).reshape(-1)
    targets = np.zeros_like(like)
    targets[np.arange(len(targets)), classes] = 1
    return targets


def _cost(net: NetworkBase, data: _core.Dataset, weight: Array | None) -> float:
    """Return Σ wᵢCᵢ / Σ wᵢ; the core's evaluate knows no weights, so it gets row by row."""
    if weight is None or len(data) == 1:
        return net._core.evaluate(data)[0]
    rows, answers = data.x, data.y
    # Ratios alone count: sums of weights near the end of the range stay finite.
    shares = weight / weight.max()
    total = sum(
        share * net._core.evaluate(net._core.dataset(rows[i : i + 1], answers[i : i + 1]))[0]
        for i, share in enumerate(shares.tolist())
        if share > 0
    )
    return float(total / shares.sum())
