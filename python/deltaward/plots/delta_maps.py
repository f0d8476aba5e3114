# SPDX-License-Identifier: MIT
"""δ of every neuron along a training, as a map."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from deltaward import arguments
from deltaward.plots import colour_maps, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROWS, COLUMNS = 100, 600  # Of a panel: of more neurons the strongest, of more traces every so many.
DECADES = 6  # The logarithmic scale goes so far down from the largest.


class TracedLayer(Protocol):
    """What of a `deltaward.explain.trace.LayerTrace` is drawn."""

    @property
    def delta(self) -> npt.NDArray[Any]: ...  # noqa: D102


class Traced(Protocol):
    """What of a `deltaward.explain.trace.BackpropTrace` is drawn."""

    @property
    def layers(self) -> Sequence[TracedLayer]: ...  # noqa: D102


class Record(Protocol):
    """What of a `deltaward.Trace` is drawn."""

    @property
    def steps(self) -> list[int]: ...  # noqa: D102
    @property
    def traces(self) -> Sequence[Traced]: ...  # noqa: D102


def deltas(
    record: Record,
    *,
    sample: int = 0,
    layers: Sequence[int] | None = None,
    scale: str = "symmetric",
    path: str | os.PathLike[str] | None = None,
) -> "Figure":
    """Draw δ over a training: a panel for each layer, in it a row for each neuron.

    The columns are the recorded steps. All panels have the same colours, so that layers can be
    compared.

    Parameters
    ----------
    record : deltaward.Trace
        As ``net.fit(..., record=record)`` left it.
    sample : int, default 0
        Which of its samples.
    layers : sequence of int, optional
        Which, counted from 1, the first non-input layer. By default all.
    scale : {"symmetric", "log"}
        δ with its sign, around 0; or ``|δ|`` on a logarithmic scale, over at most 6 decades, where
        layers that learn ever so slowly can be seen too.
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
        For a record that is none or is empty, a sample or layer that is not there, another scale,
        δ of which none is finite, and a bad path.
    OSError
        If the file can't be written.

    Notes
    -----
    Of a layer of more than 100 neurons the 100 with the largest ``|δ|`` are shown, in their order;
    of more than 600 traces every second, or third, and so on.
    """
    scale = arguments.choice(scale, "scale", ("symmetric", "log"))
    steps, traces = _recorded(record)
    sample = arguments.integer(sample, "sample", 0, len(traces[0].layers[0].delta) - 1)
    chosen = _layers(layers, len(traces[0].layers))
    maps = {
        layer: np.stack([np.asarray(t.layers[layer - 1].delta[sample], np.float64) for t in traces])
        for layer in chosen
    }
    if not any(np.isfinite(m).any() for m in maps.values()):
        raise ValueError("record: no δ of it is finite; the network has diverged")
    if path is not None:
        style.file_format(path)
    shown = {layer: _strongest(values) for layer, values in maps.items()}
    heights = [1.1 + 0.05 * len(neurons) for neurons in shown.values()]
    figure = style.new_figure(7.6, max(sum(heights) + 0.5, 2.8))
    axes = list(figure.subplots(len(chosen), 1, squeeze=False, height_ratios=heights).flat)
    look = _look(scale, list(maps.values()))
    picture: Any = None
    for (layer, values), axis in zip(maps.items(), axes, strict=True):
        neurons = shown[layer]
        picture = _draw(axis, values[:, neurons].T, steps, scale, look)
        size = values.shape[1]
        of = f"the {len(neurons)} strongest of {size:,}" if len(neurons) < size else f"{size:,}"
        axis.set_title(
            f"layer {layer}: {of} neuron{'s' if size > 1 else ''}", loc="left", fontsize=9
        )
        ticks = np.unique(
            np.linspace(0, len(neurons) - 1, min(len(neurons), 5)).round().astype(int)
        )
        axis.set_yticks(ticks, [str(neurons[t]) for t in ticks], fontsize=8)
        axis.set_ylabel("neuron", fontsize=8.5)
    axes[-1].set_xlabel("step (mini-batches before)", fontsize=8.5)
    label = "δ" if scale == "symmetric" else "|δ|; grey: 0 or not finite"
    figure.colorbar(picture, ax=list(figure.axes), label=label, shrink=0.9, pad=0.02)
    figure.suptitle(f"δ of sample {sample} along the training", fontsize=10.5)
    if path is not None:
        style.write(figure, path)
    return figure


def _recorded(record: Any) -> tuple[list[int], list[Traced]]:
    steps, traces = getattr(record, "steps", None), getattr(record, "traces", None)
    if steps is None or traces is None:
        raise TypeError(f"record: {type(record).__name__}; expected a deltaward.Trace")
    if not traces:
        raise ValueError("record: no trace; give it to net.fit(..., record=record) first")
    every = -(-len(traces) // COLUMNS)
    return list(steps[::every]), list(traces[::every])


def _layers(layers: Any, count: int) -> list[int]:
    if layers is None:
        return list(range(1, count + 1))
    if isinstance(layers, str) or not hasattr(layers, "__iter__"):
        raise TypeError(f"layers: {layers!r}; expected a list of ints like [1, 2]")
    chosen = [arguments.integer(n, f"layers[{i}]", 1, count) for i, n in enumerate(layers)]
    if not chosen:
        raise ValueError("layers: none; expected at least one")
    return list(dict.fromkeys(chosen))


def _strongest(values: npt.NDArray[np.float64]) -> list[int]:
    strength = np.nan_to_num(np.abs(values)).max(axis=0)
    return sorted(np.argsort(-strength, kind="stable")[:ROWS].tolist())


def _look(scale: str, maps: Sequence[npt.NDArray[np.float64]]) -> dict[str, Any]:
    from matplotlib import colormaps
    from matplotlib.colors import LogNorm

    sizes = np.concatenate([np.abs(m).ravel() for m in maps])
    sizes = sizes[np.isfinite(sizes) & (sizes > 0)]
    largest = float(sizes.max(initial=0)) or 1.0
    if scale == "symmetric":
        return {
            "cmap": colour_maps.diverging().with_extremes(bad="#C8C8C8"),
            "vmin": -largest,
            "vmax": largest,
        }
    smallest = max(float(sizes.min(initial=largest)), largest / 10**DECADES)
    if smallest == largest:
        smallest = largest / 10
    colours = colormaps["cividis"].with_extremes(bad="#C8C8C8")
    return {"cmap": colours, "norm": LogNorm(smallest, largest, clip=True)}


def _draw(
    axis: Any,
    values: npt.NDArray[np.float64],
    steps: Sequence[int],
    scale: str,
    look: dict[str, Any],
) -> Any:
    drawn = np.abs(values) if scale == "log" else values
    hidden = ~np.isfinite(drawn) | ((drawn == 0) & (scale == "log"))
    picture = axis.imshow(
        np.ma.masked_array(drawn, hidden), aspect="auto", interpolation="nearest", **look
    )
    places = np.unique(np.linspace(0, len(steps) - 1, min(len(steps), 7)).round().astype(int))
    axis.set_xticks(places, [f"{steps[p]:,}" for p in places], fontsize=8)
    return picture
