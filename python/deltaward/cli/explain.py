# SPDX-License-Identifier: MIT
"""``deltaward explain``."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace

from deltaward.cli import options
from deltaward.cli.command import Command

SAMPLES, OUTPUT = "0,1,2,3", "explain.html"
AT_MOST = 8


def _samples(text: str) -> list[int]:
    parse = options.whole(0)
    try:
        numbers = [parse(part) for part in text.split(",")]
    except ArgumentTypeError:
        numbers = []
    if not 0 < len(numbers) <= AT_MOST:
        raise ArgumentTypeError(
            f"{text!r}; expected 1 to {AT_MOST} numbers of test images, from 0, like {SAMPLES}"
        )
    return numbers


def _add_options(parser: ArgumentParser) -> None:
    options.add_model(parser, optional=True)
    options.add_data(parser)
    parser.add_argument(
        "--sample",
        type=_samples,
        default=SAMPLES,
        metavar="I[,I...]",
        help=f"which test images, counted from 0; the page lets one choose among up to {AT_MOST} "
        "(default: %(default)s)",
    )
    parser.add_argument("--title", metavar="TEXT", help="the heading (default: names the network)")
    parser.add_argument(
        "--output", default=OUTPUT, metavar="FILE", help="the file to write (default: %(default)s)"
    )
    options.add_json(parser)


def _run(given: Namespace) -> int:
    from deltaward.cli.explain_run import run

    return run(given)


COMMAND = Command(
    name="explain",
    summary="a page that steps through backpropagation with a network's own numbers",
    description="Write one HTML file, to open in any browser without a connection, that goes "
    "through the forward and the backward pass of a network on test images step by step, with "
    "the numbers of its own kernels and with the wrong passes that learners write. Without a "
    "MODEL a small network is trained on the data first, which takes a moment.",
    add_options=_add_options,
    run=_run,
)
