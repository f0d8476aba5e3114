# SPDX-License-Identifier: MIT
"""The self-test of a C header, compiled and run."""

import os
import re
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

SECONDS = 60
_NAME = re.compile(r"^static inline int ([A-Za-z]\w*)_self_test\(void\)", re.MULTILINE)


def compiler() -> list[str] | None:
    """Return the C compiler that the variable CC or the path names; None: there is none."""
    if os.environ.get("CC"):
        return shlex.split(os.environ["CC"])
    found = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
    return None if found is None else [found]


def run(text: str) -> int:
    """Compile a header and return what its self-test returns: 0 if the stored outputs come out.

    This runs what is in the file.

    Raises
    ------
    ValueError
        If it has no self-test, or does not compile.
    FileNotFoundError
        If there is no C compiler.
    """
    found = _NAME.search(text)
    if found is None:
        raise ValueError("no self-test in it; expected a header that deltaward wrote")
    command = compiler()
    if command is None:
        raise FileNotFoundError("no C compiler: neither the variable CC nor cc, gcc or clang")
    with tempfile.TemporaryDirectory(prefix="deltaward-") as name:
        folder = Path(name)
        (folder / "net.h").write_text(text, encoding="utf-8")
        main = f'#include "net.h"\nint main(void) {{ return {found[1]}_self_test(); }}\n'
        (folder / "main.c").write_text(main, encoding="utf-8")
        program = folder / "self_test"
        sources = ["-std=c99", "-O1", "-o", str(program), str(folder / "main.c"), "-lm"]
        compiled = _run([*command, *sources])
        if compiled.returncode:
            raise ValueError(f"does not compile: {compiled.stderr.strip()[:500]}")
        return _run([str(program)]).returncode


def _run(command: list[str]) -> "subprocess.CompletedProcess[str]":
    try:
        return subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise ValueError(f"{Path(command[0]).name} took more than {SECONDS} s") from None
