# SPDX-License-Identifier: MIT
"""A diagnosis in `fit`: it warns once, and leaves the training as it is."""

import warnings
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward.explain import DiagnoseCallback


def _net() -> dw.Network:
    net = dw.Network([6, 20, 3], seed=1)
    net.biases[0][[2, 5]] = -500
    return net


@pytest.fixture
def data(rng: np.random.Generator) -> tuple[Any, Any]:
    return rng.standard_normal((100, 6)), rng.integers(0, 3, 100)


def _told(caught: list[warnings.WarningMessage]) -> list[str]:
    return [str(warning.message) for warning in caught]


@pytest.mark.parametrize(("every", "epoch"), [(1, 1), (3, 3), (6, None)])
def test_warns_once(every: int, epoch: int | None, data: tuple[Any, Any]) -> None:
    net = _net()
    callback = DiagnoseCallback(samples=data, every=every)
    for _ in range(2):  # Another training tells it again.
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            net.fit(*data, epochs=5, callbacks=[callback], verbose=0)
        told = _told(caught)
        assert len(told) == (epoch is not None)
        if epoch is None:
            assert callback.diagnosis is None
            continue
        assert told[0].startswith(f"epoch {epoch}: Layer 1: 2 of 20 neurons are dead")
        assert callback.diagnosis is not None
        assert callback.diagnosis.layers[0].dead_neurons == (2, 5)


def test_the_training_is_the_same(data: tuple[Any, Any]) -> None:
    nets = [_net(), _net()]
    for net, callbacks in zip(nets, ([], [DiagnoseCallback(data, dead=0)]), strict=True):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            net.fit(*data, epochs=3, optimizer="adam", callbacks=callbacks, verbose=0)
    for a, b in zip(nets[0].weights, nets[1].weights, strict=True):
        assert a.tobytes() == b.tobytes()


def test_state(data: tuple[Any, Any]) -> None:
    first, second = DiagnoseCallback(data), DiagnoseCallback(data)
    with pytest.warns(UserWarning, match="are dead"):
        _net().fit(*data, callbacks=[first], verbose=0)
    state = first.get_state()
    assert state == {"told": [["dead", 1]]}
    second.set_state(state)
    assert second.get_state() == state
    with pytest.raises(ValueError, match=r"^state: keys"):
        second.set_state({})


def test_samples_that_do_not_fit(data: tuple[Any, Any]) -> None:
    """Told before the first epoch."""
    net = _net()
    before = net.weights[0].tobytes()
    with pytest.raises(ValueError, match=r"^samples\[0\]: shape"):
        net.fit(*data, callbacks=[DiagnoseCallback((data[0][:, :4], data[1]))], verbose=0)
    assert net.weights[0].tobytes() == before


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"samples": np.ones(3)}, TypeError, r"^samples: ndarray; expected \(x, y\)"),
        ({"every": 0}, ValueError, r"^every: 0; expected at least 1"),
        ({"deaf": 1}, TypeError, r"^deaf: no threshold; expected one of saturated, "),
        ({"slow": 2}, ValueError, r"^slow: 2\.0"),
    ],
)
def test_bad_arguments(
    given: dict[str, Any], error: type[Exception], message: str, data: tuple[Any, Any]
) -> None:
    with pytest.raises(error, match=message):
        DiagnoseCallback(**({"samples": data} | given))
