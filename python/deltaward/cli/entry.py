# SPDX-License-Identifier: MIT
"""From a command line to an exit status."""

import sys
from collections.abc import Sequence

from deltaward.cli.errors import FailedError, UsageError, describe
from deltaward.cli.output import flush, give_up, note
from deltaward.cli.parser import build_parser
from deltaward.cli.table import COMMANDS

FAILED = 1
WRONG_USE = 2
INTERRUPTED = 130  # 128 + SIGINT, what a shell reports of a program that Ctrl-C ended


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments without the program's name; default: those of the process.

    Returns
    -------
    int
        The exit status: 0 fine; 1 the work failed; 2 wrong use; 130 interrupted by Ctrl-C.
        Everything but 0 comes with one line on standard error, except a gradient or a file that
        is wrong, which is told on standard output, and a reader of the output who has gone
        away (a broken pipe: 1).
    """
    try:
        status = _run(argv)
        flush()
    except UsageError as error:
        return _complain(describe(error), WRONG_USE)
    except BrokenPipeError:
        give_up()
        return FAILED
    except KeyboardInterrupt as error:
        return _complain(str(error) or "interrupted", INTERRUPTED)
    except (OSError, ValueError, MemoryError, FailedError) as error:
        give_up()
        return _complain(describe(error), FAILED)
    return status


def _run(argv: Sequence[str] | None) -> int:
    parser = build_parser(COMMANDS)
    try:
        options, unknown = parser.parse_known_args(argv)
        if unknown:  # to the command, whose help is the one to see
            options.parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    except SystemExit as end:  # --help and --version, which have printed
        return int(end.code or 0)
    if options.command is None:
        parser.print_help(sys.stderr)
        return WRONG_USE
    result: int = options.command.run(options)
    return result


def _complain(message: str, status: int) -> int:
    try:
        note(f"deltaward: error: {message}")
    except OSError:  # nobody reads standard error: the status has to do
        give_up()
    return status
