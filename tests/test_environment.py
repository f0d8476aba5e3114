# SPDX-License-Identifier: MIT
"""Environment variables: what the core refuses, and what it tells NumPy."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = "import sys\nfrom deltaward.cli import main\nsys.exit(main())\n"

wrong = pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("DELTAWARD_ISA", "sse9", "DELTAWARD_ISA=sse9: expected one of reference"),
        ("DELTAWARD_NUM_THREADS", "many", "DELTAWARD_NUM_THREADS=many: expected 1 to 1024"),
        ("DELTAWARD_NUM_THREADS", "0", "DELTAWARD_NUM_THREADS=0: expected 1 to 1024"),
    ],
)


def _run(*argv: str, **env: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *argv],
        env=os.environ | env,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@wrong
@pytest.mark.parametrize(
    "argv",
    [
        ["-m", "deltaward"],
        ["-mdeltaward", "info"],
        ["-X", "dev", "-m", "deltaward", "train", "-m", "x"],
        ["deltaward", "train", "--json"],
        ["deltaward"],
    ],
)
def test_a_command_tells_it_in_one_line(
    tmp_path: Path, argv: list[str], variable: str, value: str, told: str
) -> None:
    script = tmp_path / "deltaward"  # as pip installs it
    script.write_text(SCRIPT)
    argv = [str(script) if part == "deltaward" and argv[0] == part else part for part in argv]
    result = _run(*argv, **{variable: value})
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"deltaward: error: {told}")
    assert result.stderr.count("\n") == 1


@wrong
@pytest.mark.parametrize(
    "argv",
    [
        ["-c", "import deltaward", "-m", "deltaward"],
        ["-m", "deltaward.benchmarks", "deltaward"],
        ["own.py", "deltaward"],
    ],
)
def test_a_program_gets_the_error(
    tmp_path: Path, argv: list[str], variable: str, value: str, told: str
) -> None:
    own = tmp_path / "own.py"
    own.write_text(
        "try:\n    import deltaward\nexcept ImportError:\n    raise SystemExit(7) from None\n"
    )
    argv = [str(own) if part == "own.py" else part for part in argv]
    result = _run(*argv, **{variable: value})
    if argv[0] == str(own):
        assert result.returncode == 7
    else:
        assert result.returncode == 1
        assert f"ImportError: {told}" in result.stderr


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="counts threads as Linux does")
def test_a_command_begins_with_one_thread() -> None:
    code = (
        "import os, sys\n"
        "for library in ('OPENBLAS', 'OMP'):\n    os.environ.pop(f'{library}_NUM_THREADS', None)\n"
        "sys.argv = ['deltaward']\nimport deltaward\nprint(len(os.listdir('/proc/self/task')))\n"
    )
    result = _run("-c", code)
    assert (result.stdout, result.stderr) == ("1\n", "")


@pytest.mark.parametrize(
    ("program", "given", "expected"),
    [("deltaward", None, "1"), ("deltaward", "3", "3"), ("own.py", None, "None")],
)
def test_only_a_command_tells_numpy_its_threads(
    program: str, given: str | None, expected: str
) -> None:
    variable = "OPENBLAS_NUM_THREADS"
    code = (
        f"import os, sys\nos.environ.pop({variable!r}, None)\n"
        f"if {given!r}: os.environ[{variable!r}] = {given!r}\n"
        f"sys.argv = [{program!r}]\nimport deltaward\nprint(os.environ.get({variable!r}))\n"
    )
    result = _run("-c", code)
    assert (result.stdout, result.stderr) == (f"{expected}\n", "")
