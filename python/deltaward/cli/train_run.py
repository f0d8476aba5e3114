# SPDX-License-Identifier: MIT
"""What ``deltaward train`` does with its options."""

import sys
import time
from argparse import Namespace

import numpy as np

from deltaward.cli import images, recipe, report
from deltaward.cli.errors import FailedError, UsageError, as_usage
from deltaward.cli.output import is_terminal, note, say, say_json
from deltaward.cli.writable import check_writable
from deltaward.datasets.folder import Split
from deltaward.network import Network


def run(given: Namespace) -> int:
    """Train, test, save and report."""
    quiet = given.quiet or given.json
    split = images.load(given.data, quiet=quiet)
    net = _make_network(given, split)
    if given.output is not None:
        check_writable(given.output)
    epochs = given.epochs
    if epochs is None:
        epochs = recipe.default_epochs(len(split[0][0]))
    if not quiet:
        note(_headline(given.data, split, net))

    started = time.perf_counter()
    try:
        _train(net, split, given, epochs)
        seconds = time.perf_counter() - started
        figures = net.evaluate(*split[1])
        diverged = not all(np.isfinite(p).all() for p in net.weights + net.biases)
        if given.output is not None and not diverged:
            net.save(given.output)
    except KeyboardInterrupt:
        message = f"interrupted after {net.epochs_trained} of {epochs} epochs"
        if given.output is not None:
            message += f"; {given.output} was not written"
        raise KeyboardInterrupt(message) from None
    tested = len(split[1][0])
    if given.json:
        about = {"sizes": net.sizes, "activations": net.activations, "cost_function": net.cost}
        about |= {"seed": net.seed, "epochs": epochs, "seconds": seconds}
        about["output"] = None if diverged else given.output
        say_json({"event": "result"} | report.record(given.data, figures, tested) | about)
    else:
        say(f"{report.line(figures, tested)}  in {seconds:.2f} s")
    if diverged:
        kept = f"; {given.output} was not written" if given.output is not None else ""
        raise FailedError(
            f"training diverged, weights are no longer finite{kept}; a smaller --learning-rate "
            f"than {given.learning_rate} may help"
        )
    return 0


def _make_network(given: Namespace, split: Split) -> Network:
    n_in, _, n_out = expected = recipe.default_sizes(split)
    sizes = given.sizes or expected
    text = ",".join(map(str, sizes))
    if sizes[0] != n_in:
        raise UsageError(f"--sizes: {text} begins with {sizes[0]}; the images have {n_in} pixels")
    if sizes[-1] < n_out:
        raise UsageError(f"--sizes: {text} ends with {sizes[-1]}; the data has {n_out} classes")
    with as_usage():
        return Network(
            sizes,
            activation=given.activation,
            output_activation=given.output_activation,
            cost=given.cost,
            init=given.init,
            dtype=given.dtype,
            seed=given.seed,
        )


def _headline(data: str, split: Split, net: Network) -> str:
    (x_train, _), (x_test, _) = split
    return (
        f"{data}: {len(x_train):,} images to train with, {len(x_test):,} to test with\n"
        f"network {report.describe(net)}"
    )


def _train(net: Network, split: Split, given: Namespace, epochs: int) -> None:
    (x, y), test = split
    how = {"batch_size": given.batch_size, "learning_rate": given.learning_rate}
    if not given.json:
        verbose = 0 if given.quiet else 1 if is_terminal(sys.stderr) else 2
        net.fit(x, y, epochs=epochs, validation_data=test, verbose=verbose, **how)
        return
    # Epoch by epoch, for who reads along; `fit` goes on with the order where it was, so the
    # weights are the same bits.
    for epoch in range(epochs):
        history = net.fit(x, y, validation_data=test, verbose=0, **how).history
        say_json({"event": "epoch", "epoch": epoch + 1} | {k: v[0] for k, v in history.items()})
