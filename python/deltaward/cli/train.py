# SPDX-License-Identifier: MIT
"""``deltaward train``."""

from argparse import ArgumentParser, Namespace

from deltaward import _core
from deltaward.cli import options, recipe
from deltaward.cli.command import Command


def _add_options(parser: ArgumentParser) -> None:
    options.add_data(parser)
    network = parser.add_argument_group("network")
    network.add_argument(
        "--sizes",
        type=options.sizes,
        metavar="N,N,...",
        help="neurons of each layer, the input's first, like 64,30,10 (default: a pixel each, "
        f"{recipe.HIDDEN}, a class each)",
    )
    network.add_argument(
        "--activation",
        default="relu",
        metavar="NAME",
        help=f"of the hidden layers (default: relu): {', '.join(_core.activation_names())}; "
        "softmax in the last layer only",
    )
    network.add_argument(
        "--output-activation",
        metavar="NAME",
        help="of the last layer (default: what fits the cost)",
    )
    network.add_argument(
        "--cost",
        default="cross_entropy",
        metavar="NAME",
        help=f"(default: cross_entropy) {', '.join(_core.cost_names())}",
    )
    network.add_argument(
        "--init",
        default="auto",
        metavar="NAME",
        help=f"of the first weights (default: auto): {', '.join(_core.init_names())}",
    )
    network.add_argument("--dtype", default="float32", choices=("float32", "float64"))
    training = parser.add_argument_group("training")
    training.add_argument(
        "--epochs",
        type=options.whole(0),
        metavar="N",
        help=f"passes over the data (default: {recipe.EPOCHS_AT_MOST} for the digits, fewer for "
        f"more images: {recipe.default_epochs(60_000)} for mnist)",
    )
    training.add_argument(
        "--batch-size",
        type=options.whole(1),
        default=recipe.BATCH_SIZE,
        metavar="N",
        help="images of a mini-batch (default: %(default)s)",
    )
    training.add_argument(
        "--learning-rate",
        type=options.rate,
        default=recipe.LEARNING_RATE,
        metavar="F",
        help="of a step, for the mean gradient of a mini-batch (default: %(default)s)",
    )
    training.add_argument(
        "--seed",
        type=options.whole(0),
        default=0,
        metavar="N",
        help="of the first weights and of the shuffling (default: %(default)s)",
    )
    parser.add_argument(
        "--output",
        metavar="FILE",
        help="save the trained network, as a .safetensors file; written only when all is done",
    )
    options.add_json(parser)
    parser.add_argument("--quiet", action="store_true", help="show no progress, only the result")


def _run(given: Namespace) -> int:
    from deltaward.cli.train_run import run

    return run(given)


COMMAND = Command(
    name="train",
    summary="train a network",
    description="Train a network on labelled images and test it on images it has not seen.",
    add_options=_add_options,
    run=_run,
)
