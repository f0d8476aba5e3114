# SPDX-License-Identifier: MIT
"""The pictures of equations.md: each equation on the numbers of a 3-4-2 network.

``python docs/pictures/equations.py FOLDER`` writes them.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np

import deltaward as dw
from deltaward.plots import style

CELL, GAP = 0.48, 0.4  # Inches: a number, and the room around a sign.
WIDTH = 11.2  # Of all, so that all numbers are of one size on the page.
SAMPLE, NEURON = 1, 2  # The entry whose making is marked.


def matrices(folder: Path, name: str, parts: list[Any]) -> None:
    """Draw matrices and the signs between them in a row.

    A part is a sign or (title, array, rows and columns to mark). What is marked makes one entry.
    """
    grids = [part for part in parts if not isinstance(part, str)]
    tallest = max(array.shape[0] for _, array, _ in grids)
    width = sum(GAP if isinstance(p, str) else CELL * p[1].shape[1] for p in parts)
    height = CELL * tallest + 0.75
    figure = style.new_figure(WIDTH, height)
    figure.set_layout_engine("none")
    axis = figure.add_axes((0, 0, 1, 1))
    axis.set(xlim=(0, WIDTH), ylim=(0, height))
    axis.set_axis_off()
    left, middle = (WIDTH - width) / 2, CELL * tallest / 2 + 0.1
    for part in parts:
        if isinstance(part, str):
            axis.text(left + GAP / 2, middle, part, ha="center", va="center", fontsize=15)
            left += GAP
            continue
        title, array, marked = part
        grid(axis, left, middle, array, marked)
        top = middle + CELL * array.shape[0] / 2 + 0.1
        shape = f"{array.shape[0]} × {array.shape[1]}"
        center = left + CELL * array.shape[1] / 2
        axis.text(center, top + 0.2, title, ha="center", va="bottom", fontsize=11)
        axis.text(center, top, shape, ha="center", va="bottom", fontsize=8, color="#555555")
        left += CELL * array.shape[1]
    style.write(figure, folder / f"{name}.png")


def grid(axis: Any, left: float, middle: float, array: Any, marked: tuple[Any, Any]) -> None:
    """Draw a matrix as cells with numbers, those in the marked rows and columns with a colour."""
    from matplotlib.patches import Rectangle

    rows, columns = array.shape
    top = middle + CELL * rows / 2
    is_marked = np.zeros(array.shape, bool)
    is_marked[marked] = True
    for i in range(rows):
        for j in range(columns):
            x, y = left + CELL * j, top - CELL * (i + 1)
            colour = "#CFE6F5" if is_marked[i, j] else "white"
            axis.add_patch(Rectangle((x, y), CELL, CELL, fc=colour, ec="#777777", lw=0.8))
            axis.text(
                x + CELL / 2,
                y + CELL / 2,
                f"{array[i, j]:.2f}".replace("-", "−"),
                ha="center",
                va="center",
                fontsize=9,
                fontweight="bold" if is_marked[i, j] else "normal",
            )


def main(folder: Path) -> None:
    """Draw all."""
    net = dw.Network(
        [3, 4, 2],
        activation="sigmoid",
        cost="quadratic",
        init="standard_normal",
        dtype="float64",
        seed=1262,  # of the first 3,000 the one whose smallest number is largest
    )
    x = np.array([[0.9, 0.1, 0.4], [0.2, 0.8, 0.6]])
    y = np.array([[1.0, 0.0], [0.0, 1.0]])
    t = net.trace(x, y)
    hidden, last = t.layers
    w1, w2 = net.weights
    row, column, cell = (SAMPLE, slice(None)), (slice(None), NEURON), (SAMPLE, NEURON)
    bias = net.biases[0][None, :]
    matrices(
        folder,
        "forward",
        [
            ("A⁰", x, row),
            "·",
            ("(W¹)ᵀ", w1.T, column),
            "+",
            ("b¹", bias, (slice(None), NEURON)),
            "=",
            ("Z¹", hidden.z, cell),
            "σ→",
            ("A¹", hidden.activation, cell),
        ],
    )
    matrices(
        folder,
        "bp1",
        [
            ("∇ₐC = A² − Y", last.activation - y, (SAMPLE, 0)),
            "⊙",
            ("σ′(Z²)", last.sigma_prime, (SAMPLE, 0)),
            "=",
            ("Δ²", last.delta, (SAMPLE, 0)),
        ],
    )
    matrices(
        folder,
        "bp2",
        [
            ("Δ²", last.delta, row),
            "·",
            ("W²", w2, column),
            "=",
            ("sent back", hidden.back, cell),
            "⊙",
            ("σ′(Z¹)", hidden.sigma_prime, cell),
            "=",
            ("Δ¹", hidden.delta, cell),
        ],
    )
    matrices(
        folder,
        "bp3",
        [("Δ¹", hidden.delta, column), "Σ→", ("∂C/∂b¹", hidden.delta.sum(0)[None], (0, NEURON))],
    )
    matrices(
        folder,
        "bp4",
        [
            ("(Δ¹)ᵀ", hidden.delta.T, (NEURON, slice(None))),
            "·",
            ("A⁰", x, (slice(None), 0)),
            "=",
            ("∂C/∂W¹", hidden.delta.T @ x, (NEURON, 0)),
        ],
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
