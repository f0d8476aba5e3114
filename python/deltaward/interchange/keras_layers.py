# SPDX-License-Identifier: MIT
"""Networks of Keras' layers."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from deltaward.costs import Cost
from deltaward.interchange.chain import Chain
from deltaward.network import Network

PASSED_OVER = ("InputLayer", "Identity", "Dropout", "AlphaDropout", "GaussianDropout")
# Functions of keras.activations. Its leaky_relu has another slope by default, so it is a layer's.
FUNCTIONS = {
    "linear": "identity",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "relu": "relu",
    "elu": "elu",
    "gelu": "gelu",
    "silu": "silu",
    "softplus": "softplus",
    "softmax": "softmax",
}
# Layers that are activations: what they are with which settings.
LAYERS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "ReLU": [
        ("relu", {"negative_slope": 0, "max_value": None, "threshold": 0}),
        ("leaky_relu", {"negative_slope": 0.01, "max_value": None, "threshold": 0}),
    ],
    "LeakyReLU": [("leaky_relu", {"negative_slope": 0.01}), ("relu", {"negative_slope": 0})],
    "ELU": [("elu", {"alpha": 1})],
    "Softmax": [("softmax", {"axis": -1}), ("softmax", {"axis": 1})],
}


def build(model: Any, cost: str | Cost | None, output_activation: str | None) -> Network:
    """Make a network of a Keras 3 model. See `deltaward.from_keras`."""
    try:
        import keras
    except ImportError as error:
        raise ImportError(
            f"from_keras needs Keras, which can't be imported ({error}): pip install keras"
        ) from error
    if not _is_graph(keras, model):
        raise TypeError(
            f"model: {model!r} of type {type(model).__name__}; expected a keras.Sequential or a "
            "keras.Model made of inputs and outputs"
        )
    chain = Chain("model")
    for layer, shape in _layers(keras, chain, model):
        _append(keras, chain, layer, shape, f"{layer.name} ({type(layer).__name__})")
    return chain.network(cost, output_activation)


def _is_graph(keras: Any, model: Any) -> bool:
    kind = type(model)
    return (
        isinstance(model, keras.Model)
        and kind.__module__.startswith("keras.")
        and kind.__name__ in ("Sequential", "Functional")
    )


def _layers(keras: Any, chain: Chain, model: Any) -> Iterator[tuple[Any, tuple[int | None, ...]]]:
    """Yield each layer and the shape of its input, models inside the model taken apart."""
    if not model.built:
        raise ValueError(f"{chain.source}: {model.name} is not built; give it an input shape")
    if len(model.inputs) != 1 or len(model.outputs) != 1:
        raise ValueError(
            f"{chain.source}: {len(model.inputs)} inputs, {len(model.outputs)} outputs; "
            "expected one of each"
        )
    # Back from the output: a layer may be used twice, and in other models too.
    steps = []
    tensor = model.outputs[0]
    while tensor is not model.inputs[0]:
        layer, node, _ = tensor._keras_history
        inputs = layer._inbound_nodes[node].input_tensors
        if len(inputs) != 1:
            raise chain.error(
                f"{layer.name} ({type(layer).__name__})",
                f"{len(inputs)} inputs; expected one chain of layers",
            )
        tensor = inputs[0]
        steps.append((layer, tensor.shape))
    for layer, shape in reversed(steps):
        if _is_graph(keras, layer):
            yield from _layers(keras, chain, layer)
        else:
            yield layer, shape


def _append(
    keras: Any, chain: Chain, layer: Any, shape: tuple[int | None, ...], where: str
) -> None:
    kind = type(layer).__name__
    if type(layer) is not getattr(keras.layers, kind, None):
        raise chain.error(where, "expected a layer of keras.layers")
    if kind in PASSED_OVER:
        return
    if kind == "Flatten":
        if layer.data_format != "channels_last" and len(shape) > 2:
            raise chain.error(where, "data_format 'channels_first'; expected 'channels_last'")
        return
    if len(shape) != 2:
        raise chain.error(where, f"inputs of shape {shape}; expected (None, n): Flatten before it")
    if kind == "Dense":
        kernel = keras.ops.convert_to_numpy(layer.kernel)
        if layer.compute_dtype != kernel.dtype.name or layer.quantization_mode is not None:
            how = layer.quantization_mode or layer.compute_dtype
            raise chain.error(
                where,
                f"weights of {kernel.dtype}, computes in {how}; expected float32 or float64 "
                "for both",
            )
        bias = None if layer.bias is None else keras.ops.convert_to_numpy(layer.bias)
        chain.linear(kernel.T, bias, where)
    if kind in ("Dense", "Activation"):
        chain.activation(_function(keras, chain, layer.activation, where), where)
        return
    if kind not in LAYERS:
        raise chain.error(where, "no layer that a network of deltaward has")
    for name, settings in LAYERS[kind]:
        if all(_same(getattr(layer, key), value) for key, value in settings.items()):
            chain.activation(name, where)
            return
    found = {key: getattr(layer, key) for key in LAYERS[kind][0][1]}
    raise chain.error(where, f"{found}; expected {' or '.join(str(s) for _, s in LAYERS[kind])}")


def _function(keras: Any, chain: Chain, function: Any, where: str) -> str:
    for name, ours in FUNCTIONS.items():
        if function is getattr(keras.activations, name):
            return ours
    name = getattr(function, "__name__", repr(function))
    hint = "; expected LeakyReLU(negative_slope=0.01) as a layer" if name == "leaky_relu" else ""
    raise chain.error(where, f"activation {name!r}, which deltaward has not{hint}")


def _same(found: Any, expected: Any) -> bool:
    # Keras keeps settings as Python numbers or as float32 arrays, depending on the layer.
    if found is None or expected is None:
        return found is expected
    return bool(np.isclose(float(found), float(expected), rtol=1e-6, atol=0))
