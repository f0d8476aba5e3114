# SPDX-License-Identifier: MIT
"""What the core refuses on its own, for whoever calls it past the package: bounds are its own."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward import _core
from test_training import digest

X, Y = np.linspace(0, 1, 28).reshape(7, 4), np.arange(7) % 2


@pytest.fixture
def net(dtype: np.dtype[Any]) -> dw.Network:
    net = dw.Network([4, 3, 2], dtype=dtype, seed=1)
    net._core.use_optimizer("momentum", first=0.9)
    return net


def _train(net: dw.Network, rates: Any = (0.1, 0.1, 0.1), **changes: Any) -> Any:
    options: dict[str, Any] = {"batch_size": 3, "shuffle": False, "seed": 0, "epoch": 0}
    options |= {"recipe": _core.Recipe(), "start": _core.Progress()}
    return net._core.train_epoch(net._core.dataset(X, Y), rates, **(options | changes))


def _augment(height: int, width: int) -> _core.Recipe:
    none = {"shift": 0.0, "rotate": 0.0, "scale": 0.0, "alpha": 0.0, "sigma": 1.0}
    return _core.Recipe(augment=_core.AugmentOptions(height=height, width=width, **none))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"rates": [0.1, 0.1]}, "^rates: 2; expected 3, one a mini-batch"),
        ({"rates": [[0.1, 0.1, 0.1]]}, "^rates: 3; expected 3, one a mini-batch"),
        ({"rates": [0.1, np.nan, 0.1]}, "^learning_rate: nan; expected at most "),
        ({"batch_size": 0}, "^batch_size: 0; expected at least 1"),
        ({"start": _core.Progress(2)}, "^start: 2 samples; expected a whole number of mini-b"),
        ({"start": _core.Progress(9)}, "^start: 9 samples; expected a whole number of mini-b"),
        ({"recipe": _augment(2, 3)}, "^augment: made for images of another size"),
    ],
)
def test_epochs(net: dw.Network, changes: dict[str, Any], message: str) -> None:
    before = digest(net)
    with pytest.raises(ValueError, match=message):
        _train(net, **changes)
    assert digest(net) == before
    assert _train(net, recipe=_augment(2, 2)).progress.batches == 3


def test_an_epoch_that_is_done_has_no_step_left(net: dw.Network) -> None:
    before = digest(net)
    assert _train(net, rates=[], start=_core.Progress(7, 3)).progress.batches == 3
    assert digest(net) == before


def test_progress_of_nothing() -> None:
    assert _core.Progress().cost == 0
    assert _core.Progress(4, 1, cost_sum=3.0, weight=2.0, correct=1).cost == 1.5


def test_data_sets_of_another_network(net: dw.Network, dtype: np.dtype[Any]) -> None:
    for sizes in ([5, 3, 2], [4, 3, 3]):
        other = dw.Network(sizes, dtype=dtype)._core
        data = other.dataset(np.zeros((1, sizes[0])), np.zeros((1, sizes[-1])))
        core = net._core
        calls: list[Callable[[Any], object]] = [core.evaluate, core.gradient, core.trace]
        for call in calls:
            with pytest.raises(ValueError, match=r"^data: made for a network of .* expected 4 and"):
                call(data)


def test_training_begins_with_an_optimizer(dtype: np.dtype[Any]) -> None:
    net = dw.Network([4, 3, 2], dtype=dtype)
    with pytest.raises(RuntimeError, match=r"^train_epoch: use_optimizer comes first"):
        _train(net)
    with pytest.raises(RuntimeError, match=r"^optimizer: none yet"):
        _ = net._core.optimizer_steps
    with pytest.raises(RuntimeError, match=r"^optimizer: none yet"):
        net._core.optimizer_steps = 3
    with pytest.raises(ValueError, match=r"^optimizer: 'adamm' is not known"):
        net._core.use_optimizer("adamm")
    assert net._core.slots == []


def test_the_optimizer_stays_while_it_trains(net: dw.Network) -> None:
    """Its memory is in use: after a mini-batch of one training another can't take its place."""

    def change(_: object) -> bool:
        net._core.use_optimizer("sgd")
        return True

    with pytest.raises(
        RuntimeError, match=r"^optimizer: the network is in a mini-batch of another"
    ):
        _train(net, after_batch=change)
    assert len(net._core.slots) == 1
    assert net._core.optimizer_steps == 1


@pytest.mark.parametrize("sizes", [[4, 3, 2], [4, 40, 2]])
def test_without_rollback_a_divergence_stays(sizes: list[int], dtype: np.dtype[Any]) -> None:
    """Who asks for none has a copy of their own; the place is told all the same."""
    net = dw.Network(sizes, activation="identity", cost="quadratic", dtype=dtype, seed=1)
    net._core.use_optimizer("sgd")
    before = digest(net)
    huge = [1e30 if dtype == np.float32 else 1e200] * 3
    for rollback in (True, False):
        result = _train(net, rates=huge, rollback=rollback)
        assert result.bad_place == "cost"
        assert result.progress.batches < 3
        assert (digest(net) == before) is rollback


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sizes": []}, "^sizes: 0 layers; expected at least an input and an output layer"),
        ({"sizes": [4]}, "^sizes: 1 layer; expected at least an input and an output layer"),
        ({"sizes": [4, 0, 2]}, r"^sizes\[1\]: 0 neurons; expected 1 to 2147483647"),
        ({"sizes": [4, 3, 2**31]}, r"^sizes\[2\]: 2147483648 neurons; expected 1 to 2147483647"),
        ({"activations": ["tanh"]}, "^activation: 1 names; expected one for each of the 2 non-inp"),
        ({"activations": ["softmax", "tanh"]}, "^activation of layer 1: softmax; expected it in"),
        ({"activations": ["tanh", "tan"]}, "^activation of layer 2: 'tan' is not known; expected"),
        ({"sizes": [4, 3, 1]}, "^activation of layer 2: softmax of 1 neuron is always 1"),
        (
            {"cost": "cubic"},
            "^cost: 'cubic' is not known; expected one of quadratic, cross_entropy",
        ),
        ({"init": "zeros"}, "^init: 'zeros' is not known; expected one of auto, standard_normal"),
    ],
)
def test_networks(changes: dict[str, Any], message: str, dtype: np.dtype[Any]) -> None:
    made: dict[str, Any] = {"sizes": [4, 3, 2], "activations": ["tanh", "softmax"], "seed": 1}
    made |= {"cost": "cross_entropy", "init": "auto"}
    make: Any = _core.Network32 if dtype == np.float32 else _core.Network64
    assert make(**made).sizes == [4, 3, 2]
    with pytest.raises(ValueError, match=message):
        make(**(made | changes))


@pytest.mark.parametrize("name", ["reference2", "", "AVX2"])
def test_kernels_that_are_not_there(name: str) -> None:
    with pytest.raises(ValueError, match=f"^isa: '{name}' is not compiled here"):
        _core.Kernels(name)


def test_products_of_what_does_not_fit(isa: str, dtype: np.dtype[Any]) -> None:
    kernels = _core.Kernels(isa)
    a, b, n = np.ones((2, 3), dtype), np.ones((4, 5), dtype), np.ones(4, dtype)
    for call, message in (
        (
            lambda: kernels.gemm_nn(a, b, n),
            "columns of a and rows of b: 3 and 4; expected the same",
        ),
        (lambda: kernels.gemm_nn(b[:, :2].copy(), a, n), "size of bias and columns of b: 4 and 3"),
        (lambda: kernels.gemm_nn(a, a[0][:, None], a), "bias: 2 dimensions; expected 1"),
        (lambda: kernels.gemm_nt(a, b), "columns of a and columns of b: 3 and 5"),
        (lambda: kernels.gemm_tn(1, a, b), "rows of a and rows of b: 2 and 4"),
        (lambda: kernels.column_sums(1, n), "a: 1 dimensions; expected 2"),
        (lambda: kernels.axpy(1, a, b), "sizes of x and y: 6 and 20"),
        (lambda: kernels.activate("tanh", n), "z: 1 dimensions"),
        (lambda: kernels.gate("tanh", a, b), "rows of z and delta: 2 and 4"),
        (lambda: kernels.gate("tanh", a, a[:, :2].copy()), "columns of z and delta: 3 and 2"),
        (lambda: kernels.gemm_tn(1, a, a, np.ones((3, 2), dtype)), r"out: shape \(3, 2\)"),
        (lambda: kernels.gemm_tn(1, a, a, np.ones((2, 3), dtype)), r"out: shape \(2, 3\)"),
        (lambda: kernels.gemm_nt(a[:, ::2], a), r"a: strides"),
        (lambda: kernels.gemm_nt(np.broadcast_to(a[0], (2, 3)), a), r"a: strides \(0, "),
    ):
        with pytest.raises(ValueError, match=f"^{message}"):
            call()
    # One row or column has no neighbour, so that any stride will do.
    column = np.arange(20, dtype=dtype).reshape(4, 5)[::-1, ::2][:, :1]
    assert kernels.gemm_nn(column[:1], column[:1], n[:1]).tolist() == [[226]]
