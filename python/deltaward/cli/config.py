# SPDX-License-Identifier: MIT
"""Files of settings: TOML, or JSON where the name ends with .json."""

import json
from argparse import ArgumentTypeError
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from deltaward.cli.errors import UsageError


class Setting(Protocol):
    """What a key stands for."""

    @property
    def name(self) -> str:
        """Of the option, without the hyphens before it."""
        ...

    def of_setting(self, value: Any) -> Any:
        """Check a value and return what it stands for, or raise ArgumentTypeError."""
        ...


def read(path: str, known: Mapping[str, Setting]) -> dict[str, Any]:
    """Read a file of settings.

    Parameters
    ----------
    path : str
        The file.
    known : mapping of str to Option
        Options by their names, with _ for -.

    Returns
    -------
    dict
        What the options stand for, by the same names.

    Raises
    ------
    OSError
        If the file can't be read.
    UsageError
        If it is not TOML or JSON, has an unknown key, a key twice, or a value that the option does
        not take.
    """
    found: dict[str, Any] = {}
    for key, value in _pairs(path):
        name = key.replace("-", "_")
        if name not in known:
            names = ", ".join(option.name for option in known.values())
            raise _wrong(path, f"{key!r} is no option; expected one of {names}")
        if name in found:
            raise _wrong(path, f"{key!r} is there twice")
        try:
            found[name] = known[name].of_setting(value)
        except ArgumentTypeError as error:
            raise _wrong(path, f"{key}: {error}") from None
    return found


def _wrong(path: str, what: str) -> UsageError:
    return UsageError(f"--config: {path}: {what}")


def _pairs(path: str) -> list[tuple[str, Any]]:
    """Return keys and values as they stand in the file."""
    content = Path(path).read_bytes()
    is_json = path.lower().endswith(".json")
    try:
        text = content.decode("utf-8-sig")
        if not is_json:
            import tomllib

            return list(tomllib.loads(text).items())
        # A JSON object may have a key twice, and as a dict would hide it.
        held = json.loads(text, object_pairs_hook=tuple)
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError and both decoders' own
        raise _wrong(path, f"not {'JSON' if is_json else 'TOML'}: {error}") from error
    if not isinstance(held, tuple):
        raise _wrong(path, f"{type(held).__name__}; expected a JSON object")
    return list(held)
