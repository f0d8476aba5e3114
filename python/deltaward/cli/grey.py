# SPDX-License-Identifier: MIT
"""Pictures as arrays of grey levels; what needs Pillow is here."""

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deltaward.cli.errors import FailedError, describe

if TYPE_CHECKING:
    from PIL.Image import Image

Greys = npt.NDArray[np.float32]


def read_grey(path: str, enough: int) -> Greys:
    """Return the grey levels of a picture, averaged down where it has far more than enough.

    Parameters
    ----------
    path : str
        Any file that Pillow reads; the first picture of several.
    enough : int
        Pixels of the shorter side: a whole factor that leaves at least this many is taken away.

    Returns
    -------
    (height, width) array of float32
        0 is black, 1 is white.
    """
    image_module, ops, unreadable = _pillow()
    with open(path, "rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of damaged EXIF data
        # A picture of over 89 million pixels, which may be a small file made to fill the memory.
        warnings.simplefilter("error", image_module.DecompressionBombWarning)
        try:
            picture = image_module.open(file)
            # A phone stores how it was held, not a turned picture.
            grey = _to_grey(ops.exif_transpose(picture))
        except (FailedError, MemoryError):
            raise
        except unreadable:
            raise FailedError(
                f"{path}: neither an IDX file nor a picture that Pillow can read"
            ) from None
        except Exception as error:
            # Of a damaged file Pillow raises whatever its parser met: SyntaxError, IndexError, ...
            raise FailedError(f"{path}: Pillow can't read it: {describe(error)}") from error
    factor = max(1, min(grey.size) // enough)
    return np.asarray(grey.reduce(factor), np.float32)


def resize(values: Greys, height: int, width: int) -> Greys:
    """Return the mean over the area of each new pixel, as in the making of MNIST."""
    image_module, _, _ = _pillow()
    scaled = image_module.fromarray(values).resize((width, height), image_module.Resampling.BOX)
    return np.asarray(scaled, np.float32)


def _pillow() -> Any:
    try:
        from PIL import Image, ImageOps, UnidentifiedImageError
    except ImportError:
        raise FailedError(
            "a picture needs Pillow, which is not installed: pip install 'deltaward[image]'"
        ) from None
    return Image, ImageOps, UnidentifiedImageError


def _to_grey(picture: "Image") -> "Image":
    """Return the picture in mode F, 0 to 1."""
    if picture.mode.startswith("I"):  # 16 bits; Pillow before 11.3 calls those of a PNG "I"
        return _scaled(picture.convert("F"), 65535)
    if picture.mode == "F":
        raise FailedError("floating-point pictures have no white; expected 8 or 16 bits")
    if picture.has_transparency_data:
        picture = _on_paper(picture.convert("RGBA"))
    return _scaled(picture.convert("L").convert("F"), 255)


def _scaled(picture: "Image", white: int) -> "Image":
    return picture.point(lambda value: value * (1 / white) + 0)


def _on_paper(picture: "Image") -> "Image":
    """Lay a picture with transparent parts on white, or on black if what is drawn is light."""
    grey, alpha = (np.asarray(picture.convert(mode), float) for mode in ("L", "RGBA"))
    opacity = alpha[..., 3]
    light = (grey * opacity).sum() > 127.5 * opacity.sum()
    from PIL import Image

    paper = Image.new("RGBA", picture.size, "black" if light else "white")
    return Image.alpha_composite(paper, picture)
