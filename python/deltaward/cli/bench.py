# SPDX-License-Identifier: MIT
"""``deltaward bench``."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace

from deltaward.cli import options
from deltaward.cli.command import Command

ALL = "ABCDEF"
ROUNDS = 7


def cases(text: str) -> str:
    """Parse ``ADF``."""
    if not text or not set(text) <= set(ALL) or len(set(text)) < len(text):
        raise ArgumentTypeError(f"{text!r}; expected letters of {ALL}, each at most once")
    return text


def _add_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--cases",
        type=cases,
        metavar="LETTERS",
        help=f"which to run (default: {ALL}); A, B and C train on MNIST and are left out where "
        "it is not on this machine",
    )
    parser.add_argument(
        "--rounds",
        type=options.whole(1),
        default=ROUNDS,
        metavar="N",
        help="how often each library trains its epoch (default: %(default)s)",
    )
    parser.add_argument(
        "--threads",
        type=options.whole(1, 1024),
        metavar="N",
        help="for every library (default: as deltaward has, see 'deltaward info')",
    )
    parser.add_argument(
        "--output", metavar="FILE", help="also write the tables to this file, as Markdown"
    )
    options.add_json(parser)


def _run(given: Namespace) -> int:
    from deltaward.cli.bench_run import run

    return run(given)


COMMAND = Command(
    name="bench",
    summary="time training epochs, beside other libraries that are installed",
    description="Train the same networks on the same data with deltaward, NumPy, and those of "
    "PyTorch, JAX, Keras and scikit-learn that are installed, in turns, and tell how many times as "
    "long as deltaward each took.",
    add_options=_add_options,
    run=_run,
)
