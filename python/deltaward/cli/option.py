# SPDX-License-Identifier: MIT
"""Options that a command line or a file of settings can give."""

from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from deltaward.cli.config import read
from deltaward.cli.errors import UsageError
from deltaward.cli.values import Value, wrong_type

CONFIG = "config"


@dataclass(frozen=True, kw_only=True)
class Option:
    """An option.

    Parameters
    ----------
    name : str
        Without the hyphens before it.
    help : str
        What the help says.
    takes : Value, optional
        What it takes; None: it is a flag, and True where it is given.
    metavar : str, optional
        How the help calls the value.
    default : optional
        The value where it is not given.
    alone : optional
        The value where it is given without one; None: it needs one.
    """

    name: str
    help: str
    takes: Value | None = None
    metavar: str | None = None
    default: Any = None
    alone: Any = None

    @property
    def key(self) -> str:
        """The attribute of what was parsed."""
        return self.name.replace("-", "_")

    @property
    def unset(self) -> Any:
        """The value where it is not given."""
        return False if self.takes is None else self.default

    def add(self, group: Any) -> None:
        """Add it to a parser or a group of one; what is not given is left out there."""
        how: dict[str, Any] = {"default": SUPPRESS, "help": self.help}
        if self.takes is None:
            how["action"] = "store_true"
        else:
            how |= {"type": self.takes, "metavar": self.metavar}
            if self.alone is not None:
                how |= {"nargs": "?", "const": self.alone}
        group.add_argument(f"--{self.name}", **how)

    def of_setting(self, value: Any) -> Any:
        """Return what a value in a file of settings stands for; ArgumentTypeError if nothing."""
        if isinstance(value, bool) and (self.takes is None or self.alone is not None):
            on = True if self.takes is None else self.alone
            return on if value else self.unset
        if self.takes is None:
            raise wrong_type(value, "true or false")
        return self.takes.of_setting(value)


Groups = Sequence[tuple[str, Sequence[Option]]]


def add_groups(parser: ArgumentParser, groups: Groups) -> None:
    """Add options to a parser, in groups with titles."""
    for title, members in groups:
        group = parser.add_argument_group(title)
        for option in members:
            option.add(group)


def complete(given: Namespace, options: Iterable[Option]) -> Namespace:
    """Fill in what the command line does not say: from the file of --config, else the defaults.

    Raises
    ------
    UsageError
        If the file holds what it should not.
    OSError
        If it can't be read.
    """
    known = {option.key: option for option in options}
    found = {key: option.unset for key, option in known.items()}
    path = vars(given).get(CONFIG)
    if path is not None:
        held = {key: option for key, option in known.items() if key != CONFIG}
        found |= read(path, held)
    complete = Namespace(**(found | vars(given)))
    if path is None and CONFIG in known:
        complete.config = None
    return complete


def check_apart(given: Namespace, *names: str) -> None:
    """Refuse options that name the same file to write."""
    from os.path import realpath

    taken: dict[str, str] = {}
    for name in names:
        path = getattr(given, name)
        if path is None:
            continue
        real = realpath(path)
        if real in taken:
            raise UsageError(f"--{name}: {path} is the file of --{taken[real]} too")
        taken[real] = name
