# SPDX-License-Identifier: MIT
"""``deltaward predict``."""

from argparse import ArgumentParser, Namespace

from deltaward.cli import options
from deltaward.cli.command import Command


def _add_options(parser: ArgumentParser) -> None:
    options.add_model(parser)
    parser.add_argument(
        "file",
        metavar="FILE",
        help="images as an IDX file, plain or .gz, or a picture of one digit (PNG, JPEG, ...; "
        "needs pip install 'deltaward[image]')",
    )
    options.add_json(parser)


def _run(given: Namespace) -> int:
    from deltaward.cli.predict_run import run

    return run(given)


COMMAND = Command(
    name="predict",
    summary="what a saved network makes of images or of a picture",
    description="Print what a saved network predicts, one image a line. A picture is cropped to "
    "its ink, scaled and centred as the images of MNIST (for a network with 8 x 8 inputs: "
    "of the digits) were; on a terminal it is shown as the network saw it.",
    add_options=_add_options,
    run=_run,
)
