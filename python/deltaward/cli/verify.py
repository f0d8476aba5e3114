# SPDX-License-Identifier: MIT
"""``deltaward verify``."""

from argparse import ArgumentParser, Namespace

from deltaward.cli import options
from deltaward.cli.command import Command


def _add_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "file",
        metavar="FILE",
        help="a network, a checkpoint, a C header (.h) or an ONNX model (.onnx) of deltaward's",
    )
    parser.add_argument(
        "--data",
        metavar="DATA",
        help="see whether the network was trained on the training images of DATA, given as to "
        "'deltaward train'",
    )
    parser.add_argument(
        "--run",
        action="store_true",
        help="compile a C header and run its self-test; this runs what is in the file, so only for "
        "one that you trust",
    )
    options.add_json(parser)


def _run(given: Namespace) -> int:
    from deltaward.cli.verify_run import run

    return run(given)


COMMAND = Command(
    name="verify",
    summary="whether a saved network or a header is as it was written",
    description="Compare the bytes of a file with the digest in it, and its stored outputs with "
    "those of its network here: the same bits with the same instruction set and version of "
    "deltaward, else to rounding errors. Tell how it was trained. The exit status is 1 where "
    "something is wrong. A digest tells damage, not who wrote the file.",
    add_options=_add_options,
    run=_run,
)
