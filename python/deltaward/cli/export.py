# SPDX-License-Identifier: MIT
"""``deltaward export``."""

from argparse import ArgumentParser, Namespace

from deltaward.cli import options
from deltaward.cli.command import Command
from deltaward.cli.export_formats import FORMATS


def _add_options(parser: ArgumentParser) -> None:
    options.add_model(parser)
    parser.add_argument(
        "--output",
        metavar="FILE",
        required=True,
        help="the file to write; its suffix tells the format: "
        + ", ".join(f"{form.suffix} {form.title}" for form in FORMATS.values()),
    )
    parser.add_argument(
        "--format",
        choices=list(FORMATS),
        help="the format, whatever the suffix",
    )
    for form in FORMATS.values():
        form.add_options(parser.add_argument_group(f"options of {form.title}"))
    options.add_json(parser)


def _run(given: Namespace) -> int:
    from deltaward.cli.export_run import run

    return run(given)


COMMAND = Command(
    name="export",
    summary="write a saved network as a C header or an ONNX model",
    description="Write a saved network in a form that needs no deltaward; the suffix of --output "
    "tells which.",
    add_options=_add_options,
    run=_run,
)
