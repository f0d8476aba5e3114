# SPDX-License-Identifier: MIT
"""Training images that are distorted anew in every epoch."""

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy.typing as npt

from deltaward import _core, arguments
from deltaward.arrays import as_array


@dataclass(frozen=True, kw_only=True)
class Augment:
    """Random shifts, rotations, scalings and elastic distortions of grey images.

    All of them are one map from the pixels of the result to places in the image, which is read
    there once: bilinear between pixels, and 0 outside.

    Parameters
    ----------
    shift : float, default 0
        Pixels, 0 to 1e6: moves the image across and down by a uniform number in ±`shift` each, not
        only by whole pixels.
    rotate : float, default 0
        Degrees, 0 to 180: turns it about its centre by a uniform angle in ±`rotate`.
    scale : float, default 0
        Share, 0 to 1, 1 excluded: enlarges it from its centre by a uniform factor in 1 ± `scale`.
    elastic : (alpha, sigma), optional
        Bends it: each pixel looks across and down by two fields of noise, uniform in ±1 at each
        pixel and 0 outside the image, which are convolved with a Gaussian of `sigma` pixels (more
        than 0 to 1000; cut off at 4 `sigma`, its sum is 1) and multiplied by `alpha` (0 to 1e6).
        Away from the edges the displacements have a root mean square of 0.163 `alpha` / `sigma`
        pixels in each direction.
    shape : (height, width), optional
        Of the images, in pixels. By default they are square.

    Raises
    ------
    TypeError, ValueError
        For a bad argument.

    Notes
    -----
    A sample's distortion depends on the seed, the epoch and the sample's position in the epoch
    alone, not on threads or mini-batches.

    The elastic distortion is that of P. Simard, D. Steinkraus, J. Platt, "Best practices for
    convolutional neural networks applied to visual document analysis", ICDAR 2003, who took (34, 4)
    for MNIST. To the eye, ``shift=1, rotate=10, elastic=(36, 5)`` or ``(36, 6)`` makes MNIST's
    digits look like other people's; (34, 4) bends harder, and now and then a 1 out of shape; with a
    sigma of 2 strokes get ragged. The smaller the images, the smaller alpha and sigma must be.

    Examples
    --------
    >>> import deltaward as dw
    >>> (x, _), _ = dw.datasets.load_digits()
    >>> distorted = dw.Augment(shift=0.5, rotate=10, elastic=(6, 2))(x[:20], epoch=1)
    >>> distorted.shape, distorted.dtype
    ((20, 64), dtype('float32'))
    """

    shift: float = 0.0
    rotate: float = 0.0
    scale: float = 0.0
    elastic: tuple[float, float] | None = None
    shape: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "shift", _number(self.shift, "shift", 1e6))
        object.__setattr__(self, "rotate", _number(self.rotate, "rotate", 180.0))
        object.__setattr__(self, "scale", _number(self.scale, "scale", 1.0))
        if self.scale == 1:
            raise ValueError(f"scale: {self.scale}; expected 0 to 1, 1 excluded")
        if self.elastic is not None:
            alpha, sigma = _pair(self.elastic, "elastic", "(alpha, sigma)")
            alpha = _number(alpha, "elastic[0], alpha", 1e6)
            sigma = _number(sigma, "elastic[1], sigma", 1e3)
            if sigma == 0:
                raise ValueError(f"elastic[1], sigma: {sigma}; expected more than 0")
            object.__setattr__(self, "elastic", (alpha, sigma))
        if self.shape is not None:
            sides = _pair(self.shape, "shape", "(height, width)")
            shape = tuple(
                arguments.integer(n, f"shape[{i}]", 1, 2**24) for i, n in enumerate(sides)
            )
            object.__setattr__(self, "shape", shape)

    def __call__(
        self, images: npt.ArrayLike, *, seed: int = 0, epoch: int = 0, first: int = 0
    ) -> npt.NDArray[Any]:
        """Distort images as training does.

        Parameters
        ----------
        images : (m, height width) or (height width,) array
            float32, float64, or uint8, which is taken as pixels and scaled by 1/255.
        seed, epoch : int, default 0
            What the distortions are drawn from.
        first : int, default 0
            The position in the epoch of the first image; the others follow it.

        Returns
        -------
        array of the same shape
            float32; of float64 images float64.

        Raises
        ------
        TypeError
            For another dtype.
        ValueError
            For a shape that does not fit, NaN or infinity.
        """
        seed = arguments.integer(seed, "seed", 0, 2**64 - 1)
        epoch = arguments.integer(epoch, "epoch", 0, 2**64 - 1)
        first = arguments.integer(first, "first", 0, 2**64 - 1)
        checked = as_array(images, "images")
        given = checked.shape
        if len(given) not in (1, 2):
            raise ValueError(
                f"images: shape {given}; expected (m, height * width) or (height * width,); "
                "flatten with images.reshape(len(images), -1)"
            )
        options = self.options(given[-1])
        return _core.augment(checked, **options, seed=seed, epoch=epoch, first=first)

    def options(self, inputs: int) -> dict[str, Any]:
        """Give the core's arguments for images of so many pixels.

        Parameters
        ----------
        inputs : int
            Pixels of an image: the size of the input layer.

        Returns
        -------
        dict
            ``height, width, shift, rotate, scale, alpha, sigma``.

        Raises
        ------
        ValueError
            If `shape` has another number of pixels, or is None and they make no square.
        """
        if self.shape is None:
            side = math.isqrt(inputs)
            if side * side != inputs or not inputs:
                raise ValueError(
                    f"shape: None means square images, and {inputs} inputs are no square; "
                    "expected (height, width)"
                )
            height = width = side
        else:
            height, width = self.shape
            if height * width != inputs:
                raise ValueError(
                    f"shape: {self.shape} is {height * width} pixels; expected {inputs}, the inputs"
                )
        alpha, sigma = self.elastic or (0.0, 0.0)
        return {
            "height": height,
            "width": width,
            "shift": self.shift,
            "rotate": self.rotate,
            "scale": self.scale,
            "alpha": alpha,
            "sigma": sigma,
        }

    def settings(self) -> dict[str, Any]:
        """Give the fields as plain values that JSON holds, for checkpoints."""
        return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}


def _number(value: Any, name: str, high: float) -> float:
    number = arguments.number(value, name)
    if not 0 <= number <= high:
        shown = value if math.isfinite(number) else number  # not hundreds of digits
        raise ValueError(f"{name}: {shown}; expected 0 to {high:g}")
    return number


def _pair(value: Any, name: str, expected: str) -> tuple[Any, Any]:
    if not isinstance(value, (tuple, list)):
        raise TypeError(f"{name}: {value!r} of type {type(value).__name__}; expected {expected}")
    if len(value) != 2:
        raise ValueError(f"{name}: {value!r}; expected {expected}")
    return value[0], value[1]
