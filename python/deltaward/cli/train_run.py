# SPDX-License-Identifier: MIT
"""What ``deltaward train`` does with its options."""

import sys
import time
from argparse import Namespace
from typing import Any

from deltaward import metrics
from deltaward.cli import fit_arguments, fitting, images, recipe, report, watching
from deltaward.cli.errors import FailedError, UsageError, as_usage
from deltaward.cli.option import check_apart
from deltaward.cli.output import is_terminal, note, say, say_json
from deltaward.cli.writable import check_writable
from deltaward.datasets.folder import Split
from deltaward.network import Network


def run(given: Namespace) -> int:
    """Train, test, save and report."""
    quiet = given.quiet or given.json
    if given.resume is not None and given.checkpoint is None:
        given.checkpoint = given.resume
    how = fit_arguments.make(given)
    _check_files(given)
    watch, stopping, how["callbacks"] = watching.make(given)
    split = images.load(given.data, quiet=quiet)
    net = _make_network(given, split)
    epochs = given.epochs
    if epochs is None:
        epochs = recipe.default_epochs(len(split[0][0]))
    how |= {"epochs": epochs, "validation_data": split[1]}
    how["verbose"] = 0 if quiet else 1 if is_terminal(sys.stderr) else 2
    if not quiet:
        watch.headline = _headline(given, split, net)

    started = time.perf_counter()
    try:
        history = fitting.fit(net, split, given, watch, how)
        seconds = time.perf_counter() - started
        figures = _evaluate(net, split, given.metrics)
        if given.output is not None:
            net.save(given.output)
        if given.plot is not None:
            history.plot(given.plot)
    except KeyboardInterrupt:
        message = (
            f"interrupted after {net.epochs_trained} of {epochs} epochs{fitting.unwritten(given)}"
        )
        if given.checkpoint is not None and (watch.epochs or given.checkpoint == given.resume):
            message += f"; --resume {given.checkpoint} goes on from there"
        raise KeyboardInterrupt(message) from None
    if given.resume is not None and not watch.epochs and not quiet:
        note(f"{given.resume} is at the end of its run; there was nothing left to train")
    tested = len(split[1][0])
    if given.json:
        about: dict[str, Any] = {"sizes": net.sizes, "activations": net.activations}
        about |= {"cost_function": net.cost, "optimizer": how["optimizer"].name}
        about |= {"seed": net.seed, "epochs": epochs, "epochs_trained": net.epochs_trained}
        if stopping is not None:
            about["best_epoch"] = stopping.best_epoch + 1
        about |= {"seconds": seconds, "output": given.output}
        say_json({"event": "result"} | report.record(given.data, figures, tested) | about)
    else:
        say(f"{report.line(figures, tested)}  in {seconds:.2f} s")
        if len(figures) > len(report.ALWAYS):
            say(report.others(figures))
    return 0


def _check_files(given: Namespace) -> None:
    """Find out what can't be written before the hour of work and not after it."""
    check_apart(given, "output", "checkpoint", "csv", "plot")
    for path in (given.output, given.checkpoint, given.plot):
        if path is not None:
            check_writable(path)
    if given.plot is not None:
        if given.epochs == 0 and given.resume is None:
            raise UsageError("--plot: with --epochs 0 there are no figures to draw")
        from deltaward.plots import style

        try:
            style.new_figure(1, 1)
        except ImportError as error:
            raise FailedError(f"--plot: {error}") from error


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


def _headline(given: Namespace, split: Split, net: Network) -> str:
    (x_train, _), (x_test, _) = split
    lines = [
        f"{given.data}: {len(x_train):,} images to train with, {len(x_test):,} to test with",
        f"network {report.describe(net)}",
    ]
    if given.resume is not None:
        lines.append(f"going on from {given.resume}")
    return "\n".join(lines)


def _evaluate(net: Network, split: Split, names: list[str]) -> dict[str, float]:
    figures = net.evaluate(*split[1])
    if names:
        # As `fit` takes them: class indices are labels whatever the outputs are.
        classifier = net.activations[-1] in ("softmax", "sigmoid")
        wanted = metrics.resolve(names, classifier, net.sizes[-1], labels=True)
        figures |= metrics.measure(net, *split[1], wanted)
    return figures
