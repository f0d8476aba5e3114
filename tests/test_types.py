# SPDX-License-Identifier: MIT
"""The types: of the binary against its stub, and of code as users write it."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

import deltaward as dw

HERE = Path(__file__).resolve().parent


def test_the_stub_says_what_the_binary_does(tmp_path: Path) -> None:
    if importlib.util.find_spec("mypy") is None:
        pytest.skip("mypy is not installed")
    # As in pyproject.toml, which is not beside an installed wheel.
    settings = tmp_path / "mypy.ini"
    settings.write_text("[mypy]\n[mypy-deltaward._core]\ndisable_error_code = overload-overlap\n")
    allowed = HERE / "typed" / "allowlist.txt"
    command = [sys.executable, "-m", "mypy.stubtest", "deltaward._core"]
    options = ["--mypy-config-file", str(settings), "--allowlist", str(allowed)]
    done = subprocess.run(
        [*command, *options], capture_output=True, encoding="utf-8", cwd=tmp_path, timeout=110
    )
    assert not done.returncode, done.stdout + done.stderr


def test_code_of_users_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = importlib.util.spec_from_file_location("user_code", HERE / "typed" / "user_code.py")
    assert spec
    assert spec.loader
    code = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(code)
    net = code.train(tmp_path)
    assert isinstance(net, dw.Network)
    code.look(net)
    code.write(net, tmp_path)
    assert "True" in capsys.readouterr().out
