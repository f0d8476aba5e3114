# SPDX-License-Identifier: MIT
"""``deltaward diagnose``."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from deltaward.cli import options
from deltaward.cli.command import Command
from deltaward.cli.output import say, say_json

SAMPLES = 1000


def _add_options(parser: ArgumentParser) -> None:
    options.add_model(parser)
    options.add_data(parser)
    parser.add_argument(
        "--samples",
        type=options.whole(1),
        default=SAMPLES,
        metavar="N",
        help="look at the first N training images, or at all if there are fewer "
        "(default: %(default)s)",
    )
    options.add_json(parser)


def _run(given: Namespace) -> int:
    from deltaward.cli import images

    net = options.load_model(given.model)
    train, _ = images.load(given.data, quiet=given.json)
    x, y = (array[: given.samples] for array in train)
    images.check_fit(net, x, y, given.data)
    diagnosis = net.diagnose(x, y)
    if not given.json:
        say(str(diagnosis))
        return 0
    for layer in diagnosis.layers:
        say_json({"event": "layer"} | asdict(layer))
    for finding in diagnosis.findings:
        say_json({"event": "finding"} | asdict(finding))
    about = {"model": given.model, "data": given.data, "samples": diagnosis.samples}
    about |= {"sizes": diagnosis.sizes, "cost": diagnosis.cost}
    about |= {"findings": len(diagnosis.findings), "thresholds": asdict(diagnosis.thresholds)}
    say_json({"event": "result"} | about)
    return 0


COMMAND = Command(
    name="diagnose",
    summary="what keeps the layers of a saved network from learning",
    description="Look for what keeps the layers of a saved network from learning: dead and "
    "saturated neurons, inputs near zero, an error that fades or grows on its way back. The exit "
    "status is 0 whatever is found.",
    add_options=_add_options,
    run=_run,
)
