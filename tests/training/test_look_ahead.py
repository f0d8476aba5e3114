# SPDX-License-Identifier: MIT
"""Inputs of the next mini-batch, looked at by the threads that fill this one in."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import deltaward as dw
from own_costs import QuadraticCost
from test_training import digest

Array = npt.NDArray[Any]
Logs = dict[str, Any]
THREADS = (2, 3, 5, 8)


def _sparse(samples: int, inputs: int, kind: str) -> tuple[Array, Array]:
    """Each sample has a few inputs that hardly another one of its mini-batch has."""
    rng = np.random.default_rng(0)
    x = np.zeros((samples, inputs), np.uint8)
    for row in x:
        row[rng.choice(inputs, 3, replace=False)] = rng.integers(1, 255, 3)
    layouts: dict[str, Array] = {
        "uint8": x,
        "float32": x.astype(np.float32),
        "float64": x.astype(np.float64),
        "columns": np.asfortranarray(x),
        "backward": x[::-1, ::-1],
    }
    return layouts[kind], np.arange(samples) % 4


@pytest.mark.parametrize("kind", ["uint8", "float32", "float64", "columns", "backward"])
@pytest.mark.parametrize(("samples", "batch_size"), [(300, 20), (301, 100), (97, 48), (40, 64)])
@pytest.mark.parametrize("shuffle", [True, False])
def test_no_input_is_left_out_that_is_there(
    kind: str, samples: int, batch_size: int, shuffle: bool
) -> None:
    x, y = _sparse(samples, 700, kind)
    options: dict[str, Any] = {"epochs": 2, "batch_size": batch_size, "learning_rate": 0.5}
    for optimizer in ("sgd", "adam"):
        nets = []
        for threads in (1, *THREADS):
            net = dw.Network([700, 48, 4], seed=1)
            net.fit(
                x, y, optimizer=optimizer, shuffle=shuffle, threads=threads, verbose=0, **options
            )
            nets.append(digest(net))
        assert len(set(nets)) == 1


def test_batches_that_leave_inputs_out_and_others_that_do_not() -> None:
    """Behind a mini-batch with all inputs nobody has looked, and the next look is at its own."""
    x, y = _sparse(320, 200, "float32")
    x[64:96] = x[128:160] = 1
    x[200:230] = 0
    digests = set()
    for threads in (1, *THREADS):
        net = dw.Network([200, 48, 4], seed=1)
        net.fit(x, y, epochs=3, batch_size=32, shuffle=False, threads=threads, verbose=0)
        digests.add(digest(net))
    assert len(digests) == 1


@pytest.mark.parametrize("threads", THREADS)
def test_what_a_callback_writes_into_x_is_seen(threads: int) -> None:
    def trained(threads: int) -> str:
        x, y = _sparse(200, 300, "uint8")
        net = dw.Network([300, 48, 4], seed=1)

        def swap(batch: int, logs: Logs) -> None:
            x[:] = np.roll(x, 7, axis=1)

        net.fit(
            x,
            y,
            epochs=2,
            batch_size=25,
            threads=threads,
            callbacks=dw.callbacks.LambdaCallback(on_train_batch_end=swap),
            verbose=0,
        )
        return digest(net)

    assert trained(threads) == trained(1)


@pytest.mark.parametrize("threads", THREADS)
def test_what_a_cost_of_the_caller_s_own_writes_into_x_is_seen(threads: int) -> None:
    def trained(threads: int) -> str:
        x, y = _sparse(200, 300, "uint8")

        class Writing(QuadraticCost):
            @staticmethod
            def delta(z: Array, a: Array, y: Array) -> Any:
                x[:] = np.roll(x, 7, axis=1)
                return QuadraticCost.delta(z, a, y)

        net = dw.Network([300, 48, 4], cost=Writing(), seed=1)
        net._own_cost_checked = True  # by calls of it, as many for any number of threads
        net.fit(x, y, epochs=2, batch_size=25, threads=threads, verbose=0)
        return digest(net)

    assert trained(threads) == trained(1)
