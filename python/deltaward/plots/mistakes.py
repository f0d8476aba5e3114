# SPDX-License-Identifier: MIT
"""Images that a network takes for something else, the surest mistakes first."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from deltaward import arguments
from deltaward.metrics.arrays import block_classes
from deltaward.plots import images, style
from deltaward.plots.class_names import class_names
from deltaward.plots.network import Array, Network, blocks, check_network, samples

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 100


class Mistake(NamedTuple):
    """A sample that is taken for another class; sorts the surest first."""

    doubt: float  # 1 − probability of the class that it is taken for
    row: int
    truth: int
    guess: int

    @property
    def probability(self) -> float:
        """Of the class that it is taken for."""
        return 1 - self.doubt


def misclassified(
    net: Network,
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    count: int = 24,
    shape: tuple[int, int] | None = None,
    names: Sequence[str] | None = None,
    path: str | os.PathLike[str] | None = None,
) -> "Figure":
    """Draw the images that a network takes for another class, those it is surest of first.

    Above each stand the class, what it is taken for, the probability that the network gives that,
    and its row in x. If there are none, the picture says so.

    Parameters
    ----------
    net : deltaward.Network
        With softmax or sigmoid outputs.
    x : (m, n_in) or (n_in,) array
        Images, as in `deltaward.Network.predict`; gone through in blocks.
    y : array
        Class indices (m,) or target values (m, n_out), as in `deltaward.Network.evaluate`.
    count : int, default 24
        How many at most, 1 to 100.
    shape : (height, width), optional
        Of the images; by default a square.
    names : sequence of str, optional
        Of the classes; by default their indices.
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
        As `evaluate`; for a network without probabilities, or whose outputs are not finite, and for
        a bad count, shape, names or path.
    OSError
        If the file can't be written.
    """
    check_network(net)
    if net.activations[-1] not in ("softmax", "sigmoid"):
        raise ValueError(
            f"net: output activation {net.activations[-1]!r}; expected softmax or sigmoid, whose "
            "outputs are probabilities"
        )
    count = arguments.integer(count, "count", 1, MOST)
    sides = images.image_shape(shape, net.sizes[0])
    labels = class_names(names, max(net.sizes[-1], 2))
    given = samples(net, x)
    targets = np.asarray(y)
    if np.ndim(x) == 1:
        targets = targets[None] if targets.size > 1 else targets.reshape(1)
    if not targets.ndim or len(targets) != len(given):
        raise ValueError(f"y: shape {targets.shape}; expected {len(given)} rows as in x")
    if path is not None:
        style.file_format(path)
    wrong, found = _find(net, given, targets, count)
    figure = _draw(given, found, sides, labels) if found else style.new_figure(5.0, 1.2)
    share = f"{wrong:,} of {len(given):,} wrong ({100 * wrong / len(given):.2f} %)"
    title = f"No mistake among {len(given):,} sample{'s' * (len(given) > 1)}"
    if found:
        title = share if wrong == len(found) else f"{share}; the {len(found)} that it is surest of"
        title += "\nclass → what it is taken for, and with which probability"
    figure.suptitle(title, fontsize=10.5)
    if path is not None:
        style.write(figure, path)
    return figure


def _find(net: Network, given: Array, targets: Array, count: int) -> tuple[int, list[Mistake]]:
    """Return how many are wrong, and of these the surest."""
    wrong, kept = 0, list[Mistake]()
    for first, rows in blocks(given):
        outputs = net.feedforward(rows)
        if not np.isfinite(outputs).all():
            raise ValueError("net: its outputs are not finite; the network has diverged")
        truth, guess, _ = block_classes(targets[first : first + len(rows)], outputs)
        missed = np.flatnonzero(truth != guess)
        wrong += len(missed)
        probability = _probability(outputs[missed].astype(np.float64), guess[missed])
        kept += [
            Mistake(1 - float(p), first + int(i), int(truth[i]), int(guess[i]))
            for p, i in zip(probability, missed, strict=True)
        ]
        kept = sorted(kept)[:count]
    return wrong, kept


def _probability(outputs: Array, guess: npt.NDArray[np.int64]) -> Array:
    """Return (k,): what the outputs (k, n_out) say of the class that they point at."""
    if outputs.shape[1] == 1:
        return np.asarray(np.where(guess == 1, outputs[:, 0], 1 - outputs[:, 0]))
    return np.asarray(outputs[np.arange(len(guess)), guess])


def _draw(
    given: Array, found: Sequence[Mistake], sides: images.Shape, labels: Sequence[str]
) -> "Figure":
    rows, columns = images.grid(len(found))
    height, width = images.inches(sides, 1.0)
    # Names may be longer than the image is wide.
    longest = max(len(labels[m.truth]) + len(labels[m.guess]) for m in found)
    width = max(width, 0.085 * (longest + 5))
    figure = style.new_figure(max((width + 0.2) * columns + 0.3, 5.4), (height + 0.6) * rows + 0.7)
    axes = list(figure.subplots(rows, columns, squeeze=False).flat)
    for axis, mistake in zip(axes, found, strict=False):
        pixels = np.asarray(given[mistake.row], np.float64)
        images.show(axis, pixels, sides, cmap="gray_r")
        axis.set_title(
            f"{labels[mistake.truth]} → {labels[mistake.guess]}\n{_percent(mistake.probability)}",
            fontsize=9,
            pad=3,
            parse_math=False,
        )
        axis.set_xlabel(f"row {mistake.row:,}", fontsize=7, labelpad=2)
    for axis in axes[len(found) :]:
        axis.set_axis_off()
    return figure


def _percent(probability: float) -> str:
    """Write a probability; none that is below 1 as 100 %."""
    return f"{100 * probability:.1f} %" if probability < 0.9995 else "> 99.9 %"
