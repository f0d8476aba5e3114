# SPDX-License-Identifier: MIT
"""Every value of a trace against NumPy, and its bits against those that train."""

import pickle
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import deltaward as dw
import oracle
from deltaward.explain.trace import BackpropTrace, LayerTrace

Array = npt.NDArray[Any]


class Fourth:
    """¼Σ(a − y)⁴, a cost that the core does not know; its outputs are tanh."""

    @staticmethod
    def fn(a: Array, y: Array) -> Array:
        return np.asarray(((a - y) ** 4).sum(axis=1) / 4)

    @staticmethod
    def delta(z: Array, a: Array, y: Array) -> Array:
        return np.asarray((a - y) ** 3 * (1 - np.tanh(z) ** 2))


def _make(
    hidden: str, cost: Any, output: str | None, dtype: Any, m: int = 5
) -> tuple[dw.Network, Array, Array]:
    net = dw.Network(
        [4, 6, 5, 3],
        activation=hidden,
        cost=cost,
        output_activation=output,
        init="glorot_uniform",
        dtype=dtype,
        seed=3,
    )
    rng = np.random.default_rng(7)
    for b in net.biases:
        b[:] = rng.uniform(-0.5, 0.5, b.shape)
    x = rng.standard_normal((m, 4)).astype(dtype)
    y = rng.uniform(0.05, 0.95, (m, 3)).astype(dtype)
    return net, x, y / y.sum(axis=1, keepdims=True) if output == "softmax" else y


def _close(got: Array | None, expected: Array) -> None:
    assert got is not None
    assert got.shape == expected.shape
    assert np.linalg.norm(got - expected) <= 1e-12 * max(float(np.linalg.norm(expected)), 1e-3)


def _compare(net: dw.Network, x: Array, y: Array, output_error: Any) -> None:
    """Compute all of it again, without a line of deltaward."""
    t = net.trace(x, y)
    zs, a = oracle.forward(net.weights, net.biases, net.activations, x)
    _close(t.inputs, x)
    delta = output_error(zs[-1], a[-1])
    for i in reversed(range(len(zs))):
        layer, name = t.layers[i], net.activations[i]
        if i == len(zs) - 1:
            assert layer.back is None
        else:
            back = delta @ net.weights[i + 1]
            _close(layer.back, back)
            delta = back * oracle.SIGMA_PRIME[name](zs[i])
        _close(layer.z, zs[i])
        _close(layer.activation, a[i + 1])
        _close(layer.delta, delta)
        _close(layer.nabla_b, delta.mean(axis=0))
        _close(layer.nabla_w, delta.T @ a[i] / len(x))
        if name == "softmax":
            _close(layer.sigma_prime, np.stack([np.diag(r) - np.outer(r, r) for r in a[i + 1]]))
        else:
            _close(layer.sigma_prime, oracle.SIGMA_PRIME[name](zs[i]))


@pytest.mark.parametrize("cost", oracle.COSTS)
@pytest.mark.parametrize("hidden", oracle.ELEMENTWISE)
def test_every_activation_and_cost(hidden: str, cost: str) -> None:
    for output in oracle.OUTPUTS.get(cost, list(oracle.SIGMA)):
        net, x, y = _make(hidden, cost, output, "float64")
        _compare(net, x, y, lambda z, a, o=output, t=y: oracle.output_error(cost, o, z, a, t))
        _, a = oracle.forward(net.weights, net.biases, net.activations, x)
        expected = oracle.cost(cost, output, a[-1], y).mean()
        assert net.trace(x, y).cost == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("cost", [Fourth, Fourth()])
def test_a_cost_of_ones_own(cost: Any) -> None:
    net, x, y = _make("sigmoid", cost, "tanh", "float64")
    _compare(net, x, y, lambda z, a: Fourth.delta(z, a, y))
    t = net.trace(x, y)
    assert t.cost == pytest.approx(Fourth.fn(t.layers[-1].activation, y).mean(), rel=1e-12)
    assert t.cost_name == "Fourth"


def test_one_sample_with_values_and_a_cost_of_ones_own() -> None:
    net, x, y = _make("sigmoid", Fourth, "tanh", "float64")
    one = net.trace(x[0], y[0])
    assert one.cost == net.trace(x[:1], y[:1]).cost


@pytest.mark.parametrize("y", [1, [1], [0.25, 0.5, 1.0], [1, 0, 2]])
def test_a_cost_of_ones_own_on_one_sample(y: Any) -> None:
    net = dw.Network([4, 3], cost=Fourth, output_activation="tanh", dtype="float64")
    t = net.trace(np.ones(4), y)
    expected = np.eye(3)[[1]] if np.size(y) == 1 else np.reshape(y, (1, 3))
    assert np.array_equal(t.targets, expected)
    np.testing.assert_allclose(
        t.layers[0].delta, Fourth.delta(t.layers[0].z, net.feedforward(np.ones((1, 4))), expected)
    )


def test_a_wrong_cost_of_ones_own_is_told() -> None:
    class Wrong(Fourth):
        @staticmethod
        def delta(z: Array, a: Array, y: Array) -> Array:
            return (a - y) ** 3

    net, x, y = _make("sigmoid", Wrong, "tanh", "float64")
    with pytest.warns(UserWarning, match="cost Wrong: delta and finite differences") as told:
        net.trace(x, y)
    assert told[0].filename == __file__


CASES = pytest.mark.parametrize(
    ("hidden", "cost", "output"),
    [
        ("sigmoid", "cross_entropy", "softmax"),
        ("relu", "quadratic", "identity"),
        ("gelu", "poisson", "softplus"),
        ("tanh", Fourth, "tanh"),
    ],
)


@CASES
def test_the_bits_are_those_of_the_gradient(
    hidden: str, cost: Any, output: str, dtype: np.dtype[Any]
) -> None:
    net, x, y = _make(hidden, cost, output, dtype, m=33)
    for weight in (None, np.linspace(0, 2, 33)):
        t = net.trace(x, y, weight)
        nabla_b, nabla_w = net.gradient(x, y, weight)
        assert [layer.nabla_b.tobytes() for layer in t.layers] == [b.tobytes() for b in nabla_b]
        assert [layer.nabla_w.tobytes() for layer in t.layers] == [w.tobytes() for w in nabla_w]


@CASES
def test_the_bits_are_those_of_a_step(
    hidden: str, cost: Any, output: str, dtype: np.dtype[Any]
) -> None:
    """With η = 1 the weights after a step are w − ∇C, rounded once."""
    net, x, y = _make(hidden, cost, output, dtype, m=33)
    x[:, 1] = 0  # training leaves such an input out
    t = net.trace(x, y)
    before = [w.copy() for w in net.weights + net.biases]
    history = net.fit(x, y, batch_size=33, learning_rate=1.0, shuffle=False, verbose=0).history
    nablas = [layer.nabla_w for layer in t.layers] + [layer.nabla_b for layer in t.layers]
    for old, new, nabla in zip(before, net.weights + net.biases, nablas, strict=True):
        assert new.dtype == nabla.dtype == dtype
        assert np.array_equal(new, old - nabla)
        assert not np.array_equal(new, old)
    assert history["cost"] == [t.cost]


def test_forward_bits_are_those_of_feedforward(dtype: np.dtype[Any]) -> None:
    net, x, y = _make("tanh", "cross_entropy", "softmax", dtype)
    t = net.trace(x, y)
    assert np.array_equal(t.layers[-1].activation, net.feedforward(x))
    assert t.cost == net.evaluate(x, y)["cost"]


def test_the_cost_of_weighted_samples(dtype: np.dtype[Any]) -> None:
    net, x, y = _make("tanh", "quadratic", "identity", dtype)
    weight = np.array([0, 1, 2, 0.5, 3])
    costs = np.array([net.evaluate(x[i], y[i])["cost"] for i in range(5)])
    t = net.trace(x, y, weight)
    assert t.cost == pytest.approx((costs * weight).sum() / weight.sum(), rel=1e-14)
    narrow = net.trace(x, y, weight.astype(np.float32)).sample_weight
    assert narrow is not None
    assert narrow.dtype == np.float64
    assert narrow.tolist() == weight.tolist()
    plain = net.trace(x, y)
    for got, own in zip(t.layers, plain.layers, strict=True):
        np.testing.assert_allclose(
            got.delta, own.delta * weight[:, None], rtol=8 * np.finfo(dtype).eps, atol=1e-7
        )
    assert net.trace(x, y, weight * 1e300).cost == pytest.approx(t.cost, rel=1e-12)


def test_targets() -> None:
    net, x, y = _make("relu", "cross_entropy", "softmax", "float32")
    assert np.array_equal(net.trace(x, y).targets, y)
    classes = np.array([2, 0, 1, 1, 2], np.uint8)
    assert np.array_equal(net.trace(x, classes).targets, oracle.one_hot(classes, 3))
    single = net.trace(x[0], 1)
    assert np.array_equal(single.targets, [[0, 1, 0]])
    assert single.layers[0].z.shape == (1, 6)
    one = dw.Network([4, 1])
    assert np.array_equal(one.trace(x, [0, 1, 1, 0, 1]).targets[:, 0], [0, 1, 1, 0, 1])


def test_pixels_are_scaled(rng: np.random.Generator) -> None:
    pixels = rng.integers(0, 256, (3, 4), dtype=np.uint8)
    net = dw.Network([4, 3], dtype="float64")
    np.testing.assert_allclose(net.trace(pixels, [0, 1, 2]).inputs, pixels / 255, rtol=1e-15)


def _arrays(t: BackpropTrace) -> list[Array]:
    names = [*LayerTrace.__dataclass_fields__, "sigma_prime"]
    values = [t.inputs, t.targets, *(getattr(layer, n) for layer in t.layers for n in names)]
    return [v for v in values if isinstance(v, np.ndarray)]


def test_arrays_are_read_only_copies() -> None:
    net, x, y = _make("tanh", "quadratic", "softmax", "float64")
    t = net.trace(x, y)
    kept = [array.copy() for array in _arrays(t)]
    x += 1
    y *= 0.5
    net.fit(x, y, epochs=2, verbose=0)
    net.trace(x, y)
    assert len(kept) == 2 + 3 * 10 - 1 - 1  # no back of the last layer, no slope of softmax
    for array, old in zip(_arrays(t), kept, strict=True):
        assert np.array_equal(array, old)
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_the_network_stays_as_it_is() -> None:
    net, x, y = _make("tanh", "quadratic", "softmax", "float32")
    twin = net.copy()
    for each in (net, twin):
        each.fit(x, y, optimizer="adam", verbose=0)
        if each is net:
            net.trace(x[:2], y[:2])
        each.fit(x, y, optimizer="adam", verbose=0)
    for one, other in zip(net.weights, twin.weights, strict=True):
        assert np.array_equal(one, other)


def test_a_jacobian_is_made_when_it_is_asked_for() -> None:
    """Of 2000 samples and 2000 classes it would have 64 GB."""
    net = dw.Network([2, 2000])
    t = net.trace(np.zeros((2000, 2)), np.zeros(2000, int))
    assert t.nbytes < 1e8
    small = dw.Network([2, 3]).trace(np.zeros((2, 2)), [0, 1])
    assert small.layers[0].sigma_prime is small.layers[0].sigma_prime


def test_nbytes_and_repr() -> None:
    net, x, y = _make("tanh", "quadratic", "softmax", "float64")
    t = net.trace(x, y)
    neurons, parameters = 6 + 5 + 3, (4 * 6 + 6) + (6 * 5 + 5) + (5 * 3 + 3)
    rows = 5 * (4 + 3 + 3 * neurons + 2 * (6 + 5))  # z, a, δ of all; back and σ′ of two
    assert t.nbytes == 8 * (2 * parameters + rows)
    assert repr(t) == "<BackpropTrace of 5 samples, sizes [4, 6, 5, 3]>"
    assert pickle.loads(pickle.dumps(t)).table() == t.table()


@pytest.mark.parametrize(
    ("x", "y", "weight", "error", "message"),
    [
        (np.zeros((2, 3)), [0, 1], None, ValueError, r"x: shape \(2, 3\)"),
        (np.zeros((2, 4)), [0, 3], None, ValueError, "y: class 3 in row 1"),
        (np.zeros((2, 4)), [0, 1], [1, -1], ValueError, "sample_weight: -1.0 in row 1"),
        (np.zeros((2, 4), int), [0, 1], None, TypeError, "x: dtype int64"),
    ],
)
def test_bad_arguments(x: Any, y: Any, weight: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        dw.Network([4, 3]).trace(x, y, weight)
