# SPDX-License-Identifier: MIT
"""``deltaward evaluate``."""

from argparse import ArgumentParser, Namespace

from deltaward.cli import options
from deltaward.cli.command import Command
from deltaward.cli.output import say, say_json


def _add_options(parser: ArgumentParser) -> None:
    options.add_model(parser)
    options.add_data(parser)
    options.add_json(parser)


def _run(given: Namespace) -> int:
    from deltaward.cli import images, report

    net = options.load_model(given.model)
    _, (x, y) = images.load(given.data, quiet=given.json)
    images.check_fit(net, x, y, given.data)
    figures = net.evaluate(x, y)
    if given.json:
        say_json({"event": "result"} | report.record(given.data, figures, len(x)))
    else:
        say(report.line(figures, len(x)))
    return 0


COMMAND = Command(
    name="evaluate",
    summary="cost and accuracy of a saved network on test images",
    description="Compute the cost and the accuracy of a saved network on test images.",
    add_options=_add_options,
    run=_run,
)
