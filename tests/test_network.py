# SPDX-License-Identifier: MIT
import copy
import gc
import pickle
from typing import Any

import numpy as np
import pytest

import deltaward as dw
import oracle


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, ["relu", "softmax"]),
        ({"cost": "quadratic"}, ["relu", "identity"]),
        ({"cost": "quadratic", "activation": "sigmoid"}, ["sigmoid", "sigmoid"]),
        ({"cost": "cross_entropy", "activation": "sigmoid"}, ["sigmoid", "softmax"]),
        ({"cost": "absolute", "activation": "tanh"}, ["tanh", "identity"]),
        ({"cost": "poisson"}, ["relu", "softplus"]),
        ({"output_activation": "sigmoid"}, ["relu", "sigmoid"]),
        ({"activation": ["tanh", "sigmoid"], "cost": "quadratic"}, ["tanh", "sigmoid"]),
        ({"activation": ["tanh", "softmax"], "output_activation": "softmax"}, ["tanh", "softmax"]),
    ],
)
def test_activations(arguments: dict[str, Any], expected: list[str]) -> None:
    assert dw.Network([4, 3, 2], **arguments).activations == expected


def test_properties(dtype: np.dtype[Any]) -> None:
    net = dw.Network([4, 3, 2], dtype=dtype, seed=5)
    assert (net.sizes, net.cost, net.dtype, net.seed) == ([4, 3, 2], "cross_entropy", dtype, 5)
    assert net.epochs_trained == 0
    assert [w.shape for w in net.weights] == [(3, 4), (2, 3)]
    assert [b.shape for b in net.biases] == [(3,), (2,)]
    assert {a.dtype for a in net.weights + net.biases} == {dtype}
    assert "[4, 3, 2]" in repr(net)


def test_numpy_sizes_and_dtype_classes() -> None:
    assert dw.Network(list(np.array([4, 3])), dtype=np.float64).sizes == [4, 3]


def test_views_are_the_core_s_memory() -> None:
    net = dw.Network([3, 2], cost="quadratic", output_activation="identity", dtype="float64")
    net.weights[0][:] = [[1, 2, 3], [4, 5, 6]]
    net.biases[0][:] = [10, 20]
    assert net.feedforward(np.array([1.0, 1.0, 1.0])).tolist() == [16, 35]
    assert net.weights[0].base is not None
    assert net.weights[0].ctypes.data % 64 == 0


def test_a_view_keeps_the_core_alive() -> None:
    net = dw.Network([300, 200], seed=3)
    weights = net.weights[0]
    kept = weights.copy()
    del net
    gc.collect()
    junk = [np.full(60_000, np.nan, np.float32) for _ in range(20)]
    assert (weights == kept).all()
    assert len(junk) == 20


@pytest.mark.parametrize(
    ("init", "spread", "bias"),
    [
        ("standard_normal", 1.0, 1.0),
        ("scaled_normal", 1 / np.sqrt(400), 1.0),
        ("he_normal", np.sqrt(2 / 400), 0.0),
        ("glorot_uniform", np.sqrt(2 / 900), 0.0),
    ],
)
def test_init(init: str, spread: float, bias: float, dtype: np.dtype[Any]) -> None:
    net = dw.Network([400, 500], init=init, dtype=dtype)
    w, b = net.weights[0].astype(float), net.biases[0].astype(float)
    assert abs(w.mean()) < 5 * spread / np.sqrt(w.size)
    assert w.std() == pytest.approx(spread, rel=0.01)
    assert b.std() == pytest.approx(bias, rel=0.15)
    if init == "glorot_uniform":
        assert np.abs(w).max() <= np.sqrt(6 / 900)


def test_auto_init_goes_by_layer() -> None:
    net = dw.Network([100, 100, 100], activation=["relu", "sigmoid"])
    for layer, init in enumerate(["he_normal", "glorot_uniform"]):
        twin = dw.Network([100, 100, 100], activation=["relu", "sigmoid"], init=init)
        assert (net.weights[layer] == twin.weights[layer]).all()


def test_both_dtypes_start_from_the_same_numbers() -> None:
    wide, single = (dw.Network([20, 10], dtype=d, seed=9) for d in ("float64", "float32"))
    assert (wide.weights[0].astype("float32") == single.weights[0]).all()


def test_seeds_differ() -> None:
    assert (
        dw.Network([20, 10], seed=1).weights[0] != dw.Network([20, 10], seed=2).weights[0]
    ).any()


@pytest.mark.parametrize("m", [1, 5, 255, 256, 257, 600])
def test_feedforward_in_blocks(m: int, dtype: np.dtype[Any], rng: np.random.Generator) -> None:
    net = dw.Network([30, 20, 10], activation="tanh", dtype=dtype)
    x = rng.standard_normal((m, 30)).astype(dtype)
    expected = oracle.forward(net.weights, net.biases, net.activations, x.astype(float))[1][-1]
    tolerance = 1e-5 if dtype == np.float32 else 1e-12
    np.testing.assert_allclose(net.feedforward(x), expected, rtol=tolerance)
    one = net.feedforward(x[m // 2])
    assert one.shape == (10,)
    assert one.tobytes() == net.feedforward(x)[m // 2].tobytes()


def test_predict() -> None:
    x = np.random.default_rng(0).standard_normal((7, 4))
    several = dw.Network([4, 3])
    assert (several.predict(x) == several.feedforward(x).argmax(axis=1)).all()
    assert several.predict(x[0]) == several.predict(x)[0]
    assert isinstance(several.predict(x[0]), int)
    assert several.predict(x).dtype == np.int64
    sigmoids = dw.Network([4, 3], output_activation="sigmoid")
    assert sigmoids.predict(x).shape == (7,)
    values = dw.Network([4, 3], cost="quadratic")
    assert (values.predict(x) == values.feedforward(x)).all()
    single = dw.Network([4, 1], output_activation="sigmoid")
    assert single.predict(x).shape == (7, 1)


def test_predict_proba() -> None:
    x = np.random.default_rng(0).standard_normal((7, 4))
    np.testing.assert_allclose(dw.Network([4, 3]).predict_proba(x).sum(axis=1), 1, rtol=1e-6)
    with pytest.raises(ValueError, match="predict_proba: output activation 'identity'"):
        dw.Network([4, 3], cost="quadratic").predict_proba(x)


def test_evaluate(rng: np.random.Generator) -> None:
    net = dw.Network([4, 5, 3], dtype="float64")
    x, classes = rng.standard_normal((600, 4)), rng.integers(0, 3, 600)
    a = net.feedforward(x)
    score = net.evaluate(x, classes)
    y = oracle.one_hot(classes, 3)
    assert score["cost"] == pytest.approx(oracle.cost("cross_entropy", "softmax", a, y).mean())
    assert score["accuracy"] == (a.argmax(axis=1) == classes).mean()
    assert net.evaluate(x, y) == pytest.approx(score)


def test_evaluate_one_output(rng: np.random.Generator) -> None:
    net = dw.Network([4, 1], output_activation="sigmoid", dtype="float64")
    x, y = rng.standard_normal((50, 4)), rng.integers(0, 2, 50)
    expected = ((net.feedforward(x)[:, 0] > 0.5) == y).mean()
    for targets in (y, y[:, None], y.astype(float), y.astype(bool)):
        assert net.evaluate(x, targets)["accuracy"] == expected


def test_accuracy_of_a_regression_is_nan(rng: np.random.Generator) -> None:
    net = dw.Network([4, 2], cost="quadratic")
    score = net.evaluate(rng.standard_normal((5, 4)), rng.standard_normal((5, 2)))
    assert np.isnan(score["accuracy"])
    assert np.isfinite(score["cost"])


def test_cost_stays_finite_where_outputs_saturate() -> None:
    for output in ("sigmoid", "softmax"):
        net = dw.Network([1, 2], output_activation=output)
        net.weights[0][:] = [[1000], [-1000]]
        assert net.evaluate(np.ones((1, 1)), np.array([1]))["cost"] == pytest.approx(2000, rel=0.01)


@pytest.mark.parametrize("z", [-30.0, -5.0, 0.5, 5.0, 12.0, 15.0, 30.0, 80.0])
@pytest.mark.parametrize("output", ["sigmoid", "softmax"])
def test_cost_keeps_its_digits(output: str, z: float, dtype: np.dtype[Any]) -> None:
    """ln(1 + e⁻ᶻ), for the right class z ahead of the only other one."""
    net = dw.Network([1, 2], output_activation=output, dtype=dtype)
    net.weights[0][:] = [[z], [-z if output == "sigmoid" else 0]]
    got = net.evaluate(np.ones((1, 1)), np.array([0]))["cost"]
    expected = np.logaddexp(0, -np.longdouble(dtype.type(z)))
    factor = 2 if output == "sigmoid" else 1
    assert got == pytest.approx(float(factor * expected), rel=8 * float(np.finfo(dtype).eps))


def test_one_output_of_a_classifier_is_a_sigmoid() -> None:
    assert dw.Network([4, 3, 1]).activations == ["relu", "sigmoid"]


def test_poisson_where_the_output_underflows() -> None:
    net = dw.Network([1, 1], cost="poisson")
    net.weights[0][:] = -200
    nabla_b, nabla_w = net.gradient(np.ones((1, 1)), [1.0])
    assert np.isfinite([nabla_b[0][0], nabla_w[0][0, 0]]).all()
    assert np.isfinite(net.evaluate(np.ones((1, 1)), [1.0])["cost"])


def test_pickle_and_deepcopy(dtype: np.dtype[Any]) -> None:
    net = dw.Network([4, 3, 2], activation="tanh", dtype=dtype, seed=8)
    net.fit(np.ones((5, 4)), np.zeros(5, int), epochs=3, verbose=0)
    for twin in (pickle.loads(pickle.dumps(net)), copy.deepcopy(net), copy.copy(net)):
        assert (repr(twin), twin.seed, twin.epochs_trained) == (repr(net), 8, 3)
        for got, expected in zip(twin.weights + twin.biases, net.weights + net.biases, strict=True):
            assert got.tobytes() == expected.tobytes()
            assert not np.shares_memory(got, expected)


def test_copy(dtype: np.dtype[Any]) -> None:
    net = dw.Network([4, 3, 2], activation="tanh", dtype=dtype, seed=8)
    twin = net.copy()
    assert repr(twin) == repr(net)
    net.weights[0][:] = 0
    assert (twin.weights[0] != 0).any()
    assert net.copy(dtype="float64").dtype == np.float64


@pytest.mark.parametrize(
    ("sizes", "arguments", "error", "message"),
    [
        ([], {}, ValueError, "sizes: 0 layers"),
        ([3], {}, ValueError, "sizes: 1 layer; expected at least"),
        ([3, 0, 2], {}, ValueError, r"sizes\[1\]: 0; expected 1 to 2147483647"),
        ([3, -1], {}, ValueError, r"sizes\[1\]: -1; expected"),
        ([2**40, 3], {}, ValueError, r"sizes\[0\]: 1099511627776; expected"),
        ([2**70, 3], {}, ValueError, r"sizes\[0\]: 1180591620717411303424; expected"),
        ([3.0, 2], {}, TypeError, r"sizes\[0\]: 3.0 of type float; expected an int"),
        ([True, 2], {}, TypeError, r"sizes\[0\]: True"),
        ("34", {}, TypeError, "sizes: '34'; expected a list"),
        (3, {}, TypeError, "sizes: 3; expected a list"),
        ([3, 2], {"activation": "rely"}, ValueError, "activation: 'rely' is not known; .*relu"),
        (
            [3, 2, 2],
            {"activation": ["relu", "sofmax"]},
            ValueError,
            "activation of layer 2: 'sofmax' is not known; .*softmax",
        ),
        ([3, 2, 2], {"activation": ["relu"]}, ValueError, "activation: 1 names; .*2 non-input"),
        ([3, 2, 2], {"activation": "softmax"}, ValueError, "layer 1: softmax; expected it in"),
        (
            [3, 2],
            {"activation": ["tanh"], "output_activation": "relu", "cost": "quadratic"},
            ValueError,
            "output_activation: 'relu', and activation ends with 'tanh'",
        ),
        ([3, 2], {"output_activation": "x"}, ValueError, "output_activation: 'x' is not known"),
        ([3, 2], {"activation": None}, TypeError, "activation: None; expected a name"),
        ([3, 2], {"activation": [None]}, TypeError, "activation of layer 1: None; expected a name"),
        ([3, 2], {"output_activation": 3}, TypeError, "output_activation: 3; expected a name"),
        ([3, 1], {"output_activation": "softmax"}, ValueError, "softmax of 1 neuron is always 1"),
        ([3, 2], {"cost": "mse"}, ValueError, "cost: 'mse' is not known; .*quadratic"),
        ([3, 2], {"cost": None}, TypeError, "cost: None has no fn; expected a name"),
        ([3, 2], {"init": "xavier"}, ValueError, "init: 'xavier' is not known; .*glorot_uniform"),
        ([3, 2], {"dtype": "float16"}, ValueError, "dtype: 'float16'; expected 'float32' or"),
        ([3, 2], {"dtype": ">f4"}, ValueError, "dtype: '>f4'; expected"),
        ([3, 2], {"dtype": "real"}, ValueError, "dtype: 'real'; expected"),
        ([3, 2], {"seed": -1}, ValueError, "seed: -1; expected 0 to"),
        ([3, 2], {"seed": 0.5}, TypeError, "seed: 0.5 of type float"),
        ([3, 2], {"output_activation": "relu"}, ValueError, "cost: cross_entropy needs sigmoid or"),
    ],
)
def test_bad_arguments(
    sizes: Any, arguments: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        dw.Network(sizes, **arguments)


@pytest.mark.parametrize(
    "sizes", [[2**30, 2**30], [2**24, 2**24], [2**31 - 1, 2**31 - 1, 2], [2**31 - 1] * 9]
)
def test_weights_that_do_not_fit(sizes: list[int]) -> None:
    with pytest.raises(MemoryError, match=r"sizes: .* do not fit into memory"):
        dw.Network(sizes)
