# SPDX-License-Identifier: MIT
"""The parser made of the table of commands."""

import argparse
from collections.abc import Sequence
from typing import NoReturn

from deltaward.cli.command import Command
from deltaward.cli.errors import UsageError
from deltaward.version import __version__

EPILOG = """\
exit status: 0 fine; 1 the work failed; 2 wrong use; 130 interrupted by Ctrl-C.

examples:
  deltaward train                                   the digits in the package
  deltaward train --data mnist --output net.safetensors
  deltaward predict net.safetensors seven.png
"""


class Parser(argparse.ArgumentParser):
    """An argparse parser whose errors are one line, raised and not printed."""

    def error(self, message: str) -> NoReturn:
        """Raise what argparse would print below its usage."""
        # "argument --epochs: ..." is clear without its first word.
        raise UsageError(f"{message.removeprefix('argument ')}; see {self.prog} --help")


def build_parser(commands: Sequence[Command]) -> Parser:
    """Return the parser; the chosen command is found as ``command`` in what it parses."""
    parser = Parser(
        prog="deltaward",
        description="Train and look into multilayer perceptrons.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        # An option that gets its full name only later must not change what a script means.
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"deltaward {__version__}")
    parser.set_defaults(command=None, parser=parser)
    choice = parser.add_subparsers(title="commands", metavar="COMMAND")
    for command in commands:
        sub = choice.add_parser(
            command.name,
            help=command.summary,
            description=command.description,
            allow_abbrev=False,
        )
        command.add_options(sub)
        sub.set_defaults(command=command, parser=sub)
    return parser
