# SPDX-License-Identifier: MIT
"""Environment variables: what the core refuses, in one line for who runs a command, and NumPy's."""

import os
import sys

WRONG_USE = 2


def check() -> None:
    """Import the core, which refuses a wrong DELTAWARD_ISA or DELTAWARD_NUM_THREADS.

    A program that imports deltaward gets the error as it is, and NumPy the threads that it would
    have. The command line has no code of its own before this import, so it is here that its user
    is spared the traceback, and threads that nothing needs.

    Raises
    ------
    ImportError
        If the core can't be imported.
    SystemExit
        Instead, with status 2, for a wrong variable if this process is the command line.
    """
    if _is_command_line():
        # The core imports NumPy, of whose products commands need few. Its threads would spin for
        # 0.1 s: with two, half of the CPU time of `deltaward train`.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        import deltaward._core  # noqa: F401
    except ImportError as error:
        if not (str(error).startswith("DELTAWARD_") and _is_command_line()):
            raise
        if sys.stderr is not None:
            print(f"deltaward: error: {error}", file=sys.stderr)
        raise SystemExit(WRONG_USE) from None


def _is_command_line() -> bool:
    """Tell whether this process is the script ``deltaward`` or ``python -m deltaward``."""
    arguments: list[str] = getattr(sys, "argv", [])
    if not arguments:
        return False
    if arguments[0] == "-m":  # until the module is found; its name stands before the arguments
        before = sys.orig_argv[: len(sys.orig_argv) - len(arguments) + 1]
        return bool(before) and before[-1].removeprefix("-m") == "deltaward"
    # Without pathlib, which takes 3 ms to import.
    return os.path.splitext(os.path.basename(arguments[0]))[0] == "deltaward"
