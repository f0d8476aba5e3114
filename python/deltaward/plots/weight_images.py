# SPDX-License-Identifier: MIT
"""The weights of the first layer as images: what each of its neurons looks for."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from deltaward import arguments
from deltaward.plots import colour_maps, images, style
from deltaward.plots.network import Network, check_network

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 100


def weights(
    net: Network,
    *,
    neurons: int | Sequence[int] = 30,
    shape: tuple[int, int] | None = None,
    path: str | os.PathLike[str] | None = None,
) -> "Figure":
    """Draw the weights into neurons of the first layer as images, all on one scale around 0.

    Parameters
    ----------
    net : deltaward.Network
    neurons : int or sequence of int, default 30
        At most so many of the first neurons; or which ones, counted from 0. No more than 100.
    shape : (height, width), optional
        Of the inputs; by default they are a square.
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
        For neurons that are not there, a shape that does not fit, weights that are not finite and
        a bad path.
    OSError
        If the file can't be written.
    """
    check_network(net)
    chosen = _chosen(neurons, net.sizes[1])
    sides = images.image_shape(shape, net.sizes[0])
    drawn = np.asarray(net.weights[0][chosen], np.float64)
    if not np.isfinite(drawn).all():
        raise ValueError("net: weights of layer 1 are not finite; the network has diverged")
    if path is not None:
        style.file_format(path)
    rows, columns = images.grid(len(chosen))
    height, width = images.inches(sides, 1.0)
    figure = style.new_figure(
        max((width + 0.14) * columns + 1.2, 4.6), (height + 0.28) * rows + 0.6
    )
    axes = figure.subplots(rows, columns, squeeze=False)
    largest = float(np.abs(drawn).max()) or 1.0
    look = {"cmap": colour_maps.diverging(), "vmin": -largest, "vmax": largest}
    shown: Any = None
    for axis, neuron, pixels in zip(axes.flat, chosen, drawn, strict=False):
        shown = images.show(axis, pixels, sides, **look)
        axis.set_title(str(neuron), fontsize=8, pad=3)
    for axis in axes.flat[len(chosen) :]:
        axis.set_axis_off()
    figure.colorbar(shown, ax=axes, shrink=0.8, label="weight")
    of = "all" if len(chosen) == net.sizes[1] else f"{len(chosen)} of"
    figure.suptitle(
        f"Weights of layer 1, {of} {net.sizes[1]:,} neuron{'s' if net.sizes[1] > 1 else ''}",
        fontsize=10.5,
    )
    if path is not None:
        style.write(figure, path)
    return figure


def _chosen(neurons: Any, size: int) -> list[int]:
    if isinstance(neurons, str):
        raise TypeError(f"neurons: {neurons!r}; expected an int or a list of ints")
    if not hasattr(neurons, "__iter__"):
        return list(range(min(arguments.integer(neurons, "neurons", 1, MOST), size)))
    chosen = [arguments.integer(n, f"neurons[{i}]", 0, size - 1) for i, n in enumerate(neurons)]
    if not 0 < len(chosen) <= MOST:
        raise ValueError(f"neurons: {len(chosen)}; expected 1 to {MOST}")
    return chosen
