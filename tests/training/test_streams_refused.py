# SPDX-License-Identifier: MIT
"""Iterables that are no mini-batches, or not all of them."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from deltaward import schedules
from deltaward.callbacks import Callback
from mini_batches import WEIGHTS, Batch, Loader, X, Y, in_batches
from resumed_run import digest, network


@pytest.mark.parametrize(
    ("empty", "error"),
    [([], TypeError), (iter([]), ValueError), (Loader([]), ValueError), ({}, ValueError)],
    ids=["list", "iterator", "loader", "dict"],
)
def test_nothing_in_it(empty: Any, error: type[Exception]) -> None:
    net = network()
    before = digest(net)
    with pytest.raises(error, match=r"expected .*pair"):
        net.fit(empty, verbose=0)
    assert digest(net) == before
    net.fit(X, Y, verbose=0)


@pytest.mark.parametrize(
    ("bad", "error", "message"),
    [
        ((X[:, :35], Y), ValueError, r"^x of mini-batch 1: shape \(61, 35\); expected"),
        ((X, Y[:60]), ValueError, r"^y of mini-batch 1: shape \(60,\); expected"),
        ((X, Y + 1), ValueError, r"^y of mini-batch 1: class 3 in row 2"),
        ((X[:0], Y[:0]), ValueError, r"^x of mini-batch 1: shape \(0, 36\)"),
        ((X.astype(int), Y), TypeError, r"^x of mini-batch 1: dtype int64"),
        ((np.full((61, 36), np.inf), Y), ValueError, r"^x of mini-batch 1: inf in row 0"),
        ((X, Y, WEIGHTS[:3]), ValueError, r"^sample_weight of mini-batch 1: shape \(3,\)"),
        ((X, Y, -WEIGHTS), ValueError, r"^sample_weight of mini-batch 1: -0.1 in row 0"),
        (X, TypeError, r"^x: mini-batch 1 is ndarray; expected a pair \(x, y\)"),
        ((X,), TypeError, r"^x: mini-batch 1 is tuple; expected a pair"),
        (None, TypeError, r"^x: mini-batch 1 is NoneType; expected a pair"),
    ],
)
def test_a_bad_mini_batch(bad: Any, error: type[Exception], message: str) -> None:
    """What came before it is trained on."""
    net, once = network(), network()
    once.partial_fit(X[:8], Y[:8])
    with pytest.raises(error, match=message) as caught:
        net.fit(iter([(X[:8], Y[:8]), bad]), verbose=0)
    assert caught.value.__notes__ == [
        "That was mini-batch 1, counted from 0, in epoch 1; the network has the weights after the "
        "1 before it"
    ]
    for own, expected in zip(net.weights, once.weights, strict=True):
        np.testing.assert_array_equal(own, expected)
    net.fit(X, Y, verbose=0)


class DiskError(Exception):
    pass


@pytest.mark.parametrize("when", [0, 1, 3])
def test_an_iterable_that_raises(when: int) -> None:
    def broken() -> Iterator[Batch]:
        for i, batch in enumerate(in_batches(X, Y)):
            if i == when:
                raise DiskError("sector 7")
            yield batch

    closed = []

    class Closing(Callback):
        def close(self) -> None:
            closed.append(True)

    net, steps = network(), network()
    with pytest.raises(DiskError, match="sector 7") as caught:
        net.fit(broken(), callbacks=Closing(), verbose=0)
    assert f"That was mini-batch {when}, " in caught.value.__notes__[0]
    assert closed
    for x, y in in_batches(X, Y)[:when]:
        steps.partial_fit(x, y)
    for own, expected in zip(net.weights, steps.weights, strict=True):
        np.testing.assert_array_equal(own, expected)
    assert net.epochs_trained == 0
    net.fit(X, Y, verbose=0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"batch_size": 8}, r"^batch_size: 8, and x brings its own mini-batches"),
        ({"l1": 0.1}, r"^l1: is λ of λ/n"),
        ({"l2": 0.1}, r"^l2: is λ of λ/n"),
        ({"optimizer": "rprop"}, r"^optimizer: RPROP needs all samples at once"),
        ({"sample_weight": WEIGHTS}, r"^sample_weight: given with an iterable; expected triples"),
        ({"class_weight": "balanced"}, r"^class_weight: given with an iterable"),
        ({"validation_split": 0.1}, r"^validation_split: given with an iterable"),
        ({"learning_rate": schedules.Cosine(0.1)}, "steps"),
        ({"learning_rate": schedules.OneCycle(0.1)}, "steps"),
        (
            {"learning_rate": schedules.ReduceOnPlateau(0.1)},
            r"^monitor: 'val_cost' is not among the figures",
        ),
        ({"metrics": ["f1"]}, r"^metrics: given without validation_data"),
        ({"validation_data": (X[:, :3], Y)}, r"^validation_data\[0\]: shape \(61, 3\)"),
    ],
)
def test_refused_before_the_first_mini_batch(changes: dict[str, Any], message: str) -> None:
    net, loader = network(), Loader(in_batches(X, Y))
    before = digest(net)
    with pytest.raises(ValueError, match=message):
        net.fit(loader, verbose=0, **changes)
    assert loader.begun == 0
    assert digest(net) == before


def test_x_and_y_in_a_pair_are_no_mini_batches() -> None:
    """A list of arrays is not two mini-batches, and an array alone has no targets."""
    for x in (X, [X, Y], "images", 3, None):
        with pytest.raises(TypeError, match=r"^y: None, and x is"):
            network().fit(x, verbose=0)
