# SPDX-License-Identifier: MIT
"""Trainings of one network at once, and within each other."""

import threading
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from test_training import digest
from training_oracle import Array


def _data(rng: np.random.Generator) -> tuple[Array, Array]:
    return rng.standard_normal((400, 20)), rng.integers(0, 3, 400)


def _net() -> dw.Network:
    return dw.Network([20, 60, 3], seed=1)


def test_threads_with_optimizers_of_their_own_take_turns(rng: np.random.Generator) -> None:
    """An optimizer that is in use is not taken away."""
    data, net = _data(rng), _net()
    failed: list[BaseException] = []

    def work(optimizer: str) -> None:
        try:
            for _ in range(60):
                net.fit(*data, epochs=4, optimizer=optimizer, learning_rate=1e-4, verbose=0)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=[name]) for name in ("adam", "sgd", "lion")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert all(np.isfinite(w).all() for w in net.weights)


def test_another_optimizer_within_a_mini_batch_is_refused(rng: np.random.Generator) -> None:
    data, net, twin = _data(rng), _net(), _net()

    def train(batch: int, logs: dict[str, float]) -> None:
        if batch == 2:
            net.fit(*data, optimizer="adam", verbose=0)

    hook = dw.callbacks.LambdaCallback(on_train_batch_end=train)
    with pytest.raises(RuntimeError, match="optimizer: the network is in a mini-batch of another"):
        net.fit(*data, optimizer="momentum", shuffle=False, callbacks=hook, verbose=0)
    twin.fit(data[0][:96], data[1][:96], optimizer="momentum", shuffle=False, verbose=0)
    assert digest(net) == digest(twin)
    for one in (net, twin):
        one.fit(*data, optimizer="momentum", seed=0, verbose=0)
    assert digest(net) == digest(twin)


@pytest.mark.parametrize("hook", ["on_epoch_begin", "on_epoch_end", "on_train_begin"])
def test_between_epochs_any_other_training_is_fine(hook: str, rng: np.random.Generator) -> None:
    data, net = _data(rng), _net()
    seen: list[int] = []

    def train(*_: Any) -> None:
        net.partial_fit(*data, optimizer="adam")
        seen.append(net._core.optimizer_steps)

    hooks: dict[str, Any] = {hook: train}
    net.fit(
        *data, epochs=3, batch_size=400, callbacks=dw.callbacks.LambdaCallback(**hooks), verbose=0
    )
    assert seen == ([1] if hook == "on_train_begin" else [1, 1, 1])
    assert net.epochs_trained == 3
