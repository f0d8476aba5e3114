# SPDX-License-Identifier: MIT
"""The methods of `deltaward.Network` that show how it learns."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy.typing as npt

from deltaward.base import Array
from deltaward.explain.filming import Filming
from deltaward.explain.presenting import Presenting
from deltaward.explain.tracing import Tracing

if TYPE_CHECKING:
    from deltaward.explain.blame import Blame
    from deltaward.explain.diagnose_callback import DiagnoseCallback
    from deltaward.explain.diagnosis import Diagnosis
    from deltaward.explain.gradient_check import GradientCheck
    from deltaward.explain.lab import BackpropComparison

__all__ = ["DiagnoseCallback", "Explaining"]


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Import the callback when it is first asked for."""
        if name == "DiagnoseCallback":
            from deltaward.explain.diagnose_callback import DiagnoseCallback

            return DiagnoseCallback
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


class Explaining(Filming, Presenting, Tracing):
    """Gradients and what they are made of."""

    def gradient(
        self, x: npt.ArrayLike, y: npt.ArrayLike, sample_weight: npt.ArrayLike | None = None
    ) -> tuple[list[Array], list[Array]]:
        """Compute the gradient of the cost by backpropagation (BP1 to BP4).

        Parameters
        ----------
        x, y : arrays
            As in `evaluate`; they make one mini-batch.
        sample_weight : (m,) array, optional
            Weights of the samples, not negative. The mean is Σ wᵢ∇Cᵢ / Σ wᵢ, so a weight of 2 is
            the same as having the row twice.

        Returns
        -------
        nabla_b, nabla_w : lists of arrays
            Shaped like `biases` and `weights`: the mean over the samples, which a step uses.

        Raises
        ------
        TypeError, ValueError
            As `evaluate`.
        """
        data = self._core.dataset(x, y, sample_weight)
        self._check_own_cost(x, y, stacklevel=2)
        return self._core.gradient(data)

    def check_gradients(
        self, x: npt.ArrayLike, y: npt.ArrayLike, *, entries: int = 200, seed: int = 0
    ) -> "GradientCheck":
        """Compare backpropagation with central differences of the cost, in float64.

        Parameters
        ----------
        x, y : arrays
            As in `evaluate`.
        entries : int, default 200
            How many weights and biases of each layer are probed, drawn by `seed`.
        seed : int, default 0
            Of the draw.

        Returns
        -------
        GradientCheck
            The agreement of each layer, with angle, ratio of lengths and the worst entry; true
            where all agree. Its `curve` is the error over the step of the differences, with the
            kinks that they step across, `plot` draws it.

        Raises
        ------
        TypeError, ValueError
            As `evaluate`, and for bad entries or seed.
        """
        from deltaward.explain.gradient_check import check_gradients

        return check_gradients(self, x, y, entries=entries, seed=seed)

    def compare_backprop(
        self,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        *,
        variants: Sequence[str] | None = None,
        step: float | None = None,
        entries: int = 200,
        seed: int = 0,
    ) -> "BackpropComparison":
        """Put the right backward pass beside the wrong ones that learners write.

        Each is compared, layer by layer, with central differences of the cost in float64, and
        makes one step of the same length on a copy of the network. A wrong backward pass often
        lowers the cost too, so look at the angle and the length.

        Parameters
        ----------
        x, y : arrays
            As in `evaluate`; they make one mini-batch.
        variants : sequence of str, optional
            Which ones, beside "transpose", the right one; by default all that the network allows:

            - "pseudo-inverse": (Wˡ⁺¹)⁺ in place of (Wˡ⁺¹)ᵀ.
            - "no gate": without ⊙ σ′(z), in the last layer too: Δᴸ = ∇ₐC. That keeps its right δ
              where there is no gate in it (cross_entropy: a − y) or the cost is of one's own.
            - "gate of a": σ′(a) in place of σ′(z). The last layer as above, and with softmax. For
              relu, leaky_relu and identity this is right.
            - "updated weights": Wˡ⁺¹ already stepped when δˡ is computed.
            - "sum": the sum over the samples in place of the mean.
            - "sign": target minus output.
            - "diagonal softmax": only the diagonal of the softmax Jacobian, so it needs a softmax
              output and a cost with a name; with cross_entropy δᴸ = −y(1 − a).
        step : float, optional
            Length of the step, over all weights and biases together. By default that of the right
            gradient with the largest learning rate of 1, ½, ¼, … that lowers the cost by at least
            half of what the gradient promises. "updated weights" steps with the same learning rate.
        entries : int, default 200
            How many weights and biases of each layer are compared, drawn by `seed`; those whose
            differences step across a kink are left out.
        seed : int, default 0
            Of the draw.

        Returns
        -------
        BackpropComparison
            ``variants[name].layers[l]`` has `cosine` and `ratio` (of the lengths),
            ``variants[name].cost_after``, and `table`; a table when it is printed or shown by a
            notebook.

        Raises
        ------
        TypeError, ValueError
            As `evaluate`; for a variant that is not known or that the network does not allow, a
            step that is not above 0, bad entries or seed.
        FloatingPointError
            If the cost or its gradient is not finite.
        """
        from deltaward.explain.lab import compare_backprop

        return compare_backprop(
            self, x, y, variants=variants, step=step, entries=entries, seed=seed
        )

    def blame(self, x: npt.ArrayLike, y: npt.ArrayLike, layer: int, neuron: int) -> "Blame":
        """Split the δ of one neuron, for one sample, into the paths it came along.

        Parameters
        ----------
        x : (n_in,) or (1, n_in) array
            One sample.
        y : int, or (n_out,), (1,) or (1, n_out) array
            Its class or target values. As in `evaluate`: beside an x of (1, n_in) an array of one
            class, (1,), or of the values, (1, n_out).
        layer : int
            Counted from 1, the first non-input layer.
        neuron : int
            Counted from 0.

        Returns
        -------
        Blame
            δ, the paths (products of gates and weights, times Δᴸ at their end), which sum to δ,
            and the split by edges; `Blame.plot` draws it.

        Raises
        ------
        TypeError, ValueError
            As `evaluate`, for x that is not one sample, and for a layer or neuron that is not
            there.
        """
        from deltaward.explain.blame import blame

        return blame(self, x, y, layer, neuron)

    def diagnose(
        self,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        *,
        saturated: float = 0.05,
        saturated_samples: float = 0.9,
        wrong: float = 0.5,
        dead: float = 1e-6,
        near_zero: float = 0.01,
        near_zero_share: float = 0.9,
        slow: float = 0.1,
        exploding: float = 10.0,
        fewest_samples: int = 32,
    ) -> "Diagnosis":
        """Find what keeps layers from learning: closed gates, and an error that fades or grows.

        The speeds of the layers are those of chapter 5 of the book, saturation that of chapter 2.
        A diagnosis tells how the network is on these samples now; a rule that speaks points at a
        likely cause, and one that doesn't is no proof of health. Where δ is exactly 0 on all
        samples, though outputs miss their targets by more than 0.001 (with a cost of one's own:
        though ``|δ|`` of the last layer is above that), a finding names the layers and says why.

        Parameters
        ----------
        x, y : arrays
            As in `evaluate`. A few hundred samples will do.
        saturated : float, default 0.05
            A sigmoid or tanh is saturated where σ′ is below this part of σ′(0), its greatest.
        saturated_samples : float, default 0.9
            A hidden neuron is told of if it is saturated on at least this part of the samples.
        wrong : float, default 0.5
            So is an output that is saturated and more than 0.5 from its target on at least this
            part of them, where the cost has σ′ in Δᴸ (any but cross_entropy).
        dead : float, default 1e-6
            A neuron of relu and its relatives is dead if ``|σ′|`` is at most this on all samples.
            Of a sigmoid or tanh the findings "saturated" and, in the last layer, "saturated
            wrong" then say that practically no δ gets through.
        near_zero, near_zero_share : float, default 0.01 and 0.9
            A layer is told of if at least this part of the activations that come in is below
            near_zero.
        slow : float, default 0.1
            A hidden layer is slow if ‖∂C/∂b‖ is at most this part of a later hidden layer's.
        exploding : float, default 10
            The error explodes if ‖δ‖ of a layer is at least so many times that of the last.
        fewest_samples : int, default 32
            With fewer samples no rule speaks, for on a few samples half of all relus look dead.

        Returns
        -------
        Diagnosis
            The figures of the layers and the findings.

        Raises
        ------
        TypeError, ValueError
            As `evaluate`, and for bad thresholds.
        """
        from deltaward.explain.diagnosis import diagnose
        from deltaward.explain.findings import Thresholds

        thresholds = Thresholds(
            saturated,
            saturated_samples,
            wrong,
            dead,
            near_zero,
            near_zero_share,
            slow,
            exploding,
            fewest_samples,
        )
        return diagnose(self, x, y, thresholds)
