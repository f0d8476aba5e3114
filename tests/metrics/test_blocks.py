# SPDX-License-Identifier: MIT
"""Blocks of any sizes give what one block gives, and memory does not grow with the data."""

import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deltaward as dw
from conftest import Split
from deltaward import metrics
from deltaward.metrics import measure, resolve

Array = npt.NDArray[Any]
COUNTED = ["accuracy", "top_2", "precision", "recall", "f1"]


def in_blocks(metric: Any, y: Array, outputs: Array, sizes: list[int]) -> Any:
    """Feed blocks of these sizes, over and over."""
    metric.start()
    first = turn = 0
    while first < len(y):
        last = first + sizes[turn % len(sizes)]
        metric.update(y[first:last], outputs[first:last])
        first, turn = last, turn + 1
    return metric.result()


SIZES = st.lists(st.integers(1, 40), min_size=1, max_size=8)
SEEDS = st.integers(0, 2**32 - 1)


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, rows=st.integers(1, 120), sizes=SIZES, n=st.integers(1, 6), soft=st.booleans())
def test_blocks_of_a_classifier(seed: int, rows: int, sizes: list[int], n: int, soft: bool) -> None:
    rng = np.random.default_rng(seed)
    y = rng.random((rows, n)) if soft else rng.integers(0, max(n, 2), rows)
    # Few different values, so that some are equal.
    outputs = np.round(rng.random((rows, n)), 1)
    averages = [
        metrics.F1(average, name=average)
        for average in ("macro", "micro", "weighted", "binary")
        if average != "binary" or n <= 2
    ]
    names = COUNTED if n > 1 else [name for name in COUNTED if name != "top_2"]
    for metric in resolve([*names, *averages], True, n):
        assert in_blocks(metric, y, outputs, sizes) == in_blocks(metric, y, outputs, [rows])
    matrix = metrics.ConfusionMatrix()
    whole = in_blocks(matrix, y, outputs, [rows])
    assert (in_blocks(matrix, y, outputs, sizes) == whole).all()
    loss = metrics.LogLoss()
    whole = in_blocks(loss, y, outputs, [rows])
    assert in_blocks(loss, y, outputs, sizes) == pytest.approx(whole, rel=1e-12)


@settings(max_examples=60, deadline=None)
@given(
    seed=SEEDS,
    rows=st.integers(1, 120),
    sizes=SIZES,
    n=st.integers(1, 3),
    offset=st.sampled_from([0.0, -3.0, 1e5]),
    constant=st.booleans(),
)
def test_blocks_of_values(
    seed: int, rows: int, sizes: list[int], n: int, offset: float, constant: bool
) -> None:
    rng = np.random.default_rng(seed)
    y = offset + rng.standard_normal((rows, n))
    outputs = y + rng.standard_normal((rows, n))
    if constant:
        y[:, 0] = offset + 0.1
    for metric in resolve(["mae", "r2", spread], False, n):
        whole = in_blocks(metric, y, outputs, [rows])
        got = in_blocks(metric, y, outputs, sizes)
        assert got == pytest.approx(whole, rel=1e-12, abs=1e-12, nan_ok=True)


def spread(y_true: Array, y_pred: Array) -> float:
    return float(np.ptp(y_pred) + np.ptp(y_true))


class Recorder:
    """A network that puts its inputs out and remembers how many rows it was given."""

    def __init__(self) -> None:
        self.rows: list[int] = []

    def feedforward(self, x: npt.ArrayLike) -> Array:
        block: Array = np.array(x)
        self.rows.append(len(block))
        return block


def test_one_pass_for_all_metrics(rng: np.random.Generator) -> None:
    x, y = rng.random((10, 3)), rng.integers(0, 3, 10)
    net = Recorder()
    chosen = resolve(["accuracy", "top_2", "f1"], True, 3)
    figures = measure(net, x, y, chosen, rows=4)
    assert net.rows == [4, 4, 2]
    assert figures == {
        "accuracy": metrics.accuracy(y, x),
        "top_2": metrics.top_k(y, x, 2),
        "f1": metrics.f1(y, x),
    }
    assert all(type(value) is float for value in figures.values())
    # With the same objects: they start anew.
    perfect = measure(net, x, x.argmax(axis=1), chosen)
    assert perfect == dict.fromkeys(figures, 1.0)
    assert measure(net, x, y, chosen) == figures
    assert net.rows == [4, 4, 2, 10, 10]
    assert measure(net, x, y, []) == {}
    assert len(net.rows) == 5


@pytest.mark.parametrize("rows", [1, 100, 8192])
def test_the_digits(digits: tuple[Split, Split], rows: int) -> None:
    _, (x, y) = digits
    net = dw.Network([x.shape[1], 10], seed=1)
    figures = measure(net, x, y, resolve(["accuracy", "log_loss", "recall"], True, 10), rows)
    expected = net.evaluate(x, y)
    assert figures["accuracy"] == expected["accuracy"]
    assert figures["log_loss"] == pytest.approx(expected["cost"], rel=1e-5)
    assert figures["recall"] == metrics.recall(y, net.predict(x))


def test_regression_and_lists(rng: np.random.Generator) -> None:
    net = dw.Network([3, 1], cost="quadratic", dtype="float64", seed=1)
    x, y = rng.standard_normal((9, 3)), rng.standard_normal(9)
    chosen = resolve(["mae", "r2", spread], False, 1)
    for targets in (y, y[:, None], y.tolist()):
        figures = measure(net, x, targets, chosen, rows=2)
        assert figures["mae"] == pytest.approx(np.abs(net.predict(x)[:, 0] - y).mean(), rel=1e-14)
        assert figures["spread"] == np.ptp(net.predict(x)) + np.ptp(y)


def test_one_sample_without_its_dimension(rng: np.random.Generator) -> None:
    x = rng.standard_normal(3)
    cases: list[tuple[list[int], list[Any]]] = [
        ([3, 4], [2, [2], [0, 0, 1, 0]]),
        ([3, 1], [1.0, [1.0]]),
    ]
    for sizes, targets in cases:
        net = dw.Network(sizes, seed=1)
        for y in targets:
            figures = measure(net, x, y, resolve(["log_loss"], True, sizes[-1]))
            assert figures["log_loss"] == pytest.approx(net.evaluate(x, y)["cost"], rel=1e-5)


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    """Inputs of 19 MB on disk and outputs of 3 MB, in blocks of 1000 rows."""
    x = np.memmap(tmp_path / "x", np.float32, "w+", shape=(80_000, 60))
    y = np.memmap(tmp_path / "y", np.uint8, "w+", shape=(80_000,))
    x[:, 0], y[:] = 1, np.arange(80_000) % 10
    net = dw.Network([60, 10], seed=1)
    chosen = resolve(["accuracy", "top_k", "f1", "log_loss"], True, 10)
    measure(net, x[:10], y[:10], chosen)  # what is only imported or allocated once
    tracemalloc.start()
    try:
        figures = measure(net, x, y, chosen, rows=1000)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert figures["accuracy"] == net.evaluate(x, y)["accuracy"] == 0.1
    assert peak < 1_000_000


def test_a_network_that_diverged(rng: np.random.Generator) -> None:
    net = dw.Network([3, 2], cost="quadratic", seed=1)
    net.weights[0][:] = np.nan
    figures = measure(
        net, rng.standard_normal((5, 3)), np.ones((5, 2)), resolve(["mae", "r2"], False, 2), 2
    )
    assert all(np.isnan(value) for value in figures.values())


def test_a_weight_is_how_often_the_row_is_there(rng: np.random.Generator) -> None:
    """In all figures, whatever the blocks; metrics that do not take weights do without."""
    count = rng.integers(0, 4, 60) * (np.arange(60) % 20 > 4)  # a block of them counts for nothing
    cases: list[tuple[Any, Array, list[Any]]] = [
        (
            dw.Network([3, 4], dtype="float64", seed=1),
            rng.integers(0, 4, 60),
            [*COUNTED, *("log_loss", metrics.F1("micro", name="micro"))],
        ),
        (
            dw.Network([3, 2], cost="quadratic", dtype="float64", seed=1),
            rng.standard_normal((60, 2)),
            ["mae", "r2"],
        ),
    ]
    x = rng.standard_normal((60, 3))
    for net, y, names in cases:
        chosen = resolve(names, net.activations[-1] == "softmax", net.sizes[-1])
        expected = measure(net, np.repeat(x, count, 0), np.repeat(y, count, 0), chosen)
        for rows in (5, 7, 60):
            got = measure(net, x, y, chosen, rows, sample_weight=count)
            assert got == pytest.approx(expected, rel=1e-12)
        twice = measure(net, x, y, chosen, sample_weight=0.25 * count)
        assert twice == pytest.approx(expected, rel=1e-12)
        assert expected != pytest.approx(measure(net, x, y, chosen), rel=1e-3)
        own = FirstOutputs()
        assert measure(net, x, y, [own], sample_weight=count) == {"first": 60}
    with pytest.raises(ValueError, match=r"^sample_weight: all 0; expected at least one above"):
        measure(net, x, y, chosen, sample_weight=np.zeros(60))


class FirstOutputs(metrics.Metric):
    """Without weights."""

    name = "first"

    def start(self) -> None:
        self.rows = 0

    def update(self, y_true: npt.ArrayLike, outputs: npt.ArrayLike) -> None:
        self.rows += len(np.asarray(outputs))

    def result(self) -> float:
        return self.rows


class Array0(metrics.MAE):
    def result(self) -> Any:
        return np.zeros(2)


@pytest.mark.parametrize(
    ("x", "y", "rows", "error", "message"),
    [
        (np.ones((3, 2)), [1.0, 2.0], 8, ValueError, r"y: shape \(2,\); expected 3 rows as in x"),
        (np.ones((3, 2)), 1.0, 8, ValueError, r"y: shape \(\); expected 3 rows as in x"),
        (np.ones((0, 2)), [], 8, ValueError, r"x: shape \(0, 2\); expected at least one sample"),
        (np.ones((1, 2, 1)), [1.0], 8, ValueError, r"x: shape \(1, 2, 1\); expected \(m, n_in\)"),
        (np.ones((1, 2)), [1.0], 0, ValueError, "rows: 0; expected at least 1"),
        (np.ones((1, 2)), [1.0], 2.5, TypeError, "rows: 2.5 of type float; expected an int"),
        (np.ones((1, 3)), [1.0], 8, ValueError, r"x: shape \(1, 3\); expected \(2,\) or \(m, 2\)"),
        (np.ma.ones((1, 2)), [1.0], 8, TypeError, "x: a masked array"),
        (np.ones((1, 2)), np.ma.ones(1), 8, TypeError, "y: a masked array"),
        (np.ones((1, 2)), [1.0], 8, TypeError, r"metrics: mine returned array.* of type ndarray"),
    ],
)
def test_refused(x: Any, y: Any, rows: Any, error: type[Exception], message: str) -> None:
    net = dw.Network([2, 1], cost="quadratic")
    with pytest.raises(error, match=message):
        measure(net, x, y, [Array0(name="mine")], rows)
