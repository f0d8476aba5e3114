# SPDX-License-Identifier: MIT
"""What a network is made of: its layers, what they hold and what they cost to compute."""

from collections.abc import Sequence
from dataclasses import dataclass

from deltaward import _core, arguments, costs
from deltaward.base import NetworkBase


@dataclass(frozen=True)
class LayerSummary:
    """A non-input layer.

    Attributes
    ----------
    layer : int
        1 for the first of them; ``net.weights[layer - 1]`` are its weights.
    weights, biases : tuple of int
        Their shapes, (n_out, n_in) and (n_out,).
    activation : str
        Its name.
    parameters : int
        n_out · n_in + n_out.
    parameter_bytes : int
        What they take as the core holds them: the row of each input, and that of the biases, is
        padded to whole cache lines.
    forward_flops : int
        Of one sample: 2 · n_in · n_out. A multiply-add counts as two, and the chain of each neuron
        begins with its bias, which costs none.
    backward_flops : int
        Of one sample: 2 · n_in · n_out for the gradient of the weights (BP4), and as many for the
        error of the layer before (BP2), which the first layer has no need of.
    """

    layer: int
    weights: tuple[int, int]
    biases: tuple[int]
    activation: str
    parameters: int
    parameter_bytes: int
    forward_flops: int
    backward_flops: int


@dataclass(frozen=True)
class Summary:
    """The layers of a network and their totals. ``print`` it, or let a notebook show it.

    Attributes
    ----------
    sizes, cost, dtype
        As those of the network; dtype and a cost of one's own by their names.
    layers : tuple of LayerSummary
        One for each non-input layer.
    batch_size : int
        The rows of the mini-batch that `workspace_bytes` is of.
    parameter_bytes : int
        Of all weights and biases, padding included.
    gradient_bytes : int
        The same: the gradient is their twin.
    rollback_bytes : int
        The same: the copy that `fit` keeps of an epoch's first weights, to go back to if it
        diverges. It keeps one of what an optimizer remembers too, which is not counted here.
    workspace_bytes : int
        ``batch_size · row_bytes``.
    row_bytes : int
        What one row of a mini-batch takes while it is trained on: inputs and targets, and Z, A and
        Δ of each layer, padded as the core pads them.

    The memory leaves out what the products need in passing, which depends on the instruction set
    and the threads, and what an optimizer remembers. The flops leave out what grows with the
    neurons only and not with the weights: σ, σ′, ⊙, the cost, BP3; and the step itself.
    """

    sizes: tuple[int, ...]
    cost: str
    dtype: str
    layers: tuple[LayerSummary, ...]
    batch_size: int
    row_bytes: int

    @property
    def parameters(self) -> int:
        """Weights and biases of all layers."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def parameter_bytes(self) -> int:
        """Bytes of the parameters as the core holds them."""
        return sum(layer.parameter_bytes for layer in self.layers)

    @property
    def gradient_bytes(self) -> int:
        """Bytes of the gradient."""
        return self.parameter_bytes

    @property
    def rollback_bytes(self) -> int:
        """Bytes of the weights to go back to."""
        return self.parameter_bytes

    @property
    def workspace_bytes(self) -> int:
        """Bytes of the matrices of one mini-batch."""
        return self.batch_size * self.row_bytes

    @property
    def total_bytes(self) -> int:
        """Bytes of parameters, gradient, copy and mini-batch together."""
        return 3 * self.parameter_bytes + self.workspace_bytes

    @property
    def forward_flops(self) -> int:
        """Floating-point operations of `feedforward` for one sample."""
        return sum(layer.forward_flops for layer in self.layers)

    @property
    def backward_flops(self) -> int:
        """Floating-point operations of the backward pass for one sample."""
        return sum(layer.backward_flops for layer in self.layers)

    def __str__(self) -> str:
        from deltaward.summary_table import as_text

        return as_text(self)

    def _repr_html_(self) -> str:
        from deltaward.summary_table import as_html

        return as_html(self)


def summarize(net: NetworkBase, batch_size: int) -> Summary:
    """Summarize a network; see `deltaward.Network.summary`."""
    batch_size = arguments.integer(batch_size, "batch_size", 1)
    item = net.dtype.itemsize
    layers = []
    for layer, (w, b) in enumerate(zip(net.weights, net.biases, strict=True)):
        n_out, n_in = w.shape
        products = 2 * n_in * n_out
        layers.append(
            LayerSummary(
                layer=layer + 1,
                weights=(n_out, n_in),
                biases=(n_out,),
                activation=str(net.activations[layer]),
                parameters=w.size + b.size,
                parameter_bytes=(n_in + 1) * _padded_bytes(n_out, item),
                forward_flops=products,
                backward_flops=products if layer == 0 else 2 * products,
            )
        )
    sizes = net.sizes
    return Summary(
        sizes=tuple(sizes),
        cost=net.cost if isinstance(net.cost, str) else costs.name_of(net.cost),
        dtype=net.dtype.name,
        layers=tuple(layers),
        batch_size=batch_size,
        row_bytes=_row_bytes(sizes, item),
    )


def _row_bytes(sizes: Sequence[int], item: int) -> int:
    x_and_y = _padded_bytes(sizes[0], item) + _padded_bytes(sizes[-1], item)
    return x_and_y + 3 * sum(_padded_bytes(n, item) for n in sizes[1:])


def _padded_bytes(n: int, item: int) -> int:
    """Bytes of a row of n numbers in the core, asked of the core, which pads by bytes."""
    strides = _core.padded_zeros(0, n * item // 4).strides
    return int(strides[0])
