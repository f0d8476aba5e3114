# SPDX-License-Identifier: MIT
"""The options of ``deltaward train`` about the run: what is watched, stopped, read, written."""

from argparse import ArgumentTypeError

from deltaward.cli import options, values
from deltaward.cli.option import CONFIG, Option

PATIENCE = 5


def _picture() -> values.Value:
    """Take the name of a picture that matplotlib can write."""

    def parse(given: str) -> str:
        from deltaward.plots.style import SUFFIXES

        if not given.lower().endswith(SUFFIXES):
            raise ArgumentTypeError(f"{given!r}; expected a name that ends with .png, .svg or .pdf")
        return given

    return values.Value(parse)


WATCHING = (
    Option(
        name="metrics",
        takes=values.names("metrics"),
        metavar="NAME,...",
        default=[],
        help="what is measured on the test images beside cost and accuracy: top_k, top_3 and so "
        "on, precision, recall, f1, log_loss",
    ),
    Option(
        name="early-stopping",
        takes=values.whole(0),
        metavar="PATIENCE",
        alone=PATIENCE,
        help="stop when the cost on the test images has not fallen for so many epochs "
        f"({PATIENCE} if no number is given), and keep the weights of the best epoch",
    ),
)

FILES = (
    Option(
        name="output",
        takes=values.text(),
        metavar="FILE",
        help="save the trained network, as a .safetensors file; written only when all is done",
    ),
    Option(
        name="checkpoint",
        takes=values.text(),
        metavar="FILE",
        help="after each epoch, write what is needed to go on from there",
    ),
    Option(
        name="resume",
        takes=values.text(),
        metavar="FILE",
        help="go on from what --checkpoint wrote, with the same other options; the result is "
        "that of a run that was never cut off, and the file is written on unless --checkpoint "
        "names another",
    ),
    Option(
        name="csv",
        takes=values.text(),
        metavar="FILE",
        help="write the figures of each epoch as a table; with --resume, go on with it",
    ),
    Option(
        name="tensorboard",
        takes=values.text(),
        metavar="DIR",
        help="write the figures for TensorBoard (needs pip install 'deltaward[tensorboard]')",
    ),
    Option(
        name="plot",
        takes=_picture(),
        metavar="FILE",
        help="draw the figures in the end, as .png, .svg or .pdf (needs pip install "
        "'deltaward[plot]')",
    ),
    Option(
        name=CONFIG,
        takes=values.text(),
        metavar="FILE",
        help="take options from a TOML file (JSON if it ends with .json), like epochs = 20 or "
        "l2 = 0.1; what the command line says wins",
    ),
)

SCREEN = (
    Option(name="json", help=options.JSON_HELP),
    Option(name="quiet", help="show no progress, only the result"),
)
