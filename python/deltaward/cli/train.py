# SPDX-License-Identifier: MIT
"""``deltaward train``."""

from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter

from deltaward.cli import network_options, run_options, training_options
from deltaward.cli.command import Command
from deltaward.cli.option import Option, add_groups, complete

GROUPS: tuple[tuple[str, tuple[Option, ...]], ...] = (
    ("data", network_options.DATA),
    ("network", network_options.NETWORK),
    ("training", training_options.STEPS),
    ("against overfitting and too large steps", training_options.REGULARIZATION),
    ("measuring and stopping", run_options.WATCHING),
    ("files", run_options.FILES),
    ("screen", run_options.SCREEN),
)
OPTIONS = tuple(option for _, group in GROUPS for option in group)

EPILOG = """\
examples:
  deltaward train --optimizer adam --schedule cosine:warmup=0.1 --epochs 30
  deltaward train --data mnist --augment shift=1,rotate=10 --dropout 0.2
  deltaward train --early-stopping 10 --metrics f1 --plot run.png
  deltaward train --data mnist --checkpoint run.safetensors
  deltaward train --data mnist --resume run.safetensors
"""


def _add_options(parser: ArgumentParser) -> None:
    # All of them would be a paragraph that nobody reads.
    parser.usage = "%(prog)s [--OPTION [VALUE]] ..."
    parser.epilog = EPILOG
    parser.formatter_class = RawDescriptionHelpFormatter
    add_groups(parser, GROUPS)


def _run(given: Namespace) -> int:
    full = complete(given, OPTIONS)

    from deltaward.cli.train_run import run

    return run(full)


COMMAND = Command(
    name="train",
    summary="train a network",
    description="Train a network on labelled images and test it on images it has not seen.",
    add_options=_add_options,
    run=_run,
)
