# SPDX-License-Identifier: MIT
"""Films as files: what runs in them, and what is refused before anything is drawn."""

import itertools
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward.explain.film.writing import ffmpeg

X, Y = np.array([[0.9, 0.2, -0.5]], np.float32), np.array([1])
FAST: dict[str, Any] = {"frames": 1, "dpi": 50}


def _net() -> dw.Network:
    return dw.Network([3, 4, 2], activation="sigmoid", cost="quadratic", seed=1)


def test_gif(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    image = pytest.importorskip("PIL.Image")
    net = dw.Network([3, 2], activation="sigmoid")
    before = [p.copy() for p in net.weights + net.biases]
    net.to_gif(tmp_path / "step.gif", X, Y, learning_rate=0.5, frames=2, dpi=50, fps=10, hold=1)
    for own, old in zip(net.weights + net.biases, before, strict=True):
        assert np.array_equal(own, old)
    assert [p.name for p in tmp_path.iterdir()] == ["step.gif"]
    with image.open(tmp_path / "step.gif") as film:
        assert film.size == (400, 300)
        assert film.info["loop"] == 0
        assert film.n_frames == 2 + 2 * 6
        pictures, times = [], []
        for i in range(film.n_frames):
            film.seek(i)
            pictures.append(np.asarray(film.convert("RGB")).copy())
            times.append(film.info["duration"])
    for one, other in itertools.pairwise(pictures):
        assert (one != other).any()
    assert times[:3] == [1100, 100, 1100]


def test_size(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    pytest.importorskip("PIL")
    path = tmp_path / "step.gif"
    _net().to_gif(path, X, Y, frames=1)
    assert 10_000 < path.stat().st_size < 2_000_000


def test_mp4(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    if not shutil.which("ffmpeg"):
        pytest.importorskip("imageio_ffmpeg")
    path = tmp_path / "step.mp4"
    net = dw.Network([3, 2], activation="sigmoid")
    net.to_mp4(path, X, Y, frames=1, dpi=51, fps=4, hold=0.5)
    assert path.read_bytes()[4:8] == b"ftyp"
    assert [p.name for p in tmp_path.iterdir()] == ["step.mp4"]
    command = [ffmpeg(), "-i", str(path), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    raw = subprocess.run(command, capture_output=True, check=True, timeout=60).stdout
    pictures = np.frombuffer(raw, np.uint8).reshape(-1, 306, 408, 3)
    assert len(pictures) == 8 * 3  # a quarter of a second, and half of one
    for i in range(7):
        # What the codec makes of two pictures that are the same is much nearer.
        off = np.abs(pictures[3 * i + 2].astype(int) - pictures[3 * i + 3])
        assert off.max() > 60


@pytest.mark.parametrize("suffix", ["gif", "mp4"])
@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"path": "x.png"}, ValueError, r"^path: 'x.png'; expected a name that ends with \.{}"),
        ({"path": 3}, TypeError, "^path: expected str"),
        ({"learning_rate": 0}, ValueError, "^learning_rate: 0; expected a number above 0"),
        ({"learning_rate": "1"}, TypeError, "^learning_rate: '1' of type str; expected a number"),
        ({"learning_rate": float("nan")}, ValueError, "^learning_rate: nan; expected"),
        ({"learning_rate": float("inf")}, ValueError, "^learning_rate: inf; expected"),
        ({"sample": 1}, ValueError, "^sample: 1; expected 0 to 0"),
        ({"frames": 0}, ValueError, "^frames: 0; expected 1 to 120"),
        ({"frames": 2.0}, TypeError, "^frames: 2.0 of type float"),
        ({"fps": 0}, ValueError, "^fps: 0; expected 0.1 to 50"),
        ({"hold": -1}, ValueError, "^hold: -1; expected 0 to 60"),
        ({"hold": True}, TypeError, "^hold: True of type bool"),
        ({"dpi": 10_000}, ValueError, "^dpi: 10000; expected 50 to 400"),
        ({"x": np.ones((1, 4))}, ValueError, "^x: "),
        ({"y": [7]}, ValueError, "^y: "),
    ],
)
def test_bad_arguments(
    given: dict[str, Any], error: type[Exception], message: str, suffix: str, tmp_path: Path
) -> None:
    arguments = {"path": tmp_path / f"x.{suffix}", "x": X, "y": Y} | given
    net = _net()
    with pytest.raises(error, match=message.format(suffix)):
        getattr(net, f"to_{suffix}")(**arguments)
    assert not list(tmp_path.iterdir())


def test_weights_that_are_no_numbers(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    net = _net()
    net.weights[0][0, 0] = np.nan
    with pytest.raises(FloatingPointError, match=r"film: the cost is nan, .*look at the weights"):
        net.to_gif(tmp_path / "x.gif", X, Y)
    assert not list(tmp_path.iterdir())


def test_without_the_libraries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(
        ImportError, match=r"^to_gif needs Pillow.* pip install 'deltaward\[film\]'"
    ):
        _net().to_gif(tmp_path / "x.gif", X, Y)
    monkeypatch.delitem(sys.modules, "deltaward.plots.figure", raising=False)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(ImportError, match=r"pip install 'deltaward\[plot\]'"):
        _net().to_mp4(tmp_path / "x.mp4", X, Y)
    assert not list(tmp_path.iterdir())


def test_an_old_film_stays_if_the_new_one_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("matplotlib")
    pytest.importorskip("PIL")
    from deltaward.explain.film.drawing import Drawing

    drawn = Drawing.pixels
    calls = itertools.count()

    def failing(self: Drawing, *arguments: Any) -> Any:
        if next(calls) == 3:
            raise MemoryError
        return drawn(self, *arguments)

    monkeypatch.setattr(Drawing, "pixels", failing)
    path = tmp_path / "x.gif"
    path.write_bytes(b"old")
    with pytest.raises(MemoryError):
        _net().to_gif(path, X, Y, **FAST)
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["x.gif"]
