# SPDX-License-Identifier: MIT
"""What ``deltaward explain`` does with its options."""

from argparse import Namespace
from typing import TYPE_CHECKING

from deltaward.cli import images, options
from deltaward.cli.errors import FailedError, UsageError
from deltaward.cli.output import say, say_json
from deltaward.cli.recipe import count_classes
from deltaward.cli.writable import check_writable
from deltaward.network import Network

if TYPE_CHECKING:
    from deltaward.datasets.folder import Split

# The book's first network, with its cost, whose δ has a gate in every layer. On images of up to 64
# pixels the hidden layer is small enough to be drawn neuron by neuron.
HIDDEN, HIDDEN_OF_SMALL, SMALL = 30, 12, 64
TRAINED_ON, BATCH_SIZE, LEARNING_RATE = 10_000, 10, 3.0


def run(given: Namespace) -> int:
    """Find the network and the images, write the page, and tell where it is."""
    check_writable(given.output)
    net = None if given.model is None else options.load_model(given.model)
    split = images.load(given.data, quiet=given.json)
    x, y = split[1]
    beyond = [i for i in given.sample if i >= len(x)]
    if beyond:
        raise UsageError(f"--sample: {beyond[0]}; the data has {len(x)} test images, 0 the first")
    if net is None:
        net = _trained(split)
    else:
        images.check_fit(net, x, y, given.data)
    x, y = x[given.sample], y[given.sample]
    try:
        written = net.to_html(given.output, x, y, title=given.title)
    except FloatingPointError as error:
        raise FailedError(str(error)) from error
    name = given.model or "a small network, just trained"
    if given.json:
        about = {"output": given.output, "bytes": written, "model": given.model}
        about |= {"data": given.data, "samples": given.sample, "sizes": net.sizes}
        say_json({"event": "result"} | about)
    else:
        shape = "-".join(map(str, net.sizes))
        count = f"{len(given.sample)} image{'s' if len(given.sample) > 1 else ''}"
        say(f"{given.output}: {name}, {shape}, {count}, {written / 1000:,.0f} kB")
        say("open it in a browser; it needs no connection")
    return 0


def _trained(split: "Split") -> Network:
    """Train for a moment: what the page shows of a network fresh from its seed is all noise."""
    x, y = split[0]
    n_in = x.shape[1]
    hidden = HIDDEN_OF_SMALL if n_in <= SMALL else HIDDEN
    net = Network([n_in, hidden, count_classes(split)], activation="sigmoid", cost="quadratic")
    x, y = x[:TRAINED_ON], y[:TRAINED_ON]
    net.fit(
        x,
        y,
        epochs=max(1, TRAINED_ON // len(x)),
        batch_size=BATCH_SIZE,
        learning_rate=LEARNING_RATE,
        verbose=0,
    )
    return net
