# SPDX-License-Identifier: MIT
"""What training does beside plain descent, against NumPy with the same random numbers."""

import math
from typing import Any

import numpy as np
import pytest

import deltaward as dw
import oracle
from test_training import digest
from training_oracle import Array, Recipe, Trainer, assert_same

SIZES = [9, 150, 11, 4]  # dropout draws its numbers for 128 neurons at a time
OPTIONS: list[dict[str, Any]] = [
    {"l1": 0.4},
    {"l2": 0.7},
    {"l1": 0.4, "l2": 0.7},
    {"max_norm": 0.8},
    {"l2": 0.7, "max_norm": 0.8},
    {"clip_norm": 0.1},
    {"clip_norm": 1e6},
    {"clip_value": 0.01},
    {"clip_norm": 0.2, "clip_value": 0.01, "l1": 0.2, "l2": 0.3, "max_norm": 1.0},
    {"label_smoothing": 0.2},
    {"input_noise": 0.5},
    {"dropout": 0.5},
    {"dropout": [0.3, 0.0]},
    {"dropout": [0.2, 0.0, 0.6]},
    {"dropout": [0.25, 0.0, 0.0]},
    {"augment": dw.Augment(shift=0.5, rotate=20, scale=0.1, elastic=(2, 1.5))},
    {
        "l1": 0.1,
        "l2": 0.2,
        "max_norm": 1.2,
        "clip_norm": 0.5,
        "clip_value": 0.05,
        "label_smoothing": 0.1,
        "input_noise": 0.2,
        "dropout": [0.1, 0.4, 0.2],
        "augment": dw.Augment(shift=0.5, rotate=20),
    },
]


def _data(rng: np.random.Generator, m: int = 22) -> tuple[Array, Array]:
    return rng.standard_normal((m, SIZES[0])), rng.integers(0, SIZES[-1], m)


def _transcribed(options: dict[str, Any]) -> dict[str, Any]:
    """The rates of dropout one for each layer, the inputs first."""
    rates = options.get("dropout", ())
    if isinstance(rates, float):
        rates = [rates] * 2
    return options | {"dropout": [0.0, *rates] if len(rates) == 2 else rates}


@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: "+".join(options))
def test_as_in_numpy(options: dict[str, Any], rng: np.random.Generator) -> None:
    x, y = _data(rng)
    net = dw.Network(SIZES, activation=["tanh", "elu", "softmax"], dtype="float64", seed=3)
    expected = Trainer(net, Recipe(rate=lambda _: 0.3, seed=2**40 + 7, **_transcribed(options)))
    expected.fit(x, oracle.one_hot(y, 4), epochs=3, batch_size=8)
    history = net.fit(
        x,
        y,
        epochs=3,
        batch_size=8,
        learning_rate=0.3,
        seed=2**40 + 7,
        verbose=0,
        **options,
    )
    assert_same(net, expected)
    assert history.history["cost"] == pytest.approx(expected.costs, rel=1e-12)


def test_the_transcription_has_the_gradients_of_the_other(rng: np.random.Generator) -> None:
    x, y = _data(rng)
    targets, row_weights = oracle.one_hot(y, 4), rng.random(len(x))
    net = dw.Network(SIZES, activation="tanh", dtype="float64", seed=3)
    masks = [np.ones((len(x), n)) for n in SIZES[:-1]]
    _, nabla_w, nabla_b = Trainer(net, Recipe())._gradients(x, targets, row_weights, masks)
    expected_b, expected_w = oracle.gradient(
        net.weights, net.biases, net.activations, "cross_entropy", x, targets, row_weights
    )
    for got, expected in zip(nabla_w + nabla_b, expected_w + expected_b, strict=True):
        np.testing.assert_allclose(got, expected, rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("optimizer", ["momentum", "adam"])
def test_with_an_optimizer_that_remembers(optimizer: str, rng: np.random.Generator) -> None:
    """l1 and l2 are in the gradient that the rule sees; max_norm comes after its step."""
    x, y = _data(rng)
    rules = {"momentum": _momentum, "adam": _adam}
    options: dict[str, Any] = {"l1": 0.2, "l2": 0.5, "clip_norm": 0.3, "max_norm": 1.0}
    net = dw.Network(SIZES, activation="tanh", dtype="float64", seed=3)
    expected = Trainer(net, Recipe(rules[optimizer], lambda _: 0.02, seed=1, **options))
    expected.fit(x, oracle.one_hot(y, 4), epochs=3, batch_size=8)
    net.fit(
        x,
        y,
        epochs=3,
        batch_size=8,
        optimizer=optimizer,
        learning_rate=0.02,
        seed=1,
        verbose=0,
        **options,
    )
    assert_same(net, expected)


def _momentum(w: Array, g: Array, eta: float, t: int, held: dict[str, Array]) -> Array:
    held["v"] = 0.9 * held.get("v", 0) + g
    return w - eta * held["v"]


def _adam(w: Array, g: Array, eta: float, t: int, held: dict[str, Array]) -> Array:
    held["m"] = 0.9 * held.get("m", 0) + 0.1 * g
    held["v"] = 0.999 * held.get("v", 0) + 0.001 * g**2
    m, v = held["m"] / (1 - 0.9**t), held["v"] / (1 - 0.999**t)
    return w - eta * m / (np.sqrt(v) + 1e-8)


@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: "+".join(options))
def test_threads_do_not_show(
    options: dict[str, Any], dtype: np.dtype[Any], rng: np.random.Generator
) -> None:
    x, y = rng.random((40, 36)), np.arange(40) % 10
    digests = set()
    for threads in (1, 2, 3, 8):
        net = dw.Network([36, 300, 150, 10], dtype=dtype, seed=1)
        net.fit(x, y, epochs=2, batch_size=25, threads=threads, verbose=0, **options)
        digests.add(digest(net))
    assert len(digests) == 1


def test_smoothing_of_sigmoid_outputs_has_two_classes(rng: np.random.Generator) -> None:
    x, _ = _data(rng)
    targets = rng.integers(0, 2, (len(x), 4)).astype(float)
    nets = [
        dw.Network(SIZES, activation="tanh", output_activation="sigmoid", dtype="float64")
        for _ in range(2)
    ]
    nets[0].fit(x, targets, label_smoothing=0.3, verbose=0)
    nets[1].fit(x, targets * 0.7 + 0.15, verbose=0)
    for got, expected in zip(nets[0].weights, nets[1].weights, strict=True):
        np.testing.assert_allclose(got, expected, rtol=1e-12)


def test_n_of_l2_is_the_sum_of_the_weights(rng: np.random.Generator) -> None:
    """The book's (1 - ηλ/n) w - η ∇C, with a sample of weight 2 counted twice."""
    x, y = _data(rng)
    weight = np.where(np.arange(len(x)) < 10, 2.0, 1.0)
    once, twice = (dw.Network(SIZES, activation="tanh", dtype="float64") for _ in range(2))
    options: dict[str, Any] = {"batch_size": 32, "l2": 3.0, "l1": 1.0, "verbose": 0}
    once.fit(x, y, sample_weight=weight, **options)
    twice.fit(np.concatenate([x, x[:10]]), np.concatenate([y, y[:10]]), **options)
    for got, expected in zip(once.weights + once.biases, twice.weights + twice.biases, strict=True):
        np.testing.assert_allclose(got, expected, rtol=1e-11, atol=1e-13)


def test_biases_do_not_decay(rng: np.random.Generator) -> None:
    """With inputs of 0 and right outputs there is no gradient: only decay moves anything."""
    net = dw.Network([3, 4, 2], activation="identity", cost="quadratic", dtype="float64")
    net.weights[1][:] = 0
    net.biases[0][:] = 1.5
    net.biases[1][:] = [1, -2]
    kept = net.weights[0].copy()
    net.fit(np.zeros((4, 3)), np.tile([1.0, -2], (4, 1)), l2=2.0, learning_rate=0.1, verbose=0)
    np.testing.assert_allclose(net.weights[0], kept * (1 - 0.1 * 2 / 4), rtol=1e-14)
    assert (net.biases[0] == 1.5).all()
    assert net.biases[1].tolist() == [1, -2]


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"l1": -1}, ValueError, "l1: -1; expected 0 or more"),
        ({"l2": math.inf}, ValueError, "l2: inf; expected 0 or more"),
        ({"l2": "a"}, TypeError, "l2: 'a' of type str; expected a number"),
        ({"max_norm": 0}, ValueError, "max_norm: 0.0; expected a positive number or None"),
        ({"clip_norm": -1.0}, ValueError, "clip_norm: -1.0; expected a positive number"),
        ({"clip_value": math.nan}, ValueError, "clip_value: nan; expected a positive number"),
        ({"clip_value": True}, TypeError, "clip_value: True; expected a positive number"),
        ({"label_smoothing": 1.0}, ValueError, "label_smoothing: 1.0; expected 0 to 1, 1 excl"),
        ({"input_noise": -0.1}, ValueError, "input_noise: -0.1; expected 0 or more"),
        ({"dropout": 1.0}, ValueError, "dropout: 1.0; expected 0 to 1, 1 excluded"),
        ({"dropout": [0.1, 1.5]}, ValueError, r"dropout\[1\]: 1.5; expected 0 to 1"),
        ({"dropout": [0.1] * 4}, ValueError, "dropout: 4 rates; expected a number, 2 of the"),
        ({"dropout": "half"}, TypeError, "dropout: 'half' of type str; expected a number"),
        ({"dropout": [10**5000]}, ValueError, r"dropout\[0\]: inf; expected 0 to 1, 1 excluded"),
        ({"l2": 10**5000}, ValueError, "l2: inf; expected 0 or more"),
        ({"clip_norm": 10**5000}, ValueError, "clip_norm: inf; expected a positive number or None"),
        ({"augment": 3}, TypeError, "augment: 3; expected a deltaward.Augment"),
        (
            {"augment": dw.Augment(shape=(2, 4))},
            ValueError,
            r"shape: \(2, 4\) is 8 pixels; expected 9",
        ),
    ],
)
def test_bad_arguments(
    options: dict[str, Any], error: type[Exception], message: str, rng: np.random.Generator
) -> None:
    net = dw.Network(SIZES)
    before = digest(net)
    with pytest.raises(error, match=message):
        net.fit(*_data(rng), verbose=0, **options)
    assert digest(net) == before


def test_what_does_not_go_together(rng: np.random.Generator) -> None:
    x, y = _data(rng)
    quadratic = dw.Network(SIZES, cost="quadratic")
    with pytest.raises(ValueError, match=r"label_smoothing: 0\.1, and the cost is quadratic"):
        quadratic.fit(x, y, label_smoothing=0.1, verbose=0)
    shallow = dw.Network([9, 4])
    with pytest.raises(ValueError, match=r"dropout: 0\.5, and the network has no hidden layer"):
        shallow.fit(x, y, dropout=0.5, verbose=0)
    with pytest.raises(ValueError, match="l2: is λ of λ/n"):
        shallow.fit([(x, y)], l2=0.5, verbose=0)


@pytest.mark.parametrize("largest", [1e18, 3e19, 1e30, 3e38])
@pytest.mark.parametrize("limit", [0.5, 1e19, 2e38])
def test_max_norm_of_weights_whose_squares_overflow(
    largest: float, limit: float, rng: np.random.Generator
) -> None:
    """In float32 from 1.8e19 on; columns beside them are limited as without them."""
    net, beside = (dw.Network([50, 70, 3], seed=3, dtype="float32") for _ in range(2))
    before = net.weights[0].astype(np.float64)
    net.weights[0][::3] *= np.float32(largest)
    before[::3] = net.weights[0][::3]
    x, y = rng.standard_normal((9, 50)), rng.integers(0, 3, 9)
    for one in (net, beside):
        one.weights[1][:] = 0
        # No error gets past weights of 0: only the limit moves the first layer.
        one.fit(x * 1e-30, y, learning_rate=1e-30, max_norm=limit, verbose=0)
    length = np.linalg.norm(before, axis=1, keepdims=True)
    expected = before * np.minimum(1, limit / length)
    np.testing.assert_allclose(net.weights[0], expected, rtol=1e-5, atol=1e-35)
    np.testing.assert_array_equal(
        np.delete(net.weights[0], np.s_[::3], 0), np.delete(beside.weights[0], np.s_[::3], 0)
    )
