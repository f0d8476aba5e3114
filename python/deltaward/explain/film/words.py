# SPDX-License-Identifier: MIT
"""What stands above each phase: its name, its equation, and the equation in words."""

from typing import NamedTuple

from deltaward.explain.film.step import Step


class Told(NamedTuple):
    """The lines above a phase."""

    title: str
    equation: str
    words: str


def tell(name: str, layer: int, step: Step) -> Told:
    """Return the lines of a phase, by its name and layer."""
    many = step.samples > 1
    of_m = f" Shown is sample {step.sample} of {step.samples:,}." if many else ""
    mean = f", the mean over all {step.samples:,} samples" if many else ""
    last = layer == step.last
    softmax = step.trace.layers[layer - 1].function == "softmax" and layer > 0
    lines = {
        "input": Told(
            "Input",
            "a⁰ = x",
            "One sample enters the network. An edge is as wide as its weight is large, "
            f"and dashed where the weight is below 0.{of_m}",
        ),
        "z": Told(
            f"Forward: weighted input of layer {layer}",
            "zˡ = Wˡ aˡ⁻¹ + bˡ",
            "Each neuron adds up what comes in: every activation before it times the weight "
            "between them, and its bias.",
        ),
        "a": Told(
            f"Forward: activation of layer {layer}",
            "aˡ = σ(zˡ)",
            "softmax turns all z of the layer into shares of 1."
            if softmax
            else "The activation function turns z into what the neuron passes on.",
        ),
        "BP1": Told("BP1: the error of the output", *_output_error(step)),
        "Wᵀδ": Told(
            f"BP2, first half: back to layer {layer}",
            "(Wˡ⁺¹)ᵀ δˡ⁺¹",
            "The errors travel back along the same edges. Each neuron adds up the errors that it "
            "had a part in, each times the weight through which it had it.",
        ),
        "BP2": Told(
            f"BP2, second half: the gate of layer {layer}",
            "δˡ = (Wˡ⁺¹)ᵀ δˡ⁺¹ ⊙ σ′(zˡ)",
            "What came back is multiplied by the slope of σ: how much would a move of z have "
            "moved the activation?",
        ),
        "BP3": Told(
            f"BP3: gradient of the biases of layer {layer}",
            "∂C/∂bˡ = δˡ",
            f"How the cost changes with each bias: it is the error of the neuron itself{mean}. "
            "In the picture ∂b stands for ∂C/∂b.",
        ),
        "BP4": Told(
            f"BP4: gradient of the weights of layer {layer}",
            "∂C/∂wˡₖⱼ = aˡ⁻¹ⱼ δˡₖ",
            "What went in at one end of the edge times the error at its other end"
            f"{mean}. An input of 0 leaves its weights as they are.",
        ),
        "update": Told(
            f"The step: layer {layer}",
            "w → w − η ∂C/∂w,  b → b − η ∂C/∂b",
            f"Every weight and bias moves against its gradient, with η = {step.learning_rate:g}. "
            + (
                "The errors had gone back through the old ones."
                if last
                else "Black edges have their new weight."
            ),
        ),
        "end": Told(
            "After the step",
            f"C: {step.trace.cost:.4g} → {step.cost_after:.4g}",
            "All weights and biases are new; z and a are still those from before the step. "
            "Training does this again and again, one mini-batch after the other.",
        ),
    }
    return lines[name]


def _output_error(step: Step) -> tuple[str, str]:
    """Return the form that BP1 has with this cost."""
    if step.trace.cost_name == "cross_entropy" and not step.own_cost:
        return (
            "δᴸ = ∇ₐC ⊙ σ′(zᴸ) = aᴸ − y",
            "How far each output is from its target. Cross-entropy is chosen so that the slope of "
            "σ cancels: a saturated output that is wrong still learns.",
        )
    return (
        "δᴸ = ∇ₐC ⊙ σ′(zᴸ)",
        "How the cost changes with each output, times the slope of σ there: how much would a "
        "move of z have moved the cost?",
    )
