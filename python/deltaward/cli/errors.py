# SPDX-License-Identifier: MIT
"""How a command tells that it can't go on."""

from collections.abc import Iterator
from contextlib import contextmanager


class UsageError(Exception):
    """The command line asks for what can't be: exit status 2."""


class FailedError(Exception):
    """The work failed for a reason that has no exception of its own: exit status 1."""


@contextmanager
def as_usage() -> Iterator[None]:
    """Turn a ValueError about a value of the command line into a `UsageError`."""
    try:
        yield
    except ValueError as error:
        raise UsageError(str(error)) from error


@contextmanager
def naming(option: str) -> Iterator[None]:
    """Have the message of a missing folder speak of an option, not of an argument ``path``."""
    try:
        yield
    except FileNotFoundError as error:
        message = str(error)
        if not message.startswith("path: "):
            raise
        raise FailedError(f"{option}: {message.removeprefix('path: ')}") from error


def describe(error: BaseException) -> str:
    """Return an error as one line for a person.

    The library's messages are whole sentences that may go over several lines; the system's
    errors read best as ``name: reason``.
    """
    if isinstance(error, MemoryError) and not str(error):
        return "not enough memory"
    if isinstance(error, OSError) and error.strerror:
        name = f"{error.filename}: " if error.filename is not None else ""
        return f"{name}{error.strerror}"
    text = ""
    for line in str(error).splitlines():
        part = " ".join(line.split())
        if text and part:
            text += " " if text.endswith((".", ":", ";", ",")) else "; "
        text += part
    return text or type(error).__name__
