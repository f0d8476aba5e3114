# SPDX-License-Identifier: MIT
"""The scripts of examples/book, in their short forms."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "book"
SCRIPTS = sorted(FOLDER.glob("chapter*.py"))

# Wheels are tested beside the tests alone.
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="examples: not beside the tests")


def _run(script: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(script), *options],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        timeout=110,
        check=False,
    )


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_short_forms(script: Path) -> None:
    done = _run(script, "--quick")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "as expected" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_docstrings_say_what_to_expect(script: Path) -> None:
    text = ast.get_docstring(ast.parse(script.read_text(encoding="utf-8"))) or ""
    assert "Expected: " in text
    assert "exit status is 1 outside" in " ".join(text.split())
    assert f"Usage: python examples/book/{script.name}" in text


def test_outside_the_range_is_a_failure(tmp_path: Path) -> None:
    """The same script with an η that teaches nothing."""
    for name in ("common.py", "chapter1_30_hidden.py"):
        text = (FOLDER / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("10, 3.0,", "10, 0.0,"), encoding="utf-8")
    done = _run(tmp_path / "chapter1_30_hidden.py", "--quick")
    assert done.returncode == 1, done.stderr
    assert "NOT AS EXPECTED" in done.stdout


def test_wrong_use() -> None:
    done = _run(FOLDER / "chapter1_30_hidden.py", "--quick", "--epochs", "0")
    assert done.returncode == 2
    assert "--epochs: 0; expected at least 1" in done.stderr


@pytest.mark.skipif(not os.environ.get("DELTAWARD_DATA"), reason="MNIST: set DELTAWARD_DATA")
@pytest.mark.parametrize("name", ["chapter2_backprop_check", "chapter5_vanishing"])
def test_on_mnist(name: str) -> None:
    """Those that need little of it."""
    done = _run(FOLDER / f"{name}.py")
    assert done.returncode == 0, done.stdout + done.stderr
