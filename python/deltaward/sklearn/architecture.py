# SPDX-License-Identifier: MIT
"""Layers, activations and costs by scikit-learn's names, and the first weights that it draws."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from deltaward import _core, arguments, costs
from deltaward.base import Array
from deltaward.network import Network

LOGISTIC = "sigmoid"  # by scikit-learn's name


def hidden_sizes(given: Any) -> list[int]:
    """Return the neurons of each hidden layer; raise naming the parameter."""
    if isinstance(given, str):
        raise TypeError(f"hidden_layer_sizes: {given!r}; expected an int or a list of ints")
    if not hasattr(given, "__iter__"):
        return [arguments.integer(given, "hidden_layer_sizes", 1)]
    return [arguments.integer(n, f"hidden_layer_sizes[{i}]", 1) for i, n in enumerate(given)]


def hidden_activations(given: Any, hidden: int) -> list[str]:
    """Return the core's name of each hidden layer's activation; raise naming the parameter."""
    known = ["logistic", *(name for name in _core.activation_names() if name != "softmax")]
    if isinstance(given, str) or not hasattr(given, "__iter__"):
        names = [arguments.choice(given, "activation", known)] * hidden
    else:
        names = [arguments.choice(n, f"activation[{i}]", known) for i, n in enumerate(given)]
    if len(names) != hidden:
        raise ValueError(
            f"activation: {len(names)} names for {hidden} hidden layers; expected one for each, "
            "or one name for all"
        )
    return [LOGISTIC if name == "logistic" else name for name in names]


def cost_of(loss: Any, known: Mapping[str, str]) -> str | costs.Cost:
    """Return the core's name of a cost, or the object that it is; raise naming the parameter.

    Parameters
    ----------
    loss : str or object
        As given to the estimator.
    known : mapping of str to str
        The names that the estimator knows, and the core's.
    """
    if isinstance(loss, str):
        return known[arguments.choice(loss, "loss", list(known))]
    try:
        costs.resolve(loss, [])
    except TypeError as error:
        raise TypeError(f"loss{str(error).removeprefix('cost')}") from None
    own: costs.Cost = loss
    return own


def first_weights(
    sizes: Sequence[int], hidden: Sequence[str], random: np.random.RandomState
) -> list[tuple[Array, Array]]:
    """Draw weights (n_out, n_in) and biases of each layer, as scikit-learn does.

    Both are uniform within ±√(6 / (n_in + n_out)), Glorot and Bengio, "Understanding the
    difficulty of training deep feedforward neural networks", AISTATS 2010, with 2 for the 6 behind
    logistic neurons. The numbers are drawn in scikit-learn's order, so that the same
    ``random_state`` is the same first weights.
    """
    # An output layer is drawn like the hidden layer before it.
    names = [*hidden, hidden[-1] if hidden else ""]
    drawn = []
    for (n_in, n_out), name in zip(itertools.pairwise(sizes), names, strict=True):
        bound = np.sqrt((2 if name == LOGISTIC else 6) / (n_in + n_out))
        weights = random.uniform(-bound, bound, (n_in, n_out)).T
        drawn.append((weights, random.uniform(-bound, bound, n_out)))
    return drawn


def check_same(net: Network, activations: Sequence[str], cost: str | costs.Cost) -> None:
    """Raise if a network to go on with has another cost or other activations than asked for.

    One cost of one's own is as good as another: copies are no longer the same object.
    """
    named = isinstance(cost, str) or isinstance(net.cost, str)
    pairs = {
        "loss": (cost, net.cost) if named else (None, None),
        "activation": (list(activations), net.activations),
    }
    for name, (asked, held) in pairs.items():
        if asked != held:
            raise ValueError(
                f"{name}: {asked}, and the network to go on with has {held}; expected the same, or "
                "fit with warm_start=False"
            )


def make(
    sizes: Sequence[int],
    activations: Sequence[str],
    cost: str | costs.Cost,
    first: Sequence[tuple[Array, Array]],
    *,
    dtype: str,
    seed: int,
) -> Network:
    """Make a network with these first weights and biases."""
    net = Network(
        sizes, activation=activations, cost=cost, init="glorot_uniform", dtype=dtype, seed=seed
    )
    for own, drawn in zip(zip(net.weights, net.biases, strict=True), first, strict=True):
        own[0][:], own[1][:] = drawn
    return net
