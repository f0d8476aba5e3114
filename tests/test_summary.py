# SPDX-License-Identifier: MIT
import itertools
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward.summary import LayerSummary
from own_costs import QuadraticCost
from wellformed import Reader


def test_by_hand() -> None:
    """784·30 + 30 and 30·10 + 10 parameters; rows of 30, 10 and 784 floats take 2, 1 and 49 lines.

    A line of the cache is 64 bytes. BP2 of the first layer is not needed.
    """
    found = dw.Network([784, 30, 10], activation="sigmoid").summary(batch_size=10)
    assert found.layers == (
        LayerSummary(1, (30, 784), (30,), "sigmoid", 23550, 785 * 128, 47040, 47040),
        LayerSummary(2, (10, 30), (10,), "softmax", 310, 31 * 64, 600, 1200),
    )
    assert found.parameters == 23860
    assert found.parameter_bytes == found.gradient_bytes == found.rollback_bytes == 102464
    assert found.row_bytes == (49 + 1) * 64 + 3 * (2 + 1) * 64  # x and y; Z, A and Δ of each layer
    assert found.workspace_bytes == 10 * found.row_bytes == 37760
    assert found.total_bytes == 3 * 102464 + 37760
    assert (found.forward_flops, found.backward_flops) == (47640, 48240)
    assert (found.sizes, found.cost, found.dtype) == ((784, 30, 10), "cross_entropy", "float32")


@pytest.mark.parametrize("sizes", [[784, 30, 10], [3, 64, 64, 5], [1, 1], [128, 256, 33, 2]])
def test_bytes_are_where_the_core_puts_its_arrays(sizes: list[int], dtype: np.dtype[Any]) -> None:
    """The biases lie after the weights, and the next layer after their padded row."""
    net = dw.Network(sizes, dtype=dtype)
    found = net.summary()
    for layer, w, b in zip(found.layers, net.weights, net.biases, strict=True):
        assert layer.parameter_bytes == b.ctypes.data - w.ctypes.data + w.strides[1]
        assert layer.parameters == w.size + b.size
    starts = [w.ctypes.data for w in net.weights]
    assert [layer.parameter_bytes for layer in found.layers[:-1]] == np.diff(starts).tolist()


def test_padding_of_float64() -> None:
    """30 doubles are 240 bytes, 4 lines, and a stride of 4 lines is avoided."""
    found = dw.Network([784, 30, 10], dtype="float64").summary(1)
    assert found.parameter_bytes == 785 * 320 + 31 * 128
    assert found.row_bytes == 784 * 8 + 128 + 3 * (320 + 128)


class Counted:
    """A number that counts what is done with it."""

    operations = 0

    def __add__(self, other: "Counted") -> "Counted":
        Counted.operations += 1
        return self

    __mul__ = __add__


def _times(a: Any, b: Any, begun: Any) -> Any:
    """Return begun + A B, as loops."""
    for i, j, k in np.ndindex(len(a), b.shape[1], len(b)):
        begun[i, j] = begun[i, j] + a[i, k] * b[k, j]
    return begun


def test_flops_are_those_of_the_products(monkeypatch: pytest.MonkeyPatch) -> None:
    """The equations for one sample, on numbers that count."""

    def numbers(*shape: int) -> Any:
        return np.full(shape, Counted(), dtype=object)

    monkeypatch.setattr(Counted, "operations", 0)
    sizes = [5, 7, 3, 4]
    layers = list(itertools.pairwise(sizes))
    for n_in, n_out in layers:
        _times(numbers(1, n_in), numbers(n_in, n_out), numbers(1, n_out))
    forward = Counted.operations
    for n_in, n_out in layers:
        _times(numbers(n_out, 1), numbers(1, n_in), numbers(n_out, n_in))  # BP4
    for n_in, n_out in layers[1:]:
        _times(numbers(1, n_out), numbers(n_out, n_in), numbers(1, n_in))  # BP2
    found = dw.Network(sizes).summary()
    assert found.forward_flops == forward
    assert found.backward_flops == Counted.operations - forward


def test_text() -> None:
    text = str(dw.Network([784, 30, 10]).summary())
    assert text.isascii()  # any terminal can print it
    lines = text.splitlines()
    assert lines[0] == "Network [784, 30, 10], cost cross_entropy, float32"
    rows = [line.split() for line in lines]
    assert ["1", "(30,", "784)", "(30,)", "relu", "23,550", "100,480", "47,040", "47,040"] in rows
    assert ["2", "(10,", "30)", "(10,)", "softmax", "310", "1,984", "600", "1,200"] in rows
    assert ["total", "23,860", "102,464", "47,640", "48,240"] in rows
    assert ["mini-batch", "120,832", "32", "rows", "of", "3,776"] in rows
    assert ["rollback", "102,464"] in [row[:2] for row in rows]


def test_a_cost_of_one_s_own_is_called_by_its_class() -> None:
    for cost in (QuadraticCost(), QuadraticCost):
        found = dw.Network([4, 3], cost=cost).summary()
        assert found.cost == "QuadraticCost"
        assert str(found).startswith("Network [4, 3], cost QuadraticCost, float32\n")


def test_columns_of_text_are_aligned() -> None:
    lines = str(dw.Network([784, 2000, 1, 10]).summary()).splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("layer"))
    table = [line for line in lines[start : start + 7] if not line.startswith("-")]
    assert len({len(line) for line in table}) == 1
    column = table[0].index("activation")
    assert [line[column - 2 : column + 1] for line in table] == ["  a", "  r", "  r", "  s", "   "]


def test_html() -> None:
    net = dw.Network([784, 30, 10])
    html = net.summary()._repr_html_()
    assert net._repr_html_() == html
    rows = Reader(html).rows
    assert rows[1] == ["1", "(30, 784)", "(30,)", "relu", "23,550", "100,480", "47,040", "47,040"]
    assert ["total", "", "", "", "23,860", "102,464", "47,640", "48,240"] in rows
    assert ["mini-batch", "120,832", "32 rows of 3,776"] in rows


@pytest.mark.parametrize(
    ("batch_size", "error", "message"),
    [(0, ValueError, "batch_size: 0; expected at least 1"), (2.0, TypeError, "batch_size: 2.0 of")],
)
def test_bad_arguments(batch_size: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        dw.Network([2, 2]).summary(batch_size)
