# SPDX-License-Identifier: MIT
"""Hooks that raise or train, and what fit refuses before any of them."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward.callbacks import Callback, CSVLogger, EarlyStopping, LambdaCallback
from resumed_run import digest, images, network

Logs = dict[str, float]

X, Y = images()
HOOKS = (
    *("on_train_begin", "on_epoch_begin", "on_train_batch_end"),
    *("on_epoch_end", "on_train_end", "close"),
)


class OwnError(Exception):
    pass


class File(Callback):
    """Keeps a file open while the network is trained."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def on_train_begin(self, logs: Logs) -> None:
        self.file = self.path.open("w")

    def close(self) -> None:
        self.file.close()


def with_hook(hook: str, function: Callable[..., Any]) -> Callback:
    callback: Any = Callback()
    setattr(callback, hook, function)
    return LambdaCallback(**{hook: function}) if hook != "close" else callback


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize("kind", [OwnError, FloatingPointError, KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("stream", [False, True])
def test_what_a_hook_raises_reaches_the_caller(
    hook: str, kind: type[BaseException], stream: bool, tmp_path: Path
) -> None:
    error = kind("sector 7")
    calls = []

    def fail(*given: Any) -> None:
        calls.append(given)
        if hook not in ("on_epoch_begin", "on_epoch_end", "on_train_batch_end") or given[0] == 1:
            raise error

    net = network()
    kept = File(tmp_path / "a")
    data: dict[str, Any] = {"x": X, "y": Y, "batch_size": 20}
    if stream:
        data = {"x": [(X[i : i + 20], Y[i : i + 20]) for i in range(0, 61, 20)]}
    options: dict[str, Any] = {"epochs": 3, "shuffle": False, "verbose": 0}
    with pytest.raises(kind) as caught:
        net.fit(**data, **options, callbacks=[kept, with_hook(hook, fail)])
    assert caught.value is error
    assert kept.file.closed
    # The network is where it was, and goes on from there as one that got there otherwise.
    steps = {
        "on_train_begin": 0, "on_epoch_begin": 4, "on_train_batch_end": 2, "on_epoch_end": 8,
        "on_train_end": 12, "close": 12,
    }[hook]  # fmt: skip
    twin = network()
    for step in range(steps):
        rows = slice(20 * (step % 4), 20 * (step % 4) + 20)
        twin.partial_fit(X[rows], Y[rows])
    for trained in (net, twin):
        trained.fit(X, Y, seed=0, verbose=0)
    for own, expected in zip(net.weights + net.biases, twin.weights + twin.biases, strict=True):
        np.testing.assert_array_equal(own, expected)


def test_a_figure_that_is_not_there(tmp_path: Path) -> None:
    net = network()
    log = tmp_path / "log.csv"
    with pytest.raises(ValueError, match=r"^monitor: 'val_cost' is not among the figures"):
        net.fit(X, Y, callbacks=[CSVLogger(log), EarlyStopping()], verbose=0)
    assert not log.exists()
    net.fit(X, Y, verbose=0)


@pytest.mark.parametrize("hook", HOOKS)
def test_fit_from_a_hook_of_fit_is_refused(hook: str) -> None:
    """The core has one optimizer for a network: another would pull it away from under the first."""
    net, expected = network(), network()
    refused = []

    def again(*given: Any) -> None:
        for train in (net.fit, net.partial_fit):
            with pytest.raises(RuntimeError, match=r"^fit: the network is being trained already"):
                train(X[:9], Y[:9], optimizer="adam")
        refused.append(given)

    options: dict[str, Any] = {"epochs": 2, "optimizer": "momentum", "verbose": 0}
    history = net.fit(X, Y, callbacks=with_hook(hook, again), **options)
    assert refused
    assert digest(net, history) == digest(expected, expected.fit(X, Y, **options))
    net.fit(X, Y, optimizer="adam", verbose=0)


def test_fit_from_another_thread_meanwhile_is_refused() -> None:
    net, begun, done = network(), threading.Event(), threading.Event()

    def wait(*given: Any) -> None:
        begun.set()
        assert done.wait(60)

    callback = LambdaCallback(on_epoch_begin=wait)
    thread = threading.Thread(target=lambda: net.fit(X, Y, callbacks=callback, verbose=0))
    thread.start()
    try:
        assert begun.wait(60)
        with pytest.raises(RuntimeError, match="being trained already"):
            net.fit(X, Y, optimizer="adam", verbose=0)
        net.predict(X)
        net.copy().fit(X, Y, verbose=0)
    finally:
        done.set()
        thread.join()
    net.fit(X, Y, verbose=0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_child_forked_in_a_hook_may_train() -> None:
    """What it has is a copy that nobody trains."""
    net = network()
    statuses = []

    def fork(*given: Any) -> None:
        child = os.fork()
        if not child:
            status = 1
            try:
                net.fit(X, Y, verbose=0)
                status = 0
            finally:
                os._exit(status)
        statuses.append(os.waitpid(child, 0)[1])

    net.fit(X, Y, callbacks=LambdaCallback(on_epoch_begin=fork), verbose=0)
    assert statuses == [0]


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"validation_data": (X[:, :30], Y)}, ValueError, r"^validation_data\[0\]: shape"),
        ({"validation_data": (X, Y[:-1])}, ValueError, r"^validation_data\[1\]: shape"),
        ({"validation_data": (X, Y + 1)}, ValueError, r"^validation_data\[1\]: class 3"),
        ({"validation_data": (X, Y, Y, Y)}, TypeError, r"^validation_data: tuple of 4"),
        ({"metrics": ["f1"]}, ValueError, "^metrics: given without validation_data"),
        ({"metrics": ["f2"], "validation_split": 0.2}, ValueError, r"^metrics\[0\]: 'f2'"),
        ({"callbacks": [Callback]}, TypeError, r"^callbacks\[0\]: the class Callback"),
        ({"callbacks": [3]}, TypeError, r"^callbacks\[0\]: int"),
        ({"dropout": 1.0}, ValueError, "^dropout: 1.0"),
        ({"augment": dw.Augment(shift=1, shape=(5, 7))}, ValueError, "^shape: "),
        ({"shuffle": "block"}, TypeError, "^shuffle: 'block'"),
        ({"learning_rate": lambda step: -1.0}, ValueError, "^learning_rate: "),
        ({"learning_rate": 1e39}, ValueError, "^learning_rate: 1e[+]39"),
        ({"sample_weight": -np.ones(61)}, ValueError, "^sample_weight: -1.0 in row 0"),
        ({"class_weight": "even"}, ValueError, "^class_weight: 'even'"),
    ],
)
def test_refused_before_anything_changes(
    changes: dict[str, Any], error: type[Exception], message: str
) -> None:
    net, calls = network(), []
    net.fit(X, Y, optimizer="adam", verbose=0)
    before = digest(net)
    count = LambdaCallback(on_epoch_begin=lambda epoch, logs: calls.append(epoch))
    options: dict[str, Any] = {"callbacks": [count], "optimizer": "momentum", "verbose": 0}
    with pytest.raises(error, match=message):
        net.fit(X, Y, **(options | changes))
    assert not calls
    for own in (net.weights, net.biases):
        assert all(np.isfinite(a).all() for a in own)
    net.fit(X, Y, epochs=0, optimizer="adam", verbose=0)
    assert digest(net) == before


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "rprop"])
@pytest.mark.parametrize("weighted", [False, True])
def test_partial_fit_is_one_step_of_fit(optimizer: str, weighted: bool) -> None:
    weights = np.linspace(0, 2, 61) if weighted else None
    once, steps = network(), network()
    history = once.fit(
        X, Y, epochs=4, batch_size=61, optimizer=optimizer, sample_weight=weights, shuffle=False,
        verbose=0,
    ).history  # fmt: skip
    figures = [
        steps.partial_fit(X, Y, optimizer=optimizer, sample_weight=weights) for _ in range(4)
    ]
    assert [f["cost"] for f in figures] == history["cost"]
    assert [f["accuracy"] for f in figures] == history["accuracy"]
    assert steps.epochs_trained == 0
    for own, expected in zip(once.weights, steps.weights, strict=True):
        np.testing.assert_array_equal(own, expected)


def test_balanced_classes_are_those_that_are_trained_on() -> None:
    """Not those that validation_split keeps away."""
    order = np.argsort(Y, kind="stable")
    x, y = X[order], Y[order]  # class 2 is mostly at the end
    split, cut = network(), network()
    split.fit(x, y, validation_split=0.3, class_weight="balanced", verbose=0)
    kept = int(61 * 0.7)
    cut.fit(x[:kept], y[:kept], class_weight="balanced", verbose=0)
    assert digest(split) == digest(cut)
