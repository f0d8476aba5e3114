# SPDX-License-Identifier: MIT
"""``deltaward check``."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from deltaward.cli import options
from deltaward.cli.command import Command
from deltaward.cli.errors import UsageError
from deltaward.cli.output import say, say_json

if TYPE_CHECKING:
    from deltaward.datasets.folder import Split
    from deltaward.explain.adjoint import LayerAdjoint
    from deltaward.explain.gradient_check import LayerCheck
    from deltaward.network import Network

SAMPLES = 32
DISAGREES = 1
HIDDEN = 16


def _add_options(parser: ArgumentParser) -> None:
    options.add_model(parser, optional=True)
    options.add_data(parser)
    parser.add_argument(
        "--samples",
        type=options.whole(1),
        default=SAMPLES,
        metavar="N",
        help="how many training images, the first ones, make the mini-batch (default: %(default)s)",
    )
    options.add_json(parser)


def _run(given: Namespace) -> int:
    from deltaward.cli import images, report
    from deltaward.explain.adjoint_kernels import kernels_test

    net = None if given.model is None else options.load_model(given.model)
    split = images.load(given.data, quiet=given.json)
    x, y = (array[: given.samples] for array in split[0])
    if len(x) < given.samples:
        raise UsageError(f"--samples: {given.samples}; the data has {len(x)} training images")
    if net is None:
        net = _fresh(split)
    else:
        images.check_fit(net, x, y, given.data)
    checked, adjoint = net.check_gradients(x, y), net.adjoint_test(x, y)
    kernels = {isa: test.ok for isa, test in kernels_test(net, x, y).items()}
    agrees = checked.ok and adjoint.ok and all(kernels.values())
    name = given.model or "a fresh network"
    if given.json:
        for layer in checked.layers:
            say_json(_record("layer", layer, layer.layer))
        for side in adjoint.layers:
            say_json(_record("adjoint", side, side.layer - 1))
        for isa, ok in kernels.items():
            say_json({"event": "kernels", "isa": isa, "ok": ok})
        about = {"model": given.model, "sizes": net.sizes, "activations": net.activations}
        about |= {"data": given.data, "samples": len(x)}
        say_json({"event": "result", "ok": agrees} | about)
    else:
        say(f"{name}: {report.describe(net)}")
        say(f"gradient of {len(x)} images of {given.data}: backpropagation, central differences")
        say(str(checked))
        say("what goes forward and what is sent back: the inner products of W and of its transpose")
        say(str(adjoint))
        each = (f"{isa} {'agrees' if ok else 'DISAGREES'}" for isa, ok in kernels.items())
        say(f"the same with the loops of each instruction set: {', '.join(each)}")
        say("agrees" if agrees else "DISAGREES")
    return 0 if agrees else DISAGREES


def _record(event: str, checked: "LayerCheck | LayerAdjoint", index: int) -> dict[str, Any]:
    place = {"layer": index + 1, "index": index}
    return {"event": event} | asdict(checked) | place | {"ok": checked.ok}


def _fresh(split: "Split") -> "Network":
    """Make a network that shows an error of the engine and nothing else.

    tanh is smooth: a central difference across the kink of relu would be a false alarm.
    """
    from deltaward.cli.recipe import count_classes
    from deltaward.network import Network

    n_in = split[0][0].shape[1]
    return Network([n_in, HIDDEN, HIDDEN, count_classes(split)], activation="tanh")


COMMAND = Command(
    name="check",
    summary="compare backpropagation with numeric gradients",
    description="Compare the gradients of backpropagation with central differences of the cost, "
    "in float64, and what each layer's weights do going forward with what their transpose does "
    "going back, in the dtype of the network. The exit status is 1 where they disagree. In JSON "
    "as in the table, layer counts from 1 for the first hidden one; index counts from 0, as the "
    "lists of weights in Python do.",
    add_options=_add_options,
    run=_run,
)
