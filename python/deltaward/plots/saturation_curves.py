# SPDX-License-Identifier: MIT
"""Where on the curve of σ the neurons of a network work."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deltaward import arguments, equations
from deltaward.plots import style
from deltaward.plots.network import Array, Network, blocks, check_network, samples

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BINS = 400  # Of the rug.
CURVED = np.linspace(-8, 8, 1601)  # Where all activations bend.
ALWAYS = 0.9  # A neuron is closed if it is on at least this part of the samples, as in `diagnose`.


@dataclass(frozen=True)
class Layer:
    """z of one layer over all samples.

    Attributes
    ----------
    number : int
        From 1.
    function : str
        The name of σ.
    edges, counts : (BINS + 1,) and (BINS,) arrays
        How many z lie where.
    closed : (n,) array
        For each neuron the share of samples with a ``|σ′|`` below the limit.
    limit : float
        Of ``|σ′|``.
    """

    number: int
    function: str
    edges: npt.NDArray[np.float64]
    counts: npt.NDArray[np.int64]
    closed: npt.NDArray[np.float64]
    limit: float


def saturation(
    net: Network,
    x: npt.ArrayLike,
    *,
    layers: Sequence[int] | None = None,
    saturated: float = 0.05,
    path: str | os.PathLike[str] | None = None,
) -> "Figure":
    """Draw σ and σ′ of each layer over the z that the layer really has on some samples.

    Below the curves lies each layer's own z, darker where there are more of them. Where σ′ is
    nearly 0 the gate of BP2 is shut and a neuron hardly learns; how many are is told above.

    Parameters
    ----------
    net : deltaward.Network
    x : (m, n_in) or (n_in,) array
        As in `deltaward.Network.predict`; gone through in blocks.
    layers : sequence of int, optional
        Which, counted from 1, the first non-input layer. By default all but a softmax, whose
        neurons depend on each other: it has no curve over one z.
    saturated : float, default 0.05
        A neuron counts as saturated on a sample where ``|σ′|`` is below this part of the greatest
        ``|σ′|`` of its curve; it is told of if it is so on at least 90 % of the samples.
    path : path, optional
        Where to write the picture.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    TypeError, ValueError
        As `predict`; for layers that are not there or are softmax, a bad limit, z that are not
        finite, and a bad path.
    OSError
        If the file can't be written.
    """
    check_network(net)
    limit = arguments.fraction(saturated, "saturated")
    chosen = _chosen(net, layers)
    given = samples(net, x)
    if path is not None:
        style.file_format(path)
    found = _measure(net, given, chosen, limit)
    columns = 1 if len(found) == 1 else 2
    rows = -(-len(found) // columns)
    figure = style.new_figure(5.4 * columns + 0.3, 3.5 * rows + 0.6)
    axes = list(figure.subplots(rows, columns, squeeze=False).flat)
    for layer, axis in zip(found, axes, strict=False):
        _draw(layer, axis, limit)
    for axis in axes[len(found) :]:
        axis.remove()
    title = f"σ, σ′ and the z of {len(given):,} sample{'s' * (len(given) > 1)}"
    if layers is None and net.activations[-1] == "softmax":
        title += f"\nLayer {len(net.activations)} is softmax: each output depends on every z, "
        title += "so it has no curve."
    figure.suptitle(title, fontsize=10.5)
    if path is not None:
        style.write(figure, path)
    return figure


def _chosen(net: Network, layers: Any) -> list[int]:
    functions = net.activations
    if layers is None:
        chosen = [i for i, name in enumerate(functions, 1) if name != "softmax"]
        if not chosen:
            raise ValueError("net: its only layer is softmax, where no curve of one z is σ")
        return chosen
    if isinstance(layers, str) or not hasattr(layers, "__iter__"):
        raise TypeError(f"layers: {layers!r}; expected a list of ints like [1, 2]")
    chosen = [arguments.integer(n, f"layers[{i}]", 1, len(functions)) for i, n in enumerate(layers)]
    if not chosen:
        raise ValueError("layers: none; expected at least one")
    for layer in chosen:
        if functions[layer - 1] == "softmax":
            raise ValueError(
                f"layers: layer {layer} is softmax, where each output depends on every z of the "
                "layer: it has no curve"
            )
    return list(dict.fromkeys(chosen))


def _measure(net: Network, given: Array, chosen: Sequence[int], share: float) -> list[Layer]:
    """Go through the samples twice: for the range of z, and to count."""
    low, high = dict.fromkeys(chosen, np.inf), dict.fromkeys(chosen, -np.inf)
    for number, z in _weighted_inputs(net, given, chosen):
        if not np.isfinite(z).all():
            raise ValueError(f"net: z of layer {number} is not finite; look at its weights")
        low[number] = min(low[number], float(z.min()))
        high[number] = max(high[number], float(z.max()))
    edges = {n: np.linspace(*_range(low[n], high[n]), BINS + 1) for n in chosen}
    limits = {n: share * _greatest(net.activations[n - 1]) for n in chosen}
    counts = {n: np.zeros(BINS, np.int64) for n in chosen}
    closed = {n: np.zeros(net.sizes[n], np.int64) for n in chosen}
    for number, z in _weighted_inputs(net, given, chosen):
        counts[number] += np.histogram(z, edges[number])[0]
        slope = np.abs(_curve(net.activations[number - 1], z)[1])
        closed[number] += (slope < limits[number]).sum(axis=0)
    return [
        Layer(n, net.activations[n - 1], edges[n], counts[n], closed[n] / len(given), limits[n])
        for n in chosen
    ]


def _range(low: float, high: float) -> tuple[float, float]:
    """Return a range around 0 that shows both ends of a curve and all z."""
    return min(low, -6.0) - 0.2, max(high, 6.0) + 0.2


def _weighted_inputs(net: Network, given: Array, chosen: Sequence[int]) -> Any:
    """Yield the number of a layer and its z (rows, n), block by block."""
    dtype = net.weights[0].dtype
    for _, rows in blocks(given):
        net.feedforward(rows)  # for what it refuses
        a: Array = rows.astype(dtype)
        if rows.dtype == np.uint8:
            a /= 255
        for number in range(1, max(chosen) + 1):
            w, b, name = (
                net.weights[number - 1],
                net.biases[number - 1],
                net.activations[number - 1],
            )
            z, a = equations.feedforward(w, b, a, name)
            if number in chosen:
                yield number, z


def _curve(function: str, z: Array) -> tuple[Array, Array]:
    """Return σ and σ′ of (k,) or (m, n) numbers, from the kernels."""
    column = np.asarray(z, np.float64).reshape(-1, 1)
    one, none = np.ones((1, 1)), np.zeros(1)
    _, a = equations.feedforward(one, none, column, function)
    slope = equations.propagate_delta(one, np.ones_like(column), column, function)
    return a.reshape(z.shape), slope.reshape(z.shape)


def _greatest(function: str) -> float:
    """Return the greatest |σ′|; of all activations it lies near 0."""
    return float(np.abs(_curve(function, CURVED)[1]).max())


def _draw(layer: Layer, axis: Any, share: float) -> None:
    # Where z are far apart, the bins alone would miss the curve between them.
    z = np.union1d(layer.edges, np.clip(CURVED, layer.edges[0], layer.edges[-1]))
    a, slope = _curve(layer.function, z)
    axis.plot(z, a, color=style.BLUE, linewidth=2, label="σ(z)")
    axis.plot(z, slope, color=style.VERMILION, linewidth=2, linestyle="--", label="σ′(z)")
    axis.set_xlim(z[0], z[-1])
    shut = np.abs(slope) < layer.limit
    axis.fill_between(
        z,
        0,
        1,
        where=shut.tolist(),
        transform=axis.get_xaxis_transform(),
        color=style.VERMILION,
        alpha=0.07,
        linewidth=0,
    )
    low, high = min(a.min(), slope.min()), max(a.max(), slope.max())
    tall = high - low
    # The rug, below the curves: the square root, for lone neurons to be seen.
    rug = np.sqrt(layer.counts / max(layer.counts.max(), 1))[None]
    axis.imshow(
        rug,
        extent=(z[0], z[-1], low - 0.17 * tall, low - 0.06 * tall),
        aspect="auto",
        cmap="Greys",
        vmin=0,
        vmax=1,
        interpolation="nearest",
    )
    axis.set_ylim(low - 0.2 * tall, high + 0.06 * tall)
    axis.set_yticks([t for t in axis.get_yticks() if low - 1e-9 <= t <= high + 0.06 * tall])
    closed, often = layer.closed.mean(), int((layer.closed >= ALWAYS).sum())
    word = "saturated" if layer.function in ("sigmoid", "tanh") else "shut"
    axis.set_title(
        f"layer {layer.number}, {layer.function}: {100 * closed:.1f} % of z {word} "
        f"(σ′ < {100 * share:g} % of its greatest)\n"
        f"{often} of {len(layer.closed):,} neurons are so on 90 % of the samples or more",
        loc="left",
        fontsize=8.5,
    )
    axis.set_xlabel(f"z; in black the network's own, reddish: {word}")
    axis.grid(True, alpha=0.35, linewidth=0.6)
    axis.set_axisbelow(True)
    axis.spines[["top", "right"]].set_visible(False)
    axis.legend(loc="upper left", framealpha=0.85, edgecolor="none")
