# SPDX-License-Identifier: MIT
"""A process that is killed and begun anew ends with the bits of one that is left alone."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import deltaward as dw
import resumed_run
from deltaward.optimizers.names import names

pytestmark = pytest.mark.skipif(
    not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL to send to oneself"
)


def command(*arguments: object) -> list[str]:
    return [sys.executable, str(Path(resumed_run.__file__)), *map(str, arguments)]


@pytest.mark.parametrize("optimizer", names())
def test_killed_halfway(optimizer: str, tmp_path: Path) -> None:
    """The mini-batches after the last checkpoint are trained on again."""
    path = tmp_path / "checkpoint"
    # 11 mini-batches an epoch, but one of RPROP's: the last checkpoint is at 56, in the sixth.
    step = 9 if optimizer == "rprop" else 5 * 11 + 6
    killed = subprocess.run(command(optimizer, path, step), capture_output=True, timeout=60)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert dw.load(path).epochs_trained == (6 if optimizer == "rprop" else 5)

    once = resumed_run.train(optimizer, tmp_path / "other")
    again = resumed_run.train(optimizer, path)
    assert len(again[1].history["cost"]) == 10
    assert resumed_run.digest(*again) == resumed_run.digest(*once)


def test_killed_at_any_time(tmp_path: Path) -> None:
    """Also while it imports, while it writes, and before there is a checkpoint."""
    path = tmp_path / "checkpoint"
    expected = resumed_run.digest(*resumed_run.train("adam", tmp_path / "other"))
    chance = random.Random(4)
    for _ in range(4):
        process = subprocess.Popen(
            command("adam", path, 0, 0.02), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        deadline = time.monotonic() + 20
        begun = path.stat().st_mtime_ns if path.exists() else 0
        # Not before it got a little further, or a slow machine would never finish.
        while time.monotonic() < deadline and process.poll() is None:
            if path.exists() and path.stat().st_mtime_ns > begun:
                break
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.2))
        process.kill()
        process.communicate()
        assert path.exists()
        dw.load(path)
    again = subprocess.run(command("adam", path), capture_output=True, text=True, timeout=60)
    assert again.stdout.strip() == expected, again.stderr


KILLED_WHILE_WRITING = """
import os, pathlib, signal, sys
import resumed_run

def kill(self, target):
    if pathlib.Path(target).exists():
        os.kill(os.getpid(), signal.SIGKILL)
    return os.replace(self, target)

pathlib.Path.replace = kill
resumed_run.train("momentum", pathlib.Path(sys.argv[1]))
"""


def test_killed_before_the_new_checkpoint_takes_the_place_of_the_old(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint"
    folder = Path(resumed_run.__file__).parent
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_WHILE_WRITING, str(path)],
        capture_output=True,
        cwd=folder,
        timeout=60,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert len(list(tmp_path.iterdir())) == 2  # and what was to become the second
    once = resumed_run.train("momentum", tmp_path / "other")
    assert resumed_run.digest(*resumed_run.train("momentum", path)) == resumed_run.digest(*once)
