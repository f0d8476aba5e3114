# SPDX-License-Identifier: MIT
"""ffmpeg, wherever it is, and what is said where it is not; the colours of a GIF."""

import shutil
import stat
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from deltaward.explain.film import writing


def test_the_system_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/somewhere/{name}")
    assert writing.ffmpeg() == "/somewhere/ffmpeg"


def test_no_ffmpeg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(
        FileNotFoundError, match=r"install ffmpeg, or pip install 'deltaward\[film\]'"
    ):
        writing.ffmpeg()


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands in for ffmpeg")
def test_a_failing_ffmpeg(make: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("matplotlib")
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\necho 'Unknown encoder h264' >&2\nexit 3\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(writing, "ffmpeg", lambda: str(program))
    (tmp_path / "x.mp4").write_bytes(b"old")
    _, _, told = make([1, 1], cost="quadratic")
    with pytest.raises(OSError, match=r"^to_mp4: .*ffmpeg failed: Unknown encoder h264"):
        writing.write_mp4(told, tmp_path / "x.mp4", writing.Speed(1, 10, 0, 50))
    assert (tmp_path / "x.mp4").read_bytes() == b"old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["ffmpeg", "x.mp4"]


def test_every_colour_has_a_near_one_in_the_palette() -> None:
    pytest.importorskip("matplotlib")
    colours = writing._palette()
    assert len(colours) <= 256
    nearest = writing._nearest(colours)
    for colour in ([255, 255, 255], [0x22, 0x22, 0x22], *colours[::9].tolist()):
        red, green, blue = (c >> 3 for c in colour)
        off = np.abs(colours[nearest[red, green, blue]].astype(int) - colour)
        assert off.max() <= 12
    assert colours[nearest[31, 31, 31]].tolist() == [255, 255, 255]


def test_how_long_frames_stand(make: Any) -> None:
    _, _, told = make([3, 2])
    seconds = writing.Speed(frames=3, fps=10, hold=2, dpi=50).seconds(told)
    assert seconds[0] == seconds[-1] == pytest.approx(2.1)
    assert seconds[1:4] == pytest.approx([0.1, 0.1, 2.1])
