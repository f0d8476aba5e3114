# SPDX-License-Identifier: MIT
"""Traces along a run."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import deltaward as dw
from deltaward.callbacks import CallbackList, Checkpoint, LambdaCallback
from deltaward.explain.trace import BackpropTrace

Array = npt.NDArray[Any]


def _make(**options: Any) -> tuple[dw.Network, Array, Array]:
    rng = np.random.default_rng(5)
    net = dw.Network([4, 6, 3], activation="tanh", **options)
    return net, rng.standard_normal((25, 4)).astype(np.float32), np.arange(25) % 3


def _same(one: BackpropTrace, other: BackpropTrace) -> bool:
    pairs = zip(one.layers, other.layers, strict=True)
    names = ("weights", "biases", "z", "activation", "delta", "nabla_b", "nabla_w")
    return one.cost == other.cost and all(
        np.array_equal(getattr(a, name), getattr(b, name)) for a, b in pairs for name in names
    )


def test_each_is_the_trace_of_that_moment() -> None:
    """Against a run that traces by hand after each mini-batch."""
    net, x, y = _make()
    by_hand = [net.trace(x[:2], y[:2])]
    twin = net.copy()
    hook = LambdaCallback(
        on_train_batch_end=lambda batch, logs: by_hand.append(twin.trace(x[:2], y[:2]))
    )
    options: Any = {"epochs": 3, "batch_size": 10, "optimizer": "adam", "verbose": 0}
    twin.fit(x, y, callbacks=[hook], **options)
    record = dw.Trace(every=2, samples=(x[:2], y[:2]))
    net.fit(x, y, record=record, **options)
    assert record.steps == [0, 2, 4, 6, 8]
    assert record.epochs == [0, 0, 1, 1, 2]
    assert len(record) == 5
    for epoch, step, trace in record:
        assert _same(trace, by_hand[step])
        assert epoch == max(0, step - 1) // 3
    assert record[-1].trace is record.traces[4]
    assert not _same(record.traces[0], record.traces[1])


def test_epochs() -> None:
    net, x, y = _make()
    record = dw.Trace(2, samples=(x[0], y[0]), unit="epochs")
    assert not CallbackList([record]).overrides_batch_hook
    assert CallbackList([dw.Trace(2, samples=(x[0], y[0]))]).overrides_batch_hook
    net.fit(x, y, epochs=5, batch_size=10, record=record, verbose=0)
    assert (record.steps, record.epochs) == ([0, 6, 12], [0, 1, 3])
    net.fit(x, y, epochs=2, batch_size=5, record=record, verbose=0)
    assert record.steps == [0, 10]
    assert _same(record[1].trace, net.trace(x[0], y[0]))


@pytest.mark.parametrize("unit", ["batches", "epochs"])
def test_training_comes_to_the_same_bits(unit: str, dtype: np.dtype[Any]) -> None:
    net, x, y = _make(dtype=dtype)
    x[:, 2] = 0
    twin = net.copy()
    options: Any = {"dropout": 0.3, "input_noise": 0.1, "optimizer": "momentum", "l2": 0.01}
    options |= {"epochs": 3, "batch_size": 7, "verbose": 0}
    record = dw.Trace(samples=(x, y), unit=unit)
    with_record = net.fit(x, y, record=record, **options).history
    without = twin.fit(x, y, **options).history
    assert with_record["cost"] == without["cost"]
    for a, b in zip(net.weights + net.biases, twin.weights + twin.biases, strict=True):
        assert a.tobytes() == b.tobytes()


def test_wide_networks_too() -> None:
    """Their traces give back the memory that training works in."""
    net = dw.Network([300, 2000, 10])
    x = np.random.default_rng(1).standard_normal((1200, 300))
    y = np.arange(1200) % 10
    twin = net.copy()
    record = dw.Trace(every=2, samples=(x, y))
    net.fit(x[:64], y[:64], batch_size=16, learning_rate=0.01, record=record, verbose=0)
    twin.fit(x[:64], y[:64], batch_size=16, learning_rate=0.01, verbose=0)
    assert record.steps == [0, 2, 4]
    for a, b in zip(net.weights, twin.weights, strict=True):
        assert np.array_equal(a, b)


def test_an_iterable_of_mini_batches() -> None:
    net, x, y = _make()

    class Batches:
        def __iter__(self) -> Iterator[tuple[Array, Array]]:
            return iter([(x[:10], y[:10]), (x[10:13], y[10:13]), (x[13:], y[13:])])

    record = dw.Trace(samples=(x[:1], y[:1]))
    net.fit(Batches(), epochs=2, record=record, verbose=0)
    assert record.steps == [0, 1, 2, 3, 4, 5, 6]
    assert record.epochs == [0, 0, 0, 0, 1, 1, 1]


def test_a_run_that_is_resumed(tmp_path: Path) -> None:
    net, x, y = _make()
    whole = dw.Trace(samples=(x[:2], y[:2]))
    options: Any = {"epochs": 2, "batch_size": 10, "verbose": 0}
    net.copy().fit(x, y, record=whole, **options)

    path = tmp_path / "run.safetensors"

    def stop(batch: int, logs: dict[str, float]) -> None:
        if len(first) == 3:
            raise RuntimeError("cut off")

    first = dw.Trace(samples=(x[:2], y[:2]))
    cut = [Checkpoint(path, 1, unit="batches"), LambdaCallback(on_train_batch_end=stop)]
    with pytest.raises(RuntimeError, match="cut off"):
        net.copy().fit(x, y, callbacks=[*cut, first], **options)
    left = dw.Trace(samples=(x[:2], y[:2]))
    net.copy().fit(
        x, y, callbacks=[Checkpoint(path), LambdaCallback()], record=left, resume=path, **options
    )
    assert left.steps == [3, 4, 5, 6]
    assert left.epochs == [0, 1, 1, 1]
    for record in left:
        assert _same(record.trace, whole[record.step].trace)


def test_beside_other_callbacks() -> None:
    net, x, y = _make()
    record = dw.Trace(samples=(x[:1], y[:1]), unit="epochs")
    seen: list[int] = []
    only = LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(epoch))
    net.fit(x, y, callbacks=only, record=record, verbose=0)
    net.fit(x, y, callbacks=None, record=record, verbose=0)
    net.fit(x, y, callbacks=[record], verbose=0)
    assert seen == [0]
    with pytest.raises(ValueError, match=r"callbacks\[1\]: the same Trace as callbacks\[0\]"):
        net.fit(x, y, callbacks=[record], record=record)


def test_nbytes_and_repr() -> None:
    net, x, y = _make()
    record = dw.Trace(every=1, samples=(x[:1], y[:1]))
    assert repr(record) == "<Trace every 1 batches: 0 traces, 0.0 MB>"
    net.fit(x, y, batch_size=25, record=record, verbose=0)
    assert record.nbytes == 2 * record.traces[0].nbytes


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"every": 0}, ValueError, "every: 0; expected at least 1"),
        ({"every": 1.5}, TypeError, "every: 1.5 of type float"),
        ({"unit": "steps"}, ValueError, "unit: 'steps' is not known; expected one of batches"),
        ({"samples": np.zeros((2, 4))}, TypeError, r"samples: ndarray; expected a pair \(x, y\)"),
        ({"samples": (1, 2, 3)}, TypeError, r"samples: tuple of 3; expected a pair \(x, y\)"),
    ],
)
def test_bad_arguments(given: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        dw.Trace(**({"samples": (np.zeros(4), 0)} | given))


def test_bad_arguments_of_fit() -> None:
    net, x, y = _make()
    before = [w.copy() for w in net.weights]
    wrong: list[tuple[Any, type[Exception], str]] = [
        (True, TypeError, "record: bool; expected a deltaward.Trace or None"),
        (dw.Trace, TypeError, "record: the class Trace; expected a deltaward.Trace or None"),
        (dw.Trace(samples=(x[:, 1:], y)), ValueError, r"samples\[0\]: shape \(25, 3\)"),
        (dw.Trace(samples=(x, y[1:])), ValueError, r"samples\[1\]: shape \(24,\)"),
    ]
    for record, error, message in wrong:
        with pytest.raises(error, match=message):
            net.fit(x, y, record=record)
    for w, old in zip(net.weights, before, strict=True):
        assert np.array_equal(w, old)
