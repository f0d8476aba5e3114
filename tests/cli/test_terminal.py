# SPDX-License-Identifier: MIT
"""What a person sees: the bar on real terminals of several widths, and Ctrl-C."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from deltaward.progress import fit_figures

# A test that runs in the background of a shell inherits a Ctrl-C that does nothing.
START = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "from deltaward.cli import main; sys.exit(main())"
)
COMMAND = [sys.executable, "-c", START]

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX terminals")


def on_a_terminal(columns: int, *argv: str) -> str:
    """Return what a command writes to a terminal."""
    import fcntl
    import struct
    import termios

    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("4H", 40, columns, 0, 0))
    env = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES")}
    env |= {"TERM": "xterm", "PYTHONIOENCODING": "utf-8"}
    child = subprocess.Popen([*COMMAND, *argv], stdout=theirs, stderr=theirs, env=env)
    os.close(theirs)
    written = b""
    while True:
        try:
            chunk = os.read(ours, 4096)
        except OSError:  # how Linux tells that the other side is closed
            break
        if not chunk:
            break
        written += chunk
    os.close(ours)
    assert child.wait(60) == 0
    return written.decode()


@posix
@pytest.mark.parametrize(
    ("columns", "shown"),
    [
        (50, r"val_accuracy 9\d\.\d\d %"),
        (80, r"accuracy \d+\.\d\d %  val_accuracy 9\d\.\d\d %"),
        (130, r"cost .* accuracy .* val_cost .* val_accuracy 9\d\.\d\d %  +[\d.]+[kM] samples/s"),
    ],
)
def test_the_bar_fits(columns: int, shown: str) -> None:
    screen = on_a_terminal(columns, "train")
    states = [line for line in re.split(r"[\r\n]+", screen) if "|" in line]
    assert states
    assert all(len(line) <= columns for line in states)
    assert re.fullmatch(rf"epoch 60/60 100% \|█{{9,}}\| {shown}", states[-1].strip())
    assert "test accuracy" in screen.splitlines()[-1]


@posix
def test_the_picture_is_shown(model: Path) -> None:
    from PIL import Image

    picture = Image.new("L", (90, 90), "white")
    picture.paste(0, (35, 20, 60, 70))  # a broad one
    picture.save("x.png")
    lines = on_a_terminal(80, "predict", str(model), "x.png").splitlines()
    assert lines[0] == "┌────────────────┐"
    assert "█" in lines[4]
    assert re.fullmatch(r"\d  \(\d+\.\d %\)", lines[10])


@posix
@pytest.mark.parametrize("how", ["--json", None])
def test_ctrl_c(how: str | None, tmp_path: Path) -> None:
    argv = ["train", "--epochs", "1000000", "--output", "x.safetensors", *filter(None, [how])]
    with subprocess.Popen(
        [*COMMAND, *argv], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        # The third line, at the latest, is that of a finished epoch.
        lines = child.stdout if how == "--json" else child.stderr
        assert lines is not None
        for _ in range(3):
            lines.readline()
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=60)
    assert child.returncode == 130
    told = err.splitlines()[-1]
    assert told.startswith("deltaward: error: interrupted after ")
    assert told.endswith(" of 1000000 epochs; x.safetensors was not written")
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


FIGURES = {"cost": 0.5, "accuracy": 0.9, "val_cost": 0.25, "val_accuracy": 0.8, "seconds": 1.0}


@pytest.mark.parametrize(
    ("room", "text"),
    [
        (200, "cost 0.5000  accuracy 90.00 %  val_cost 0.2500  val_accuracy 80.00 %  {rate_fmt}"),
        (70, "cost 0.5000  accuracy 90.00 %  val_cost 0.2500  val_accuracy 80.00 %"),
        (60, "accuracy 90.00 %  val_accuracy 80.00 %  {rate_fmt}"),
        (40, "accuracy 90.00 %  val_accuracy 80.00 %"),
        (37, "val_accuracy 80.00 %  {rate_fmt}"),
        (20, "val_accuracy 80.00 %"),
        (-5, "val_accuracy 80.00 %"),
    ],
)
def test_what_falls_first(room: int, text: str) -> None:
    assert fit_figures(FIGURES, room) == text


def test_figures_of_a_regression() -> None:
    figures = FIGURES | {"accuracy": float("nan"), "val_accuracy": float("nan")}
    assert fit_figures(figures, 100) == "cost 0.5000  val_cost 0.2500  {rate_fmt}"
    assert fit_figures(figures, 20) == "val_cost 0.2500"
    assert fit_figures({}, 100) == "{rate_fmt}"
