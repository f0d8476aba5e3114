# SPDX-License-Identifier: MIT
"""Programs of pages, each a main module with nothing in it yet, in this process.

A process for each would do little else than import NumPy and matplotlib.
"""

import io
import os
import runpy
import sys
import traceback
import warnings
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Literal
from unittest import mock


def run(
    source: str,
    folder: Path,
    *,
    beside: Path | None = None,
    warn: Literal["error", "ignore"] = "error",
) -> str:
    """Run a program in a folder, and return what it prints.

    Modules that stand in `beside` can be imported.

    Raises
    ------
    RuntimeError
        If the program fails, with its traceback.
    """
    script = folder / "program.py"
    script.write_text(source, encoding="utf-8")
    path = [str(beside), *sys.path] if beside else sys.path
    printed = io.StringIO()
    with (
        redirect_stdout(printed),
        redirect_stderr(io.StringIO()),
        chdir(folder),
        mock.patch.object(sys, "path", path),
        mock.patch.dict(os.environ, {"MPLBACKEND": "Agg"}),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter(warn)
        try:
            runpy.run_path(str(script), run_name="__main__")
        except (Exception, SystemExit):
            raise RuntimeError(traceback.format_exc()) from None
    return printed.getvalue()
