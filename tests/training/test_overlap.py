# SPDX-License-Identifier: MIT
"""Mini-batches that overlap: the next one is filled in, and goes through the first layer, early.

So do threads where the first layer has most of the work and, of float32, 16 neurons for each of
them or half a cache line less.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import deltaward as dw
from deltaward.callbacks import LambdaCallback
from test_training import digest

Array = npt.NDArray[Any]
THREADS = (1, 2, 3, 5)


def _data(m: int) -> tuple[Array, Array]:
    """Each mini-batch has other inputs that are 0 in all of it."""
    rng = np.random.default_rng(2)
    x = rng.integers(1, 255, (m, 150)) * (rng.random((m, 150)) < 0.03)
    return x.astype(np.uint8), np.arange(m) % 7


def _digests(sizes: list[int], m: int = 130, **options: Any) -> set[str]:
    found = set()
    for threads in THREADS:
        net = dw.Network(sizes, seed=1)
        settings = {"epochs": 2, "batch_size": 6, "learning_rate": 0.01} | options
        net.fit(*_data(m), threads=threads, verbose=0, **settings)
        found.add(digest(net))
    return found


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
@pytest.mark.parametrize("l2", [0.0, 0.1])
@pytest.mark.parametrize("hidden", [[30], [100], [96, 20], [200, 64, 33, 12]])
def test_narrow_layers_behind_the_first(hidden: list[int], optimizer: str, l2: float) -> None:
    assert len(_digests([150, *hidden, 7], optimizer=optimizer, l2=l2)) == 1


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_each_layer_drops_out_by_itself(optimizer: str) -> None:
    for dropout in ([0.0, 0.3, 0.0], [0.2, 0.3, 0.4]):
        assert len(_digests([150, 96, 20, 7], optimizer=optimizer, dropout=dropout)) == 1


@pytest.mark.parametrize("m", [102, 103, 107, 108])
def test_the_last_mini_batch_is_a_short_one(m: int) -> None:
    assert len(_digests([150, 64, 7], m, shuffle=False)) == 1


def test_targets_are_their_own_mini_batch_s() -> None:
    assert len(_digests([150, 64, 7], label_smoothing=0.2)) == 1


def test_mini_batches_without_weight() -> None:
    """They make no step, so nothing of the next one is there when it begins."""
    weight = np.ones(130)
    weight[36:54] = weight[60:66] = weight[126:] = 0
    assert len(_digests([150, 64, 7], sample_weight=weight, shuffle=False)) == 1


@pytest.mark.parametrize("threads", THREADS)
def test_a_prediction_between_mini_batches_does_not_show(threads: int) -> None:
    """In the room where the next one waits."""
    x, y = _data(100_000)
    nets, seen = [dw.Network([150, 200, 7], seed=1) for _ in range(2)], []

    def look(batch: int, logs: dict[str, float]) -> None:
        seen.append(nets[0].predict(x[-48:]))

    options: dict[str, Any] = {
        "batch_size": 48,
        "optimizer": "adam",
        "dropout": [0.0, 0.3],
        "verbose": 0,
    }
    ticks = LambdaCallback(on_train_tick=look)
    nets[0].fit(x, y, callbacks=ticks, threads=threads, **options)
    nets[1].fit(x, y, threads=1, **options)
    assert seen
    assert digest(nets[0]) == digest(nets[1])
