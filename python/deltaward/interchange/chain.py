# SPDX-License-Identifier: MIT
"""Layers, one after the other, that become a network."""

from dataclasses import dataclass, field

import numpy as np

from deltaward import _core, arguments
from deltaward.base import Array
from deltaward.costs import Cost
from deltaward.network import Network


def default_cost(output: str) -> str:
    """Return cross_entropy for outputs that are probabilities, quadratic for others."""
    return "cross_entropy" if output in ("softmax", "sigmoid") else "quadratic"


@dataclass
class Chain:
    """Layers in the order of the data.

    Attributes
    ----------
    source : str
        What error messages begin with: the caller's argument, or the file.
    weights : list of (n_out, n_in) arrays
    biases : list of (n_out,) arrays
    activations : list of str
        One shorter than the others while the last layer has no activation yet.
    """

    source: str
    weights: list[Array] = field(default_factory=list)
    biases: list[Array] = field(default_factory=list)
    activations: list[str] = field(default_factory=list)

    def error(self, where: str, why: str) -> ValueError:
        """Make the error of a part that no network of deltaward has."""
        return ValueError(f"{self.source}: {where}: {why}")

    def linear(self, weight: Array, bias: Array | None, where: str) -> None:
        """Append a layer.

        Parameters
        ----------
        weight : (n_out, n_in) array of float32 or float64
        bias : (n_out,) array, optional
            Zeros by default.
        where : str
            The part that it comes from, for error messages.

        Raises
        ------
        ValueError
            If dtype or shape do not fit, or the layer before ends with softmax.
        """
        if weight.dtype not in (np.float32, np.float64):
            raise self.error(where, f"weights of {weight.dtype}; expected float32 or float64")
        if weight.ndim != 2 or 0 in weight.shape:
            raise self.error(where, f"weights of shape {weight.shape}; expected (n_out, n_in)")
        bias = np.zeros(len(weight), weight.dtype) if bias is None else bias
        if bias.shape != (len(weight),):
            raise self.error(where, f"biases of shape {bias.shape}; expected {(len(weight),)}")
        if self.weights and self.weights[-1].shape[0] != weight.shape[1]:
            raise self.error(
                where,
                f"{weight.shape[1]} inputs; the layer before has {len(self.weights[-1])} neurons",
            )
        if len(self.activations) < len(self.weights):
            self.activations.append("identity")
        if self.activations and self.activations[-1] == "softmax":
            raise self.error(where, "a layer after softmax, which only the last layer can have")
        self.weights.append(weight)
        self.biases.append(bias)

    def activation(self, name: str, where: str) -> None:
        """Give the last layer its activation.

        Raises
        ------
        ValueError
            If there is no layer, or it has one already.
        """
        if name == "identity":
            return
        if not self.weights:
            raise self.error(where, f"{name} of the inputs; expected a layer of neurons before it")
        if len(self.activations) == len(self.weights):
            raise self.error(
                where, f"{name} after {self.activations[-1]}; expected one activation a layer"
            )
        if name == "softmax" and len(self.weights[-1]) == 1:
            raise self.error(where, "softmax of one neuron, which is always 1; expected sigmoid")
        self.activations.append(name)

    def network(self, cost: str | Cost | None, output_activation: str | None) -> Network:
        """Make the network.

        Parameters
        ----------
        cost : str or Cost, optional
            Default: `default_cost` of the output activation.
        output_activation : str, optional
            Put after a last layer that has none.

        Raises
        ------
        ValueError, TypeError
            If there is no layer, the last one has an activation already, or the cost does not fit.
        """
        if not self.weights:
            raise ValueError(f"{self.source}: no layer of neurons")
        names = [*self.activations, "identity"][: len(self.weights)]
        if output_activation is not None:
            arguments.choice(output_activation, "output_activation", _core.activation_names())
            if names[-1] not in ("identity", output_activation):
                raise ValueError(
                    f"output_activation: {output_activation!r}, and {self.source} ends with "
                    f"{names[-1]!r}; expected one of the two"
                )
            names[-1] = output_activation
        net = Network(
            [self.weights[0].shape[1], *(len(w) for w in self.weights)],
            activation=names,
            cost=default_cost(names[-1]) if cost is None else cost,
            init="glorot_uniform",
            dtype=np.result_type(*self.weights, *self.biases),
        )
        for own, given in zip(net.weights + net.biases, self.weights + self.biases, strict=True):
            own[:] = given
        return net
