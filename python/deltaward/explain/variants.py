# SPDX-License-Identifier: MIT
"""The backward passes that learners write by mistake, each one change away from the right one.

Every variant runs the equations of `deltaward.equations` and gives one of them a wrong argument.
"""

from typing import Any

import numpy as np

from deltaward import equations
from deltaward.explain.differences import Array, Batch

Gradient = tuple[list[Array], list[Array]]  # nabla_b, nabla_w
FAR = 1e3  # There σ′ of softplus is 1 to the last bit.


class Right:
    """BP1 to BP4 with every argument as it should be; a variant overrides what it gets wrong."""

    equation = "δˡ = (Wˡ⁺¹)ᵀδˡ⁺¹ ⊙ σ′(zˡ), the network's own"

    def __init__(self, held: Batch, trace: dict[str, Any], learning_rate: float) -> None:
        self.net, self.targets = held.net, held.targets
        self.trace, self.learning_rate = trace, learning_rate
        self.output = held.net.activations[-1]
        # Δᴸ = a − y at once, or what the caller's own cost says: no ∇ₐC and no gate apart.
        self.has_gate = not self.is_own(held) and held.net.cost != "cross_entropy"

    @staticmethod
    def is_own(held: Batch) -> bool:
        """Whether the cost is an object of the caller's."""
        return not isinstance(held.net.cost, str)

    @classmethod
    def refusal(cls, held: Batch) -> str | None:
        """Return what the network lacks for this mistake, None if it can be made."""
        return None

    def told(self) -> str:
        """Return what is different with this network."""
        return self.equation

    def gradient(self) -> Gradient:
        """Return (nabla_b, nabla_w)."""
        return self.trace["nabla_b"], self.trace["nabla_w"]


class Variant(Right):
    """The loop over the layers, last one first."""

    def _output_error(self) -> Array:
        """Δᴸ, (m, n_L)."""
        return np.asarray(self.trace["delta"][-1])

    def _matrix(self, layer: int, nabla_w: Array) -> Array:
        """Return what brings the error of `layer` to the one before, (n_l, n_{l-1})."""
        return np.asarray(self.net.weights[layer])

    def _gate(self, layer: int) -> tuple[Array, str]:
        """Return where σ′ is taken, (m, n_l), and of which activation."""
        return self.trace["z"][layer], self.net.activations[layer]

    def _no_gate_there(self) -> str:
        """Say why Δᴸ stays as it is, for an output without `has_gate`."""
        own = not isinstance(self.net.cost, str)
        return " (Δᴸ is what the cost returns)" if own else " (Δᴸ = a − y has none)"

    def _slope(self) -> Array:
        """Return ∇ₐC, (m, n_L), which BP1 gives where σ′ is 1."""
        a = self.trace["activation"][-1]
        far = np.full_like(a, FAR)
        cost = str(self.net.cost)
        slope = equations.output_error(far, a, self.targets, "softplus", cost)
        return np.asarray(slope, np.float64)

    def gradient(self) -> Gradient:
        """Return (nabla_b, nabla_w), means over the samples."""
        a = [self.trace["inputs"], *self.trace["activation"]]
        m, last = len(a[0]), len(self.net.weights) - 1
        delta = self._output_error()
        nabla_b: list[Array] = []
        nabla_w: list[Array] = []
        for layer in range(last, -1, -1):
            if layer < last:
                matrix = self._matrix(layer + 1, nabla_w[0])
                delta = np.asarray(equations.propagate_delta(matrix, delta, *self._gate(layer)))
            nabla_b.insert(0, np.asarray(equations.bias_gradient(delta)) / m)
            nabla_w.insert(0, np.asarray(equations.weight_gradient(delta, a[layer])) / m)
        return nabla_b, nabla_w


class PseudoInverse(Variant):
    """An error is thought to go back through what undoes W."""

    equation = "the pseudo-inverse (Wˡ⁺¹)⁺ in place of (Wˡ⁺¹)ᵀ"

    def _matrix(self, layer: int, nabla_w: Array) -> Array:
        # Finite: an infinite weight makes the gradient NaN, which `compare_backprop` refuses first.
        # LAPACK may never come back from one.
        return np.ascontiguousarray(np.linalg.pinv(self.net.weights[layer]).T)


class NoGate(Variant):
    """The gate is forgotten."""

    equation = "without ⊙ σ′"

    def told(self) -> str:
        """Say what becomes of the gate of the output, which goes too where BP1 has one."""
        return f"{self.equation}{', also in Δᴸ' if self.has_gate else self._no_gate_there()}"

    def _gate(self, layer: int) -> tuple[Array, str]:
        return self.trace["z"][layer], "identity"

    def _output_error(self) -> Array:
        return self._slope() if self.has_gate else super()._output_error()


class GateOfA(Variant):
    """The gate is taken of what is at hand, a."""

    equation = "σ′(aˡ) in place of σ′(zˡ)"

    def told(self) -> str:
        """Say what becomes of the gate of the output, where BP1 has one."""
        if not self.has_gate:
            return f"{self.equation}{self._no_gate_there()}"
        softmax = " (not in Δᴸ: softmax has a Jacobian there)"
        return f"{self.equation}{softmax if self.output == 'softmax' else ', also in Δᴸ'}"

    def _gate(self, layer: int) -> tuple[Array, str]:
        return self.trace["activation"][layer], self.net.activations[layer]

    def _output_error(self) -> Array:
        if not self.has_gate or self.output == "softmax":
            return super()._output_error()
        slope, a = self._slope(), self.trace["activation"][-1]
        gated = equations.propagate_delta(np.eye(a.shape[1]), slope, a, self.output)
        return np.asarray(gated, np.float64)


class UpdatedWeights(Variant):
    """Each layer is stepped as soon as its gradient is there, and then used."""

    equation = "Wˡ⁺¹ already stepped when δˡ is computed"

    def _matrix(self, layer: int, nabla_w: Array) -> Array:
        return np.asarray(self.net.weights[layer] - self.learning_rate * nabla_w)


class Sum(Right):
    """The gradients of the samples are added up."""

    equation = "the sum over the samples in place of the mean"

    def gradient(self) -> Gradient:
        """Return (nabla_b, nabla_w), m times too long."""
        m = len(self.trace["inputs"])
        nabla_b, nabla_w = super().gradient()
        return [m * b for b in nabla_b], [m * w for w in nabla_w]


class Sign(Variant):
    """The error is taken as target minus output."""

    equation = "target minus output: −δᴸ in place of δᴸ"

    def _output_error(self) -> Array:
        return -super()._output_error()


class DiagonalSoftmax(Variant):
    """The neurons of softmax are thought not to depend on each other."""

    equation = "∇ₐC ⊙ a ⊙ (1 − a): only the diagonal of the softmax Jacobian"

    @classmethod
    def refusal(cls, held: Batch) -> str | None:
        """Ask for a softmax output, and for a ∇ₐC that is known."""
        output = held.net.activations[-1]
        if output != "softmax":
            return f"a softmax output; this one is {output}"
        return "a cost with a name; of this one ∇ₐC is not known" if cls.is_own(held) else None

    def _output_error(self) -> Array:
        a = self.trace["activation"][-1]
        if self.net.cost == "cross_entropy":  # ∇ₐC = −y/a, multiplied out: a may be 0
            return np.asarray(-self.targets * (1 - a))
        return np.asarray(self._slope() * a * (1 - a))


VARIANTS: dict[str, type[Right]] = {
    "transpose": Right,
    "pseudo-inverse": PseudoInverse,
    "no gate": NoGate,
    "gate of a": GateOfA,
    "updated weights": UpdatedWeights,
    "sum": Sum,
    "sign": Sign,
    "diagonal softmax": DiagonalSoftmax,
}
