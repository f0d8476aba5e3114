# SPDX-License-Identifier: MIT
"""Standard output and standard error."""

import json
import math
import os
import sys
from typing import Any, TextIO


def say(text: str) -> None:
    """Print text on standard output, whatever its encoding can hold.

    A file name can hold bytes that are no text; they come out as backslash escapes.
    """
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding))


def note(text: str) -> None:
    """Print what is no result on standard error."""
    # After ``2>&-`` there is none, and print would take standard output instead.
    if sys.stderr is not None:
        print(text, file=sys.stderr)


def say_json(record: dict[str, Any]) -> None:
    """Print one JSON object on a line of its own, at once, for who reads along."""
    print(json.dumps(_strict(record), allow_nan=False), flush=True)


def _strict(value: Any) -> Any:
    """Return value with null for NaN and the infinities, which JSON hasn't."""
    if isinstance(value, dict):
        return {key: _strict(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_strict(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def can_print(text: str) -> bool:
    """Tell whether the encoding of standard output has these characters."""
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def is_terminal(stream: TextIO | None) -> bool:
    """Tell whether a standard stream is a terminal; it is None after ``>&-``."""
    return stream is not None and stream.isatty()


def flush() -> None:
    """Write out what is buffered, so that a full disk is an error of the command."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()


def give_up() -> None:
    """After a failed write: let what is still buffered go nowhere.

    The interpreter flushes once more at its end and would report the same failure again.
    """
    for stream in (sys.stdout, sys.stderr):
        if stream is None:
            continue
        try:
            stream.flush()
        except OSError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
