# SPDX-License-Identifier: MIT
"""The whole backward pass against NumPy and against differences of the cost."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import deltaward as dw
import oracle

Array = npt.NDArray[Any]

SIZES = {1: [4, 3], 2: [4, 6, 3], 3: [4, 6, 5, 3], 5: [4, 5, 6, 4, 5, 3]}
BATCHES = [1, 2, 3, 7, 16, 33]
KINKED = {"relu", "leaky_relu"}


def _make(
    layers: int, activation: str, cost: str, m: int, dtype: str, output: str | None = None
) -> tuple[dw.Network, Array, Array]:
    """A network and a batch that keeps away from every kink by more than a difference's step."""
    seed = 0
    while True:
        net = dw.Network(
            SIZES[layers],
            activation=activation,
            cost=cost,
            output_activation=output,
            init="glorot_uniform",
            dtype=dtype,
            seed=seed,
        )
        rng = np.random.default_rng(seed)
        for b in net.biases:
            b[:] = rng.uniform(-0.5, 0.5, b.shape)
        x = rng.standard_normal((m, 4)).astype(dtype)
        y = rng.uniform(0.05, 0.95, (m, 3)).astype(dtype)
        if net.activations[-1] == "softmax":
            y /= y.sum(axis=1, keepdims=True)
        if cost in ("absolute", "huber"):
            y *= 3
        if _away_from_kinks(net, x, y):
            return net, x, y
        seed += 1


def _away_from_kinks(net: dw.Network, x: Array, y: Array) -> bool:
    zs, a = oracle.forward(net.weights, net.biases, net.activations, x)
    kinks = [z for z, name in zip(zs, net.activations, strict=True) if name in KINKED]
    if net.cost == "absolute":
        kinks.append(a[-1] - y)
    if net.cost == "huber":
        kinks.append(np.abs(a[-1] - y) - 1)
    return all(np.abs(k).min() > 2e-3 for k in kinks)


def _flat(arrays: list[Array]) -> Array:
    return np.concatenate([a.ravel() for a in arrays])


def _relative(got: list[Array], expected: list[Array]) -> float:
    g, e = _flat(got).astype(float), _flat(expected)
    return float(np.linalg.norm(g - e) / np.linalg.norm(e))


def _expected(net: dw.Network, x: Array, y: Array) -> tuple[list[Array], list[Array]]:
    weights = [w.astype(float) for w in net.weights]
    biases = [b.astype(float) for b in net.biases]
    return oracle.gradient(
        weights, biases, net.activations, str(net.cost), x.astype(float), y.astype(float)
    )


def _difference(net: dw.Network, x: Array, y: Array, values: Array, index: Any) -> float:
    """∂C/∂value by the five-point formula: h⁴ leaves 1e-13, rounding about 1e-12."""
    h, kept = 1e-3, float(values[index])
    total = 0.0
    for steps, factor in ((-2, 1), (-1, -8), (1, 8), (2, -1)):
        values[index] = kept + steps * h
        total += factor * net.evaluate(x, y)["cost"]
    values[index] = kept
    return total / (12 * h)


@pytest.mark.parametrize("layers", SIZES)
@pytest.mark.parametrize("cost", oracle.COSTS)
@pytest.mark.parametrize("activation", oracle.ELEMENTWISE)
def test_gradient(activation: str, cost: str, layers: int) -> None:
    for m in BATCHES:
        net, x, y = _make(layers, activation, cost, m, "float64")
        nabla_b, nabla_w = net.gradient(x, y)
        expected_b, expected_w = _expected(net, x, y)
        assert _relative(nabla_b + nabla_w, expected_b + expected_w) <= 1e-12

        rng = np.random.default_rng(m)
        got, numeric = [], []
        for w, nabla in zip(net.weights + net.biases, nabla_w + nabla_b, strict=True):
            for flat in rng.choice(w.size, size=min(w.size, 4), replace=False):
                index = np.unravel_index(flat, w.shape)
                got.append(nabla[index])
                numeric.append(_difference(net, x, y, w, index))
        assert _relative([np.array(got)], [np.array(numeric)]) <= 1e-6

        single, x32, y32 = _make(layers, activation, cost, m, "float32")
        nabla_b, nabla_w = single.gradient(x32, y32)
        expected_b, expected_w = _expected(single, x32, y32)
        assert _relative(nabla_b + nabla_w, expected_b + expected_w) <= 1e-5


@pytest.mark.parametrize("output", oracle.SIGMA)
@pytest.mark.parametrize("cost", oracle.COSTS)
def test_every_output_activation(cost: str, output: str, dtype: np.dtype[Any]) -> None:
    if output not in oracle.OUTPUTS.get(cost, [output]):
        with pytest.raises(ValueError, match=f"cost: {cost} needs"):
            dw.Network([4, 3], cost=cost, output_activation=output)
        return
    error = 1e-12 if dtype == np.float64 else 1e-5
    net, x, y = _make(2, "tanh", cost, 7, str(dtype), output)
    nabla_b, nabla_w = net.gradient(x, y)
    expected_b, expected_w = _expected(net, x, y)
    assert _relative(nabla_b + nabla_w, expected_b + expected_w) <= error
    weights, biases = ([own.astype(float) for own in all_] for all_ in (net.weights, net.biases))
    _, a = oracle.forward(weights, biases, net.activations, x.astype(float))
    expected = oracle.cost(cost, output, a[-1], y).mean()
    assert net.evaluate(x, y)["cost"] == pytest.approx(expected, rel=error)


def test_targets_that_do_not_sum_to_one() -> None:
    net, x, _ = _make(2, "tanh", "cross_entropy", 3, "float64")
    y = np.array([[1.0, 1.0, 0.0], [0.2, 0.3, 0.1], [0.0, 0.0, 0.0]])
    nabla_b, nabla_w = net.gradient(x, y)
    expected_b, expected_w = _expected(net, x, y)
    assert _relative(nabla_b + nabla_w, expected_b + expected_w) <= 1e-12
    for w, nabla in zip(net.weights + net.biases, nabla_w + nabla_b, strict=True):
        index = np.unravel_index(w.size // 2, w.shape)
        assert nabla[index] == pytest.approx(_difference(net, x, y, w, index), abs=1e-9)


def test_wide_layers_and_pixels(rng: np.random.Generator) -> None:
    net = dw.Network([784, 130, 67, 10], activation="sigmoid", dtype="float64")
    pixels = rng.integers(0, 256, (33, 784), dtype=np.uint8)
    classes = rng.integers(0, 10, 33)
    nabla_b, nabla_w = net.gradient(pixels, classes)
    expected_b, expected_w = _expected(net, pixels / 255, oracle.one_hot(classes, 10))
    for got, expected in zip(nabla_b + nabla_w, expected_b + expected_w, strict=True):
        assert _relative([got], [expected]) <= 1e-12


def test_weights_of_samples(rng: np.random.Generator) -> None:
    net, x, y = _make(3, "tanh", "quadratic", 7, "float64")
    weights = np.array([1, 2, 0, 1, 3, 1, 0.5])
    got = net.gradient(x, y, sample_weight=weights)
    arrays = [w.astype(float) for w in net.weights], [b.astype(float) for b in net.biases]
    expected = oracle.gradient(*arrays, net.activations, "quadratic", x, y, weights)
    assert _relative(got[0] + got[1], expected[0] + expected[1]) <= 1e-12


def test_weight_two_is_the_row_twice() -> None:
    net, x, y = _make(3, "relu", "cross_entropy", 3, "float64")
    weighted = net.gradient(x, y, sample_weight=np.array([1, 2, 1]))
    twice = net.gradient(x[[0, 1, 1, 2]], y[[0, 1, 1, 2]])
    assert _relative(weighted[0] + weighted[1], twice[0] + twice[1]) <= 1e-14


@pytest.mark.parametrize(
    ("weights", "error", "message"),
    [
        (np.ones(2), ValueError, r"sample_weight: shape \(2,\); expected \(3,\)"),
        (np.array([1, -1, 1]), ValueError, "sample_weight: -1.0 in row 1"),
        (np.array([1, np.nan, 1]), ValueError, "sample_weight: nan in row 1"),
        (np.zeros(3), ValueError, "sample_weight: all zero"),
        (np.array(["a", "b", "c"]), TypeError, "sample_weight: dtype <U1"),
    ],
)
def test_bad_weights_of_samples(weights: Array, error: type[Exception], message: str) -> None:
    net, x, y = _make(1, "relu", "quadratic", 3, "float64")
    with pytest.raises(error, match=message):
        net.gradient(x, y, sample_weight=weights)


def test_the_gradient_is_a_copy() -> None:
    net, x, y = _make(2, "tanh", "quadratic", 3, "float64")
    first, _ = net.gradient(x, y)
    kept = [b.copy() for b in first]
    net.gradient(-x, y)
    for a, b in zip(first, kept, strict=True):
        assert a.tobytes() == b.tobytes()


def test_check_gradients() -> None:
    net, x, y = _make(3, "sigmoid", "cross_entropy", 5, "float32")
    check = net.check_gradients(x, y)
    assert check
    assert [layer.layer for layer in check.layers] == [0, 1, 2]
    assert "DISAGREES" not in str(check)


def test_check_gradients_sees_a_kink() -> None:
    # z = 0 exactly: the difference is the mean of both slopes, backpropagation takes the left one.
    net = dw.Network([1, 1, 1], cost="quadratic", dtype="float64")
    for w, b in zip(net.weights, net.biases, strict=True):
        w[:], b[:] = 1, 0
    check = net.check_gradients(np.zeros((1, 1)), np.ones((1, 1)))
    assert not check
    assert "DISAGREES" in str(check)
