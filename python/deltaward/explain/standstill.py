# SPDX-License-Identifier: MIT
"""Layers whose δ is 0 on all samples though the outputs miss their targets, and why it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from deltaward.explain.layer_figures import GATED, GREATEST, MISS, Arriving, Tally


@dataclass(frozen=True)
class Standstill:
    """δ = 0 on all samples.

    Attributes
    ----------
    layer : int
        The last such layer, counted from 1; all before it are such, for δ comes through it.
    why : str
        Where δ ends.
    though : str
        Why it should not be 0.
    """

    layer: int
    why: str
    though: str


def standstill(tallies: Sequence[Tally]) -> Standstill | None:
    """Return where δ ends; None if it reaches the first layer, or if there is no error to send.

    Of a network that fits its targets, to `MISS`, δ = 0 is right. Of a cost of one's own it is not
    known what a perfect fit is: there δ of the last layer tells.
    """
    stuck = sum(tally.delta == 0 for tally in tallies)
    last = tallies[-1]
    own = not last.targets_known
    wrong = last.greatest_delta > MISS if own else last.arriving.greatest > 0
    if not stuck or not wrong:
        return None
    why = _output(last) if stuck == len(tallies) else _hidden(tallies[stuck - 1], stuck)
    missed = f"outputs are more than {MISS:g} from their targets"
    return Standstill(stuck, why, f"|δ| of the last layer is above {MISS:g}" if own else missed)


def _output(tally: Tally) -> str:
    at = tally.arriving
    missed = f"Outputs are up to {at.greatest:.3g} from their targets, but "
    if tally.activation == "softmax":
        return (
            f"{missed}softmax is so sure, one output 1 and the others 0, that its Jacobian in Δᴸ "
            "is 0; with cross_entropy it cancels."
        )
    return missed + _gate(tally, at, "∇ₐC") + "."


def _hidden(tally: Tally, layer: int) -> str:
    if tally.back == 0:
        return f"Layer {layer + 1} has a δ, but its weights send nothing back: Wᵀδ = 0."
    return f"Wᵀδ of layer {layer + 1} arrives, but {_gate(tally, tally.arriving, 'Wᵀδ')}."


def _gate(tally: Tally, at: Arriving, error: str) -> str:
    name = tally.activation
    if at.slope:
        return f"{error} ⊙ σ′ is 0 to the last bit, for σ′ is at most {at.slope:.2g} there"
    if name in GREATEST:
        return f"σ′ of {name} is 0 there, for |z| is at least {at.nearest:.3g}"
    if name in GATED:
        return f"σ′ of {name} is 0 there, for z is {at.low:.3g} to {at.high:.3g}"
    return f"{error} ⊙ σ′ is 0"
