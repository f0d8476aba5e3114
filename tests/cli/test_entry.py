# SPDX-License-Identifier: MIT
"""What all commands have in common: help, exit statuses, one line of error, streams that end."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import deltaward as dw
from deltaward.cli import main, table
from deltaward.cli.errors import describe

Process = Callable[..., "subprocess.CompletedProcess[str]"]
NAMES = [command.name for command in table.COMMANDS]


def test_version(run: Callable[..., Any]) -> None:
    result = run("--version")
    assert (result.status, result.out) == (0, f"deltaward {dw.__version__}\n")


def test_no_command_shows_the_help(run: Callable[..., Any]) -> None:
    result = run()
    assert result.status == 2
    assert result.out == ""
    for name in NAMES:
        assert f"\n    {name} " in result.err


@pytest.mark.parametrize("name", ["", *NAMES])
def test_help(run: Callable[..., Any], name: str) -> None:
    result = run(*filter(None, [name]), "--help")
    assert result.status == 0
    assert result.out.startswith(f"usage: deltaward {name}".strip())
    assert result.out.isascii()  # any terminal can show it
    assert result.err == ""


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["fly"], "invalid choice: 'fly'"),
        (["info", "--nonsense"], "unrecognized arguments: --nonsense; see deltaward info --help"),
        (["info", "--js"], "unrecognized arguments: --js"),
        (["evaluate"], "required: MODEL"),
        (["data"], "required: ACTION"),
    ],
)
def test_wrong_use(fails: Callable[..., str], argv: list[str], told: str) -> None:
    assert told in fails(2, *argv)


def test_arguments_of_the_process(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["deltaward", "--version"])
    assert main() == 0
    assert capsys.readouterr().out.startswith("deltaward ")


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (FileNotFoundError(2, "No such file or directory", "x"), "x: No such file or directory"),
        (OSError(28, "No space left on device"), "No space left on device"),
        (ConnectionError("no mirror:\n  one\n  two.\nAdvice"), "no mirror: one; two. Advice"),
        (ValueError("sizes: bad"), "sizes: bad"),
        (ValueError(), "ValueError"),
        (MemoryError(), "not enough memory"),
    ],
)
def test_an_error_is_one_line(error: Exception, line: str) -> None:
    assert describe(error) == line


def test_as_a_module(process: Process) -> None:
    result = process("--version")
    assert (result.returncode, result.stdout) == (0, f"deltaward {dw.__version__}\n")
    result = process("evaluate", "missing.safetensors")
    expected = "deltaward: error: missing.safetensors: No such file or directory\n"
    assert (result.returncode, result.stdout, result.stderr) == (1, "", expected)


BUFFERED = {"PYTHONUNBUFFERED": ""}  # as most run it, whatever is set here
HEAVY = {"tqdm", "pooch", "PIL", "safetensors", "deltaward.datasets.idx"}
HEAVY |= {"tomllib", "matplotlib", "tensorboardX", "deltaward.plots"}


@pytest.mark.parametrize(
    ("argv", "needed"),
    [
        ("['--help']", set()),
        ("['train', '--help']", set()),
        ("['train', '--epochs', '1', '--quiet']", {"deltaward.datasets.idx"}),
    ],
)
def test_only_what_is_needed_is_imported(argv: str, needed: set[str]) -> None:
    code = (
        # Not what was there before: coverage reads its own settings.
        "import sys\nbefore = set(sys.modules)\nfrom deltaward.cli import main\n"
        f"main({argv})\nprint(*sorted({HEAVY} & set(sys.modules) - before))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert set(result.stdout.splitlines()[-1].split()) == needed


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX pipes")
@pytest.mark.parametrize(
    "argv", [["info"], ["info", "--json"], ["train", "--quiet"], ["train"], ["train", "--json"]]
)
@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_reader_who_has_gone_away(process: Process, argv: list[str], stream: str) -> None:
    head = subprocess.Popen(["true"], stdin=subprocess.PIPE)
    head.wait(60)
    assert head.stdin is not None
    result = process(*argv, env=BUFFERED, **{stream: head.stdin})
    head.stdin.close()
    written_to_it = stream == "stdout" or argv == ["train"]
    assert result.returncode == (1 if written_to_it else 0)
    assert "Traceback" not in (result.stdout or "") + (result.stderr or "")
    assert "BrokenPipe" not in (result.stderr or "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("env", [BUFFERED, {"PYTHONUNBUFFERED": "1"}])
def test_a_full_disk(process: Process, env: dict[str, str]) -> None:
    """Said once: not again by the interpreter, which writes out at its end what is left."""
    with open("/dev/full", "w", encoding="utf-8") as full:
        result = process("info", stdout=full, env=env)
        assert (result.returncode, result.stderr) == (
            1,
            "deltaward: error: No space left on device\n",
        )
        assert process("info", "--nonsense", stderr=full, env=env).returncode == 2


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
def test_closed_streams() -> None:
    def shell(line: str) -> "subprocess.CompletedProcess[str]":
        line = f'"$0" -m deltaward {line}'
        return subprocess.run(
            ["sh", "-c", line, sys.executable],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    assert shell("info >&-").returncode == 0
    wrong = shell("fly 2>&-")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    if Path("/dev/full").exists():
        assert shell("info >/dev/full 2>&-").returncode == 1
