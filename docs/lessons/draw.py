# SPDX-License-Identifier: MIT
"""The pictures of the lessons, one function each, named like its page.

Each writes ``pictures/<its name>.png`` below the folder that Python was started in and returns the
figure, which notebooks show.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deltaward.plots import style
from deltaward.plots.style import BLUE, GREEN, SKY, VERMILION

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = npt.NDArray[Any]

GREY = "#666666"
DPI = 120  # 768 pixels wide: sharp enough for a page, and about 35 kB.


def _axes(columns: int = 1, *, height: float = 3.2, width: float = 6.4) -> tuple["Figure", Any]:
    """Make a figure, and its axes with a grid and without a box."""
    figure = style.new_figure(width, height)
    axes = figure.subplots(1, columns, squeeze=False)[0]
    for axis in axes:
        axis.spines[["top", "right"]].set_visible(False)
        axis.grid(True, alpha=0.35, linewidth=0.6)
        axis.set_axisbelow(True)
    return figure, axes[0] if columns == 1 else axes


def _written(figure: "Figure", name: str) -> "Figure":
    Path("pictures").mkdir(exist_ok=True)
    figure.savefig(f"pictures/{name}.png", dpi=DPI, pil_kwargs={"optimize": True})
    return figure


def transpose_or_inverse(slope: Array, back: Array, inverse: Array) -> "Figure":
    """Put Wᵀδ and W⁺δ, (n,) each, over the slopes (n,) that pushing the activations measured."""
    figure, axis = _axes()
    ends = np.array([slope.min(), slope.max()])
    axis.plot(ends, ends, color=GREY, linewidth=0.8, label="what they ought to be")
    axis.plot(slope, back, "o", color=BLUE, label="Wᵀδ, the transpose")
    axis.plot(slope, inverse, "x", color=VERMILION, label="W⁺δ, the pseudo-inverse")
    axis.set_xlabel("measured: change of the cost per push of the activation")
    axis.set_ylabel("computed")
    axis.legend(frameon=False)
    return _written(figure, "01_transpose_or_inverse")


def the_gate(z: Array, gate: Array, back: Array, delta: Array) -> "Figure":
    """Draw the neurons (n,) on the curve of σ′, and beside it what their gates let through."""
    figure, (left, right) = _axes(2)
    curve = np.linspace(min(-8, z.min()), max(8, z.max()), 300)
    left.plot(curve, 1 / (2 + np.exp(curve) + np.exp(-curve)), color=GREY, linewidth=0.8)
    left.plot(z, gate, "o", color=BLUE)
    left.set_xlabel("z")
    left.set_ylabel("gate σ′(z)")
    order = np.argsort(-gate)
    places = np.arange(len(order))
    right.bar(places, np.abs(back[order]), color=SKY, label="|Wᵀδ|")
    right.bar(places, np.abs(delta[order]), color=BLUE, label="|δ|, let through")
    right.set_xlabel("hidden neurons, widest gate first")
    right.set_xticks([])
    right.set_ylim(0, 1.3 * float(np.abs(back).max()))
    right.legend(frameon=False)
    return _written(figure, "02_the_gate")


def what_is_delta(pushes: Array, costs: list[float], before: float, slope: float) -> "Figure":
    """Draw the cost over the pushes (k,) at a neuron, and the tangent that δ promises."""
    figure, axis = _axes()
    axis.plot(pushes, costs, color=BLUE, label="the cost")
    near = pushes[np.abs(pushes) <= 2]
    label = f"the tangent, slope δ = {slope:.3f}"
    axis.plot(near, before + slope * near, color=VERMILION, linestyle="--", label=label)
    axis.plot([0], [before], "o", color=BLUE)
    axis.set_xlabel("push Δz at the neuron")
    axis.set_ylabel("cost of the digit")
    axis.legend(frameon=False)
    return _written(figure, "03_what_is_delta")


def cross_entropy(curves: dict[str, list[float]]) -> "Figure":
    """Draw the output of a neuron over the epochs, under each cost."""
    figure, axis = _axes()
    axis.plot(curves["quadratic"], color=VERMILION, linestyle="--", label="quadratic")
    axis.plot(curves["cross_entropy"], color=BLUE, label="cross-entropy")
    axis.set_xlabel("epoch")
    axis.set_ylabel("output a, the target is 0")
    axis.set_ylim(0, 1)
    axis.legend(frameon=False)
    return _written(figure, "04_cross_entropy")


def slow_neurons(biases: Array, into: Array, out_of: Array) -> "Figure":
    """Draw the lengths of the gradients of a neuron's weights over its bias, (k,) each."""
    figure, axis = _axes()
    axis.semilogy(biases, into, color=VERMILION, linestyle="--", label="weights into the neuron")
    axis.semilogy(biases, out_of, color=BLUE, label="weights out of the neuron")
    axis.set_xlabel("bias of the neuron: always off … always on")
    axis.set_ylabel("length of the gradient")
    axis.legend(frameon=False)
    return _written(figure, "05_slow_neurons")


def shapes(w: Array, k: int, j: int) -> "Figure":
    """Write W (n_out, n_in) as a grid, with row k and column j coloured."""
    from matplotlib.patches import Rectangle

    n_out, n_in = w.shape
    figure, axis = _axes(height=3.6)
    axis.grid(False)
    axis.spines[:].set_visible(False)
    for place, number in np.ndenumerate(w):
        axis.text(place[1], place[0], f"{number:.1f}", ha="center", va="center", fontsize=8)
    row = Rectangle((-0.5, k - 0.5), n_in, 1, alpha=0.45, color=SKY)
    column = Rectangle((j - 0.5, -0.5), 1, n_out, alpha=0.45, color=VERMILION)
    row.set_label(f"row {k}, forward:\nwhat feeds output neuron {k}")
    column.set_label(f"column {j}, backward:\nwhat hidden neuron {j} feeds")
    for frame in (row, column):
        axis.add_patch(frame)
    axis.set(xlim=(-0.5, n_in - 0.5), ylim=(n_out - 0.5, -0.5))
    axis.set(xticks=range(n_in), yticks=range(n_out))
    axis.tick_params(length=0)
    axis.set_xlabel("from hidden neuron")
    axis.set_ylabel("to output neuron")
    axis.legend(loc="upper left", bbox_to_anchor=(1.02, 1), frameon=False)
    return _written(figure, "06_shapes")


def old_or_new_weights(rates: Array, off: list[float]) -> "Figure":
    """Draw the relative error of the gradient over the learning rates (k,)."""
    figure, axis = _axes()
    axis.loglog(rates, off, "o-", color=VERMILION, label="new weights in BP2")
    axis.set_xlabel("learning rate η")
    axis.set_ylabel("error of ∇W of layer 1")
    axis.legend(frameon=False)
    return _written(figure, "07_old_or_new_weights")


def sum_or_mean(sizes: list[int], mean: Array, total: Array) -> "Figure":
    """Draw the lengths of the mean and of the sum of the gradients over the sizes, (k,) each."""
    figure, axis = _axes()
    axis.loglog(sizes, total, "x--", color=VERMILION, label="sum")
    axis.loglog(sizes, mean, "o-", color=BLUE, label="mean")
    axis.set_xlabel("samples in the mini-batch")
    axis.set_ylabel("length of the gradient")
    axis.legend(frameon=False)
    return _written(figure, "08_sum_or_mean")


def signs(runs: dict[str, list[float]]) -> "Figure":
    """Draw the cost over the steps of the four runs."""
    figure, axis = _axes()
    ways = {True: (VERMILION, "--"), False: (BLUE, "-")}
    for first, (mark, (name, costs)) in enumerate(zip("os^x", runs.items(), strict=True)):
        color, line = ways[costs[-1] > costs[0]]
        axis.plot(costs, line, color=color, marker=mark, markevery=(first, 5), label=name)
    axis.set_xlabel("step")
    axis.locator_params(axis="x", integer=True)
    axis.set_ylabel("cost")
    axis.legend(frameon=False)
    return _written(figure, "09_signs")


def softmax_jacobian(jacobian: Array) -> "Figure":
    """Draw the Jacobian (n, n) as a map, 0 in white."""
    figure, axis = _axes(height=4.2)
    axis.grid(False)
    most = float(np.abs(jacobian).max())
    image = axis.imshow(jacobian, cmap="PuOr_r", vmin=-most, vmax=most)
    figure.colorbar(image, label="∂a / ∂z")
    axis.set(xticks=range(len(jacobian)), yticks=range(len(jacobian)))
    axis.set_xlabel("z that is pushed")
    axis.set_ylabel("output a that moves")
    return _written(figure, "10_softmax_jacobian")


def gradient_check(steps: Array, errors: dict[str, list[float]]) -> "Figure":
    """Draw the errors of differences over their steps (k,), a line for each name."""
    figure, axis = _axes()
    looks = ((BLUE, "o-"), (GREEN, "s-"), (VERMILION, "x--"))
    for (name, values), (color, line) in zip(errors.items(), looks, strict=True):
        # Where rounding hides the whole step, the difference is 0 and says nothing.
        seen = np.where(np.array(values) > 0, values, np.nan)
        axis.loglog(steps, seen, line, color=color, markersize=4, label=name)
    axis.set_ylim(top=100)
    axis.set_xlabel("step h")
    axis.set_ylabel("error of the differences")
    axis.legend(frameon=False, loc="lower left")
    return _written(figure, "11_gradient_check")


def why_not_zero(random: Array, zero: Array) -> "Figure":
    """Draw the weights of five hidden neurons, (n, 64) each, as images of 8 × 8 pixels."""
    figure = style.new_figure(6.4, 2.9)
    axes = figure.subplots(2, 5)
    for row, weights, name in zip(axes, (random, zero), ("random start", "all 0"), strict=True):
        most = float(np.abs(weights[:5]).max())
        for k, axis in enumerate(row):
            axis.imshow(weights[k].reshape(8, 8), cmap="PuOr_r", vmin=-most, vmax=most)
            axis.set(xticks=[], yticks=[], title=f"neuron {k}")
        row[0].set_ylabel(name)
    return _written(figure, "12_why_not_zero")
