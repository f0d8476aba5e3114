# SPDX-License-Identifier: MIT
"""Dropout, noise and distorted images: how much, and where they do not show."""

from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward import _core
from test_training import digest
from training_oracle import Array, dropout_mask, noise


def _blobs(rng: np.random.Generator, m: int = 60) -> tuple[Array, Array]:
    classes = np.arange(m) % 3
    return rng.standard_normal((m, 9)) + 2 * np.eye(3, 9)[classes], classes


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("layer", [0, 1])
def test_dropout_s_share_and_scale(rate: float, layer: int) -> None:
    """Weights of 1 from neurons that are all 1: the cost's slope counts who stayed."""
    n, m = 400, 50
    rates = [0.0, 0.0]
    rates[layer] = rate
    net = dw.Network([n, n, 1], activation="identity", cost="quadratic", dtype="float64")
    net.weights[0][:] = np.eye(n)
    stays = []
    for epoch in range(m):
        net.weights[1][:] = 0
        net.fit(np.ones((1, n)), [-1.0], dropout=rates, learning_rate=1.0, seed=epoch, verbose=0)
        # a = 0, y = -1: the error is 1, and a weight moves by minus its input.
        inputs = -net.weights[1][0]
        scale = 65536 / (65536 - round(rate * 65536))
        assert set(np.round(np.unique(inputs), 9)) <= {0.0, round(scale, 9)}
        stays.append(np.count_nonzero(inputs) / n)
        net.weights[0][:] = np.eye(n)
        for biases in net.biases:
            biases[:] = 0
    # Five standard deviations of a mean of m n draws.
    assert abs(np.mean(stays) - (1 - rate)) < 5 * np.sqrt(rate * (1 - rate) / (m * n))
    assert len(set(stays)) > 10


def test_masks_differ_by_row_layer_step_and_epoch() -> None:
    masks = [
        dropout_mask(0.5, (4, 200), layer, step, seed, epoch)
        for layer, step, seed, epoch in [(0, 0, 0, 0), (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 0, 1)]
    ]
    rows = np.concatenate(masks)
    agree = np.mean(rows[:, None] == rows[None], axis=2)[np.triu_indices(len(rows), 1)]
    assert agree.max() < 0.5 + 5 * 0.5 / np.sqrt(200)


def test_noise_is_normal() -> None:
    drawn = noise(2.0, (100, 50), 0, seed=3, epoch=1).ravel()
    assert abs(drawn.mean()) < 5 * 2 / np.sqrt(drawn.size)
    assert drawn.std() == pytest.approx(2, rel=0.05)
    assert abs(np.mean(np.abs(drawn) < 2) - 0.6827) < 0.03


@pytest.mark.parametrize(
    "options",
    [
        {"dropout": [0.5, 0.5]},
        {"input_noise": 1.0},
        {"label_smoothing": 0.3},
        {"augment": dw.Augment(shift=1)},
    ],
    ids=lambda options: next(iter(options)),
)
def test_predictions_are_undisturbed(options: dict[str, Any], rng: np.random.Generator) -> None:
    """Also between mini-batches: like those of a network with these weights that never trained."""
    x, y = _blobs(rng)
    net = dw.Network([9, 130, 3])
    seen = []

    def look(batch: int, logs: dict[str, float]) -> None:
        twin = net.copy()
        assert (net.feedforward(x[:7]) == twin.feedforward(x[:7])).all()
        assert net.evaluate(x, y) == twin.evaluate(x, y)
        for got, expected in zip(net.gradient(x, y)[1], twin.gradient(x, y)[1], strict=True):
            assert (got == expected).all()
        seen.append(batch)

    hook = dw.callbacks.LambdaCallback(on_train_batch_end=look)
    history = net.fit(x, y, epochs=2, callbacks=hook, validation_data=(x, y), verbose=0, **options)
    assert seen == [0, 1, 0, 1]
    assert history.history["val_cost"][-1] == net.evaluate(x, y)["cost"]
    plain = dw.Network([9, 130, 3])
    plain.fit(x, y, epochs=2, verbose=0)
    assert digest(plain) != digest(net)


def test_looking_between_mini_batches_does_not_show(rng: np.random.Generator) -> None:
    x, y = _blobs(rng)
    nets = [dw.Network([9, 130, 3]) for _ in range(2)]
    look = dw.callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: nets[0].evaluate(x, y)
    )
    for net, hooks in zip(nets, ([look], []), strict=True):
        net.fit(x, y, epochs=2, dropout=[0.2, 0.5], batch_size=7, callbacks=hooks, verbose=0)
    assert digest(nets[0]) == digest(nets[1])


@pytest.mark.parametrize("given", ["uint8", "float32", "float64"])
def test_augment_within_fit_is_augment_before_it(
    given: str, dtype: np.dtype[Any], rng: np.random.Generator
) -> None:
    """Epoch by epoch, on images in the order of that epoch."""
    augment = dw.Augment(shift=0.5, rotate=15, scale=0.1, elastic=(3, 2))
    x = (rng.random((30, 64)) * 255).astype(given) / np.array(1, given)
    x = x.astype(given)
    y = np.arange(30) % 3
    within, before = (dw.Network([64, 8, 3], dtype=dtype, seed=4) for _ in range(2))
    within.fit(x, y, epochs=3, batch_size=8, augment=augment, learning_rate=0.1, verbose=0)
    for epoch in range(3):
        order = _core.permutation(30, 4, epoch)
        images = x[order].astype(dtype) / dtype.type(255 if given == "uint8" else 1)
        distorted = augment(images, seed=4, epoch=epoch)
        assert distorted.dtype == dtype
        before.fit(distorted, y[order], batch_size=8, shuffle=False, learning_rate=0.1, verbose=0)
    assert digest(within) == digest(before)


def test_another_epoch_distorts_otherwise(rng: np.random.Generator) -> None:
    """Also of an iterable, whose mini-batches are told apart by their numbers."""
    x, y = rng.random((6, 9)), np.arange(6) % 3
    for options in ({"augment": dw.Augment(shift=1)}, {"input_noise": 1.0}, {"dropout": 0.5}):
        digests = set()
        for batches in ([(x, y)] * 2, [(x, y)]):
            net = dw.Network([9, 20, 3], seed=1)
            changes = []
            for _ in range(2):
                for weights, start in zip(net.weights, dw.Network([9, 20, 3]).weights, strict=True):
                    weights[:] = start
                net.fit(batches, learning_rate=0.1, verbose=0, **options)
                changes.append(digest(net))
            assert changes[0] != changes[1]
            digests.update(changes)
        assert len(digests) == 4


def test_dropped_inputs_learn_nothing(rng: np.random.Generator) -> None:
    x, y = np.ones((1, 200)), [1]
    net = dw.Network([200, 3], dtype="float64")
    before = net.weights[0].copy()
    net.fit(x, y, dropout=[0.5], seed=3, learning_rate=0.1, verbose=0)
    moved = (net.weights[0] != before).all(axis=0)
    assert (moved == (dropout_mask(0.5, (1, 200), 0, 0, 3, 0)[0] > 0)).all()
    assert 60 < moved.sum() < 140
