# SPDX-License-Identifier: MIT
"""Films written as GIF or MP4, whole or not at all."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from deltaward.atomic import atomic_write
from deltaward.explain.film.drawing import Drawing
from deltaward.explain.film.ink import COLOURS, GREY, LIGHT, TINTS
from deltaward.explain.film.model import Film
from deltaward.explain.film.stage import HEIGHT
from deltaward.plots import style


class Speed(NamedTuple):
    """How a film runs.

    Attributes
    ----------
    frames : int
        Of each phase in which something happens.
    fps : float
        Of these a second.
    hold : float
        Seconds that a phase stands still at its end.
    dpi : int
        Pixels of an inch.
    """

    frames: int
    fps: float
    hold: float
    dpi: int

    def seconds(self, film: Film) -> list[float]:
        """Return how long each frame stands."""
        return [
            1 / self.fps + (self.hold if frame.finished else 0)
            for frame in film.frames(self.frames)
        ]


def write_gif(film: Film, path: str | os.PathLike[str], speed: Speed) -> None:
    """Write a film as GIF with Pillow."""
    try:
        from PIL import Image
    except ImportError as error:
        raise ImportError(
            f"to_gif needs Pillow, which can't be imported ({error}): pip install 'deltaward[film]'"
        ) from error
    drawing = Drawing(film)
    colours = _palette()
    nearest = _nearest(colours)

    def pictures() -> Iterator[Any]:
        for frame in film.frames(speed.frames):
            # One palette and no dither: what stays the same from frame to frame takes no room.
            red, green, blue = np.moveaxis(drawing.pixels(frame, speed.dpi) >> 3, 2, 0)
            picture = Image.fromarray(nearest[red, green, blue])
            picture.putpalette(colours.tobytes())
            yield picture

    running = pictures()
    first = next(running)
    # A GIF counts hundredths of a second, and players take less than two for ten.
    times = [max(20, 10 * round(100 * s)) for s in speed.seconds(film)]
    with atomic_write(path) as file:
        first.save(
            file,
            "GIF",
            save_all=True,
            append_images=running,
            duration=times,
            loop=0,
            optimize=False,
        )


def _palette() -> npt.NDArray[np.uint8]:
    """Return the colours of a film (k, 3), and between each and white those of smooth edges."""
    from matplotlib.colors import to_rgb

    grounds = dict.fromkeys([*COLOURS.values(), GREY, LIGHT], "white")
    ramps = [(ink, ground, 20) for ink, ground in grounds.items()]
    # Text on a tinted neuron.
    ramps += [(COLOURS[name], tint, 16) for name, tint in TINTS.items()]
    colours = [
        np.array(to_rgb(ground)) + share * np.subtract(to_rgb(ink), to_rgb(ground))
        for ink, ground, steps in ramps
        for share in np.linspace(0, 1, steps)
    ]
    return np.unique(np.rint(np.multiply(255, colours)).astype(np.uint8), axis=0)


def _nearest(colours: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Return (32, 32, 32): the nearest colour of a palette to 5 bits each of red, green, blue."""
    # Black and white at their ends, so that paper stays white.
    steps = np.rint(np.linspace(0, 255, 32)).astype(np.int32)
    nearest = np.empty((32, 32, 32), np.uint8)
    for red in range(32):
        cube = np.stack(np.meshgrid(steps[red], steps, steps, indexing="ij"), axis=-1)
        off = ((cube[0, :, :, None] - colours.astype(np.int32)) ** 2).sum(axis=-1)
        nearest[red] = off.argmin(axis=-1)
    return nearest


def write_mp4(film: Film, path: str | os.PathLike[str], speed: Speed) -> None:
    """Write a film as MP4 with matplotlib and ffmpeg."""
    drawing = Drawing(film)
    program = ffmpeg()
    from matplotlib.animation import FFMpegWriter

    class Writer(FFMpegWriter):  # type: ignore[misc]  # mypy reads matplotlib nowhere
        _proc: Any  # ffmpeg, which matplotlib's own types leave out

        @classmethod
        def bin_path(cls) -> str:
            return program

        def show(self, pixels: bytes) -> None:
            # Not grab_frame: it would draw a picture that stands still again and again.
            self._proc.stdin.write(pixels)

    screen = style.new_figure(drawing.stage.width, HEIGHT)
    # ffmpeg wants a name that it can seek in, and to finish before the file is moved to its place.
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "film.mp4"
        fps = cast("Any", speed.fps)  # matplotlib's types want an int, which it does not need
        writer = Writer(fps=fps, codec="h264", metadata={"title": "deltaward"})
        try:
            with writer.saving(screen, str(made), speed.dpi):
                # H.264 takes even sizes only, for which the writer has cut the figure.
                width, height = writer.frame_size
                for frame, seconds in zip(
                    film.frames(speed.frames), speed.seconds(film), strict=True
                ):
                    pixels = np.full((height, width, 4), 255, np.uint8)
                    drawn = drawing.pixels(frame, speed.dpi)[:height, :width]
                    pixels[: len(drawn), : drawn.shape[1], :3] = drawn
                    for _ in range(max(1, round(seconds * speed.fps))):
                        writer.show(pixels.tobytes())
        except (subprocess.CalledProcessError, OSError) as error:
            raise OSError(f"to_mp4: {program} failed: {_last_words(error)}") from error
        with atomic_write(path) as file, made.open("rb") as source:
            shutil.copyfileobj(source, file)


def _last_words(error: Exception) -> str:
    told = getattr(error, "stderr", None) or getattr(error, "output", None) or str(error)
    text = told.decode(errors="replace") if isinstance(told, bytes) else str(told)
    return text.strip().splitlines()[-1] if text.strip() else str(error)


def ffmpeg() -> str:
    """Return the path of ffmpeg: the system's, else that of imageio-ffmpeg.

    Raises
    ------
    FileNotFoundError
        If there is neither.
    """
    found = shutil.which("ffmpeg")
    if found:
        return found
    try:
        from imageio_ffmpeg import get_ffmpeg_exe

        return str(get_ffmpeg_exe())
    except (ImportError, RuntimeError) as error:
        raise FileNotFoundError(
            f"to_mp4 needs ffmpeg, which is not on PATH and not in imageio-ffmpeg ({error}): "
            "install ffmpeg, or pip install 'deltaward[film]'"
        ) from None
