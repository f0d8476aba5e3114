# SPDX-License-Identifier: MIT
"""The table of commands, in the order of the help page."""

from deltaward.cli import (
    bench,
    check,
    data,
    diagnose,
    evaluate,
    explain,
    export,
    info,
    predict,
    train,
    verify,
)
from deltaward.cli.command import Command

COMMANDS: tuple[Command, ...] = (
    train.COMMAND,
    evaluate.COMMAND,
    predict.COMMAND,
    check.COMMAND,
    diagnose.COMMAND,
    explain.COMMAND,
    export.COMMAND,
    verify.COMMAND,
    data.COMMAND,
    bench.COMMAND,
    info.COMMAND,
)
