# SPDX-License-Identifier: MIT
"""The options of ``deltaward train`` that say what is trained, and on what."""

from deltaward import _core
from deltaward.cli import options, recipe, values
from deltaward.cli.option import Option

DATA = (
    Option(
        name="data",
        takes=values.text(),
        metavar="DATA",
        default="digits",
        help=options.DATA_HELP,
    ),
)

NETWORK = (
    Option(
        name="sizes",
        takes=values.sizes(),
        metavar="N,N,...",
        help="neurons of each layer, the input's first, like 64,30,10 (default: a pixel each, "
        f"{recipe.HIDDEN}, a class each)",
    ),
    Option(
        name="activation",
        takes=values.text(),
        metavar="NAME",
        default="relu",
        help=f"of the hidden layers (default: relu): {', '.join(_core.activation_names())}; "
        "softmax in the last layer only",
    ),
    Option(
        name="output-activation",
        takes=values.text(),
        metavar="NAME",
        help="of the last layer (default: what fits the cost)",
    ),
    Option(
        name="cost",
        takes=values.text(),
        metavar="NAME",
        default="cross_entropy",
        help=f"what is made small (default: cross_entropy): {', '.join(_core.cost_names())}",
    ),
    Option(
        name="init",
        takes=values.text(),
        metavar="NAME",
        default="auto",
        help=f"of the first weights (default: auto): {', '.join(_core.init_names())}",
    ),
    Option(
        name="dtype",
        takes=values.choice("float32", "float64"),
        metavar="NAME",
        default="float32",
        help="of weights and arithmetic: float32 (the default) or float64",
    ),
)
