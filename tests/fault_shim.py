# SPDX-License-Identifier: MIT
"""Scripts whose system calls can be made to fail (see faults.c)."""

import functools
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from c_program import cc

TESTS = Path(__file__).parent
linux = pytest.mark.skipif(sys.platform != "linux", reason="needs LD_PRELOAD")


@functools.cache
def _compiled() -> "tempfile.TemporaryDirectory[str]":
    folder = tempfile.TemporaryDirectory()
    shim = Path(folder.name, "faults.so")
    cc("-shared", "-fPIC", "-O1", "-Wall", "-Wextra", TESTS / "faults.c", "-o", shim, "-ldl")
    return folder


def run(program: str, *arguments: object, timeout: float) -> str:
    """Run a script with the shim, and return what it prints."""
    search = {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, TESTS / program, *map(str, arguments)],
        env=os.environ | search | {"LD_PRELOAD": str(Path(_compiled().name, "faults.so"))},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout
