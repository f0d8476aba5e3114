# SPDX-License-Identifier: MIT
"""Gradients beyond what squares of floats hold, views that outlive an optimizer, wrong costs."""

import gc
import threading
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import deltaward as dw

Array = npt.NDArray[Any]


@pytest.mark.parametrize("target", [1e17, 1e-28])
def test_clip_norm_of_gradients_beyond_squares(target: float) -> None:
    """The step is as long as η times the limit, whatever the gradient's length."""
    rng = np.random.default_rng(1)
    x, y = rng.standard_normal((8, 4)) * 1e3, np.full((8, 2), target)
    limit = 1.0 if target > 1 else target / 1e6
    moved = {}
    for dtype in ("float32", "float64"):
        net = dw.Network([4, 2], cost="quadratic", output_activation="identity", dtype=dtype)
        for w in net.weights:
            w[:] = 0
        net.fit(x, y, batch_size=8, learning_rate=0.5, clip_norm=limit, verbose=0)
        parts = [a.astype(float).ravel() for a in net.weights + net.biases]
        moved[dtype] = float(np.linalg.norm(np.concatenate(parts)))
    assert moved["float64"] == pytest.approx(0.5 * limit, rel=1e-9)
    assert moved["float32"] == pytest.approx(0.5 * limit, rel=1e-4)


def test_views_of_an_optimizer_outlive_it() -> None:
    net = dw.Network([200, 50, 3])
    data = np.ones((4, 200)), np.array([0, 1, 2, 0])
    net.fit(*data, optimizer="adam", verbose=0)
    view = net._core.slots[0][0][0]
    before = view.copy()
    net.fit(*data, optimizer="sgd", verbose=0)
    del net
    gc.collect()
    np.testing.assert_array_equal(view, before)


def test_one_of_two_threads_trains() -> None:
    net = dw.Network([50, 200, 3])
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((5000, 50)), rng.integers(0, 3, 5000)
    barrier, refused = threading.Barrier(2), []

    def work(optimizer: str) -> None:
        barrier.wait()
        try:
            net.fit(x, y, epochs=5, optimizer=optimizer, learning_rate=1e-4, verbose=0)
        except RuntimeError as error:
            refused.append(str(error))

    threads = [threading.Thread(target=work, args=[name]) for name in ("sgd", "adam")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Either one came too early, or the other was done already.
    assert net.epochs_trained == 10 - 5 * len(refused)
    assert all("being trained already" in message for message in refused)


class MeanOfTheBatch:
    def fn(self, a: Array, y: Array) -> Any:
        return 0.5 * np.mean(np.sum((a - y) ** 2, axis=1))

    def delta(self, z: Array, a: Array, y: Array) -> Array:
        return np.asarray(a - y)


def test_a_cost_that_means_over_the_batch_is_told() -> None:
    net = dw.Network([4, 3], cost=MeanOfTheBatch())
    with pytest.warns(UserWarning, match="expected the sum, or the cost of each, no mean"):
        net.fit(np.ones((6, 4)), np.eye(3)[[0, 1, 2, 0, 1, 2]], verbose=0)


@pytest.mark.parametrize(("dtype", "bias"), [("float32", -120.0), ("float64", -800.0)])
def test_poisson_where_the_output_underflows(dtype: str, bias: float) -> None:
    net = dw.Network([1, 1], output_activation="softplus", cost="poisson", dtype=dtype)
    net.biases[0][:] = bias
    nabla_b, _ = net.gradient(np.ones((1, 1)), np.full((1, 1), 5.0))
    assert np.isfinite(nabla_b[0]).all()


@pytest.mark.parametrize("rate", [0.999999, 1e-6])
def test_dropout_beyond_what_is_drawn(rate: float) -> None:
    net = dw.Network([4, 5, 3])
    with pytest.raises(ValueError, match=r"dropout: rate .* of layer 1; expected 0, or 2⁻¹⁶"):
        net.fit(np.ones((6, 4)), np.arange(6) % 3, dropout=rate, verbose=0)


def test_a_hook_that_fails_at_the_begin_leaves_the_optimizer_s_memory() -> None:
    net = dw.Network([4, 3])
    data = np.ones((6, 4)), np.arange(6) % 3
    net.fit(*data, optimizer="adam", verbose=0)
    steps = net._core.optimizer_steps

    def fail(logs: dict[str, float]) -> None:
        raise OSError("no disk")

    with pytest.raises(OSError, match="no disk"):
        net.fit(*data, callbacks=dw.callbacks.LambdaCallback(on_train_begin=fail), verbose=0)
    assert (net._core.optimizer_steps, len(net._core.slots)) == (steps, 2)
