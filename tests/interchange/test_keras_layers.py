# SPDX-License-Identifier: MIT
"""Networks of Keras' layers."""

import os
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import deltaward as dw

os.environ.setdefault("KERAS_BACKEND", "jax")
keras: Any = pytest.importorskip("keras", reason="Keras is not installed")
L: Any = keras.layers

# Between Keras and PyTorch, where that is beneath.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def _check(model: Any, net: dw.Network, rng: np.random.Generator) -> None:
    x = rng.normal(scale=3, size=(6, *model.input_shape[1:])).astype(net.dtype)
    expected = keras.ops.convert_to_numpy(model(x))
    got = net.feedforward(x.reshape(6, -1))
    np.testing.assert_allclose(got, expected, rtol=1e-6, atol=1e-6)


def _model(*layers: Any, shape: tuple[int, ...] = (5,)) -> Any:
    keras.utils.set_random_seed(1)
    dtype = layers[-1].dtype
    return keras.Sequential([keras.Input(shape, dtype=dtype), *layers])


FUNCTIONS = ["sigmoid", "tanh", "relu", "elu", "gelu", "silu", "softplus", "linear"]


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("use_bias", [True, False])
def test_activations_of_dense(
    name: str, use_bias: bool, rng: np.random.Generator, dtype: np.dtype[Any]
) -> None:
    if dtype == np.float64 and keras.backend.backend() == "jax":
        pytest.skip("JAX has float64 only where all of a process uses it")
    of = {"dtype": dtype.name, "use_bias": use_bias, "bias_initializer": "random_normal"}
    model = _model(L.Dense(7, activation=name, **of), L.Dense(3, activation="softmax", **of))
    net = dw.from_keras(model)
    assert net.dtype == dtype
    assert net.activations == ["identity" if name == "linear" else name, "softmax"]
    _check(model, net, rng)


@pytest.mark.parametrize(
    ("layer", "name"),
    [
        (lambda: L.Activation("tanh"), "tanh"),
        (lambda: L.Activation("swish"), "silu"),
        (lambda: L.ReLU(), "relu"),
        (lambda: L.ReLU(negative_slope=0.01), "leaky_relu"),
        (lambda: L.LeakyReLU(negative_slope=0.01), "leaky_relu"),
        (lambda: L.ELU(), "elu"),
        (lambda: L.Softmax(), "softmax"),
        (lambda: L.Softmax(axis=1), "softmax"),
    ],
)
def test_activations_as_layers(
    layer: Callable[[], Any], name: str, rng: np.random.Generator
) -> None:
    model = _model(L.Dense(4), layer())
    net = dw.from_keras(model)
    assert net.activations == [name]
    _check(model, net, rng)


def test_models_inside_models(rng: np.random.Generator) -> None:
    inner = _model(L.Dense(4), L.Dropout(0.5), L.Activation("relu"), shape=(7,))
    model = _model(L.Flatten(), L.Dense(7), inner, L.Dense(2, "sigmoid"), shape=(2, 3))
    net = dw.from_keras(model)
    assert net.sizes == [6, 7, 4, 2]
    assert net.activations == ["identity", "relu", "sigmoid"]
    assert net.cost == "cross_entropy"
    _check(model, net, rng)


def test_inputs_and_outputs(rng: np.random.Generator) -> None:
    """A layer twice in the chain, and another branch from it that is not the model's."""
    inputs = keras.Input((5,))
    twice = L.Dense(5, activation="tanh")
    middle = twice(twice(inputs))
    L.Dense(9)(middle)
    model = keras.Model(inputs, L.Dense(2)(middle))
    net = dw.from_keras(model)
    assert net.sizes == [5, 5, 5, 2]
    assert np.array_equal(net.weights[0], net.weights[1])
    _check(model, net, rng)


def test_adapted_weights(rng: np.random.Generator) -> None:
    model = _model(L.Dense(3))
    model.layers[0].enable_lora(2)
    model.layers[0].lora_kernel_b.assign(np.ones((2, 3)))
    _check(model, dw.from_keras(model), rng)


def test_logits() -> None:
    net = dw.from_keras(_model(L.Dense(4)), output_activation="softmax")
    assert (net.activations, net.cost) == (["softmax"], "cross_entropy")
    assert dw.from_keras(_model(L.Dense(4)), cost="huber").cost == "huber"


def _branches() -> Any:
    inputs = keras.Input((4,))
    hidden = L.Dense(3)(inputs)
    return keras.Model(inputs, L.Add()([hidden, L.Dense(3)(hidden)]))


def _whole_numbers() -> Any:
    model = _model(L.Dense(3))
    model.layers[-1].quantize("int8")
    return model


def _two_outputs() -> Any:
    inputs = keras.Input((4,))
    return keras.Model(inputs, [L.Dense(3)(inputs), L.Dense(2)(inputs)])


class OwnLayer(L.Layer):  # type: ignore[misc]
    def call(self, x: Any) -> Any:
        return x + 1


def _channels_first() -> Any:
    parts = [keras.Input((2, 3, 4)), L.Flatten("channels_first"), L.Dense(3)]
    return keras.Sequential(parts)


REFUSED: list[tuple[Callable[[], Any], str]] = [
    (lambda: _model(L.Rescaling(2.0), L.Dense(3)), r"\(Rescaling\): no layer that a network of"),
    (lambda: _model(L.Dense(3), L.BatchNormalization()), r"\(BatchNormalization\): no layer"),
    (lambda: _model(L.Dense(3, "leaky_relu")), r"'leaky_relu'.*expected LeakyReLU\(negative_slo"),
    (lambda: _model(L.Dense(3, "mish")), "activation 'mish', which deltaward has not"),
    (lambda: _model(L.Dense(3), L.LeakyReLU()), "{'negative_slope': 0.3}; expected"),
    (lambda: _model(L.Dense(3), L.ReLU(max_value=6)), "'max_value': 6.*; expected"),
    (lambda: _model(L.Dense(3, "relu"), L.Activation("tanh")), "tanh after relu"),
    (lambda: _model(L.Activation("tanh"), L.Dense(3)), "tanh of the inputs"),
    (lambda: _model(L.Dense(3), shape=(2, 5)), r"inputs of shape \(None, 2, 5\); .*Flatten"),
    (lambda: _model(L.Dense(3, dtype="mixed_float16")), "computes in float16; expected float32"),
    (_whole_numbers, r"\(Dense\): weights of int8, computes in int8; expected float32"),
    (lambda: _model(L.Dense(3), OwnLayer()), r"\(OwnLayer\): expected a layer of keras\.layers"),
    (_channels_first, r"\(Flatten\): data_format 'channels_first'; expected 'channels_last'"),
    (lambda: keras.Sequential([L.Dense(3)]), "model: sequential.* is not built"),
    (_branches, r"add.* \(Add\): 2 inputs; expected one chain"),
    (_two_outputs, "1 inputs, 2 outputs; expected one of each"),
]


@pytest.mark.parametrize(("model", "message"), REFUSED)
def test_refused(model: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        dw.from_keras(model())
    assert str(caught.value).startswith("model: ")


class Own(keras.Model):  # type: ignore[misc]
    def call(self, x: Any) -> Any:
        return x


def test_bad_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    for model in (3, L.Dense(3), Own()):
        with pytest.raises(
            TypeError, match=r"model: .*; expected a keras.Sequential or a keras.Mo"
        ):
            dw.from_keras(model)
    monkeypatch.setitem(sys.modules, "keras", None)
    with pytest.raises(ImportError, match=r"from_keras needs Keras, .*: pip install keras"):
        dw.from_keras(3)
