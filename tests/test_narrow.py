# SPDX-License-Identifier: MIT
"""Narrow networks train in runs of mini-batches: nothing of them shows, in no bit."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deltaward as dw
from deltaward.callbacks import LambdaCallback
from test_training import digest

Array = npt.NDArray[Any]
ACTIVATIONS = ["sigmoid", "tanh", "relu", "leaky_relu", "elu", "gelu", "silu", "softplus"]
OUTPUTS = [
    *[(output, "quadratic") for output in (*ACTIVATIONS, "identity", "softmax")],
    *[("sigmoid", "cross_entropy"), ("softmax", "cross_entropy")],
]


def _step_by_step() -> LambdaCallback:
    """What runs after every mini-batch keeps training to single steps."""
    return LambdaCallback(on_train_batch_end=lambda batch, logs: None)


def _train(
    sizes: list[int], data: tuple[Array, Array], one_by_one: bool, **options: Any
) -> tuple[str, int, list[float], bytes]:
    """Return the digest of the weights, steps, costs, and accuracies or where it diverged."""
    made = {key: options.pop(key) for key in ("activation", "cost", "dtype") if key in options}
    net = dw.Network(sizes, seed=1, **made)
    callbacks = [_step_by_step()] if one_by_one else []
    options |= {"epochs": 2, "seed": 2, "threads": 1, "verbose": 0, "callbacks": callbacks}
    try:
        history = net.fit(*data, **options)
    except FloatingPointError as error:
        return digest(net), net._core.optimizer_steps, [], str(error).encode()
    accuracy = np.array(history.history["accuracy"])  # NaN where it means nothing
    return digest(net), net._core.optimizer_steps, history.history["cost"], accuracy.tobytes()


def _assert_same(sizes: list[int], data: tuple[Array, Array], **options: Any) -> None:
    assert _train(sizes, data, False, **options) == _train(sizes, data, True, **options)


@settings(max_examples=150, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 17), min_size=2, max_size=5),
    hidden=st.sampled_from([*ACTIVATIONS, "identity"]),
    output=st.sampled_from(OUTPUTS),
    batch_size=st.sampled_from([1, 2, 3, 4, 5]),
    samples=st.integers(1, 150),
    learning_rate=st.sampled_from([1e-3, 0.05, 0.3]),
    l2=st.sampled_from([0, 0.3]),
    single=st.booleans(),
    zeros=st.sampled_from([0, 0.2, 0.9]),
    seed=st.integers(0, 2**32 - 1),
)
def test_runs_and_single_steps_are_the_same(
    sizes: list[int],
    hidden: str,
    output: tuple[str, str],
    batch_size: int,
    samples: int,
    learning_rate: float,
    l2: float,
    single: bool,
    zeros: float,
    seed: int,
) -> None:
    rng = np.random.default_rng(seed)
    if output[0] == "softmax" and sizes[-1] == 1:
        sizes = [*sizes[:-1], 2]
    x = rng.standard_normal((samples, sizes[0]))
    x[rng.random(x.shape) < zeros] = 0.0  # −0.0 is not left out
    y = rng.random((samples, sizes[-1]))
    _assert_same(
        sizes,
        (x, y),
        activation=[hidden] * (len(sizes) - 2) + [output[0]],
        cost=output[1],
        dtype="float32" if single else "float64",
        batch_size=batch_size,
        learning_rate=learning_rate,
        l2=l2,
    )


@pytest.mark.parametrize("batch_size", [1, 3, 4])
def test_classes_pixels_and_what_disturbs_them(
    batch_size: int, dtype: np.dtype[Any], rng: np.random.Generator
) -> None:
    pixels = rng.integers(0, 256, (203, 9), dtype=np.uint8)
    pixels[rng.random(pixels.shape) < 0.5] = 0
    data = pixels, np.arange(203) % 3
    for option in ({}, {"label_smoothing": 0.1}, {"input_noise": 0.2}, {"dropout": 0.3}):
        _assert_same([9, 7, 3], data, dtype=dtype, batch_size=batch_size, **option)


def test_inputs_of_nothing_but_zeros(dtype: np.dtype[Any]) -> None:
    data = np.zeros((50, 5)), np.arange(50) % 2
    _assert_same([5, 4, 2], data, activation="tanh", dtype=dtype, batch_size=3, l2=0.1)


def test_steps_of_zero(dtype: np.dtype[Any], rng: np.random.Generator) -> None:
    """They move nothing, not even the sign of a 0."""
    data = rng.standard_normal((90, 3)), np.arange(90) % 2
    for zeros in (2, 7):
        _assert_same(
            [3, 4, 2],
            data,
            dtype=dtype,
            batch_size=1,
            learning_rate=lambda step, zeros=zeros: 0.0 if step % zeros == 0 else 0.1,
        )


@pytest.mark.parametrize("output", [("identity", "quadratic"), ("softmax", "cross_entropy")])
def test_divergence_is_found_where_single_steps_find_it(
    output: tuple[str, str], dtype: np.dtype[Any], rng: np.random.Generator
) -> None:
    data = 1e3 * rng.standard_normal((300, 3)), np.eye(2)[np.arange(300) % 2]
    found = []
    for callbacks in ([], [_step_by_step()]):
        net = dw.Network([3, 4, 2], activation=["relu", output[0]], cost=output[1], dtype=dtype)
        before = digest(net)
        with pytest.raises(FloatingPointError) as raised:
            net.fit(*data, batch_size=1, learning_rate=1e30, seed=0, verbose=0, callbacks=callbacks)
        assert digest(net) == before
        found.append((str(raised.value), vars(raised.value)["step"], vars(raised.value)["layer"]))
    assert found[0] == found[1]


@pytest.mark.parametrize("output", ["sigmoid", "softplus", "softmax"])
def test_nothing_is_learned_beyond_the_last_neuron(
    output: str, dtype: np.dtype[Any], rng: np.random.Generator
) -> None:
    """There σ(0) is not 0, and weights that grow unseen would be found not finite one day."""
    net = dw.Network(
        [3, 4, 2], activation=["sigmoid", output], cost="quadratic", dtype=dtype, seed=1
    )
    net.fit(rng.random((40, 3)), np.arange(40) % 2, batch_size=1, epochs=2, verbose=0)
    for w in net.weights:
        n_out, n_in = w.shape
        rows = w.strides[1] // w.itemsize
        assert rows > n_out
        whole = np.lib.stride_tricks.as_strided(w, (rows, n_in), w.strides)
        assert (whole[:n_out] == w).all()
        assert not whole[n_out:].any()
