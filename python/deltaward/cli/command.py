# SPDX-License-Identifier: MIT
"""What a command is."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name, its help, its options and what it does.

    ``run`` returns the exit status and raises what went wrong; `entry` turns that into one line
    on standard error.
    """

    name: str
    summary: str
    description: str
    add_options: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], int]
