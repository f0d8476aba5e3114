# SPDX-License-Identifier: MIT
"""The methods of `deltaward.Network` that film one training step."""

import math
import numbers
import os
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deltaward import arguments
from deltaward.atomic import to_path
from deltaward.base import NetworkBase

if TYPE_CHECKING:
    from deltaward.explain.film.model import Film
    from deltaward.explain.film.writing import Speed


class Filming(NetworkBase):
    """One training step as a film."""

    def to_gif(
        self,
        path: str | os.PathLike[str],
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        *,
        learning_rate: float = 0.5,
        sample: int = 0,
        frames: int = 4,
        fps: float = 8.0,
        hold: float = 2.0,
        dpi: int = 100,
    ) -> None:
        """Film one training step and write it as GIF.

        The input appears; z and a come forward layer by layer (blue); the error of the output
        (BP1) goes back through Wᵀ and the gate σ′ (BP2, vermilion); BP3 and BP4 make the gradients
        of it (green); and each weight moves to its new value (black). Edges are as wide as what
        goes through them, and dashed where it is below 0. Beside the network the numbers of each
        phase are worked out.

        The numbers are those of `trace`. The new weights are those that `fit` comes to with SGD and
        the whole mini-batch, on a copy: this network stays as it is.

        Parameters
        ----------
        path : path
            The file, .gif. An old one stays intact until the new one is whole.
        x, y : arrays
            As in `evaluate`; they make one mini-batch.
        learning_rate : float, default 0.5
            η of the step.
        sample : int, default 0
            The row of x whose z, a and δ are shown. Gradients are means over all rows.
        frames : int, default 4
            Of each phase in which something moves: a signal takes so many to come along the edges.
        fps : float, default 8
            Frames a second while something moves, at most 50.
        hold : float, default 2
            Seconds that each phase stands still at its end.
        dpi : int, default 100
            Pixels of an inch. A picture is 6 inches high and 8 wide, wider for more than 3 layers
            of weights.

        Raises
        ------
        ImportError
            If matplotlib or Pillow is not installed: ``pip install 'deltaward[film]'``.
        TypeError, ValueError
            As `evaluate`; for another suffix, and for bad numbers.
        FloatingPointError
            If the cost or a δ is not finite, or the step diverges.
        OSError
            If the file can't be written.

        Notes
        -----
        Of a layer of more than 5 neurons those 5 are shown that have the largest ``|δ|`` for this
        sample, and in the output the one of the target's class; of the input those whose weights
        to the shown neurons have the largest gradients. All numbers are still those of the whole
        network.

        A film has 7 phases for each layer and one more. Of 3-4-2 it has 54 frames, stands and runs
        for 37 seconds and takes 0.8 MB; drawing it takes some 10 to
        20 seconds, of 784-30-10 up to a minute.
        """
        from deltaward.explain.film import writing

        speed = self._speed(path, ".gif", frames, fps, hold, dpi)
        writing.write_gif(self._film(x, y, learning_rate, sample), path, speed)

    def to_mp4(
        self,
        path: str | os.PathLike[str],
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        *,
        learning_rate: float = 0.5,
        sample: int = 0,
        frames: int = 6,
        fps: float = 12.0,
        hold: float = 2.0,
        dpi: int = 100,
    ) -> None:
        """Film one training step and write it as MP4 (H.264).

        Parameters
        ----------
        path, x, y, learning_rate, sample, frames, fps, hold, dpi
            As in `to_gif`; the suffix is .mp4.

        Raises
        ------
        ImportError, TypeError, ValueError, FloatingPointError
            As `to_gif`.
        FileNotFoundError
            If there is no ffmpeg, neither the system's nor that of the package imageio-ffmpeg:
            ``pip install 'deltaward[film]'``.
        OSError
            If ffmpeg fails, or the file can't be written.
        """
        from deltaward.explain.film import writing

        speed = self._speed(path, ".mp4", frames, fps, hold, dpi)
        writing.write_mp4(self._film(x, y, learning_rate, sample), path, speed)

    @staticmethod
    def _speed(path: Any, suffix: str, frames: Any, fps: Any, hold: Any, dpi: Any) -> "Speed":
        from deltaward.explain.film.writing import Speed

        if to_path(path).suffix.lower() != suffix:
            raise ValueError(f"path: {os.fspath(path)!r}; expected a name that ends with {suffix}")
        return Speed(
            arguments.integer(frames, "frames", 1, 120),
            _number(fps, "fps", 0.1, 50),
            _number(hold, "hold", 0, 60),
            arguments.integer(dpi, "dpi", 50, 400),
        )

    def _film(self, x: Any, y: Any, learning_rate: Any, sample: Any) -> "Film":
        from deltaward.explain.film import phases, step

        rate = _number(learning_rate, "learning_rate", 0, math.inf)
        if rate == 0:
            raise ValueError("learning_rate: 0; expected a number above 0, so that weights move")
        rows = len(x) if np.ndim(x) > 1 else 1
        sample = arguments.integer(sample, "sample", 0, max(rows - 1, 0))
        return phases.film(step.take(self, x, y, rate, sample))


def _number(value: Any, name: str, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name}: {value!r} of type {type(value).__name__}; expected a number")
    number = float(value)
    if not low <= number <= high or math.isinf(number):
        limits = f"{low:g} to {high:g}" if math.isfinite(high) else f"at least {low:g}, finite"
        raise ValueError(f"{name}: {number:g}; expected {limits}")
    return number
