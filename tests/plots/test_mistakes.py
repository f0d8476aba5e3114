# SPDX-License-Identifier: MIT
"""Mistakes as images: the surest first, each with its classes and its probability."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward.plots import network
from pictures import assert_legible

pytest.importorskip("matplotlib")


def _shown(figure: Any) -> list[tuple[str, str]]:
    return [(a.get_title(), a.get_xlabel()) for a in figure.axes if a.get_images()]


def _expected(net: dw.Network, x: Any, y: Any, count: int) -> list[tuple[str, str]]:
    a = net.predict_proba(x).astype(np.float64)
    guess = a.argmax(axis=1)
    wrong = [i for i in range(len(x)) if guess[i] != y[i]]
    wrong.sort(key=lambda i: (1 - a[i, guess[i]], i))
    return [
        (f"{y[i]} → {guess[i]}\n{100 * a[i, guess[i]]:.1f} %", f"row {i:,}") for i in wrong[:count]
    ]


@pytest.mark.parametrize("block", [4096, 7])
@pytest.mark.parametrize("count", [5, 24])
def test_the_surest_come_first(
    digits: Any, block: int, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "BLOCK", block)
    (x, y), _ = digits
    x, y = x[:100], y[:100]
    net = dw.Network([64, 10])
    figure = dw.plots.misclassified(net, x, y, count=count)
    expected = _expected(net, x, y, count)
    assert _shown(figure) == expected
    first = int(expected[0][1].split()[1])
    drawn = next(a.get_images()[0] for a in figure.axes if a.get_images())
    np.testing.assert_array_equal(drawn.get_array(), x[first].reshape(8, 8))
    wrong = int((net.predict(x) != y).sum())
    assert figure.get_suptitle().startswith(f"{wrong} of 100 wrong ({wrong:.2f} %); the {count}")
    assert_legible(figure)


def test_forms_of_y(digits: Any) -> None:
    (x, y), _ = digits
    net = dw.Network([64, 10])
    by_class = dw.plots.misclassified(net, x[:50], y[:50])
    by_values = dw.plots.misclassified(net, x[:50], np.eye(10, dtype=np.float32)[y[:50]])
    assert _shown(by_class) == _shown(by_values)
    guess = int(net.predict(x[0]))
    assert _shown(dw.plots.misclassified(net, x[0], (guess + 1) % 10))
    assert not _shown(dw.plots.misclassified(net, x[0], guess))


def test_one_output() -> None:
    net = dw.Network([4, 1], dtype="float64")
    net.weights[0][:] = [[3, 0, 0, 0]]
    x = np.array([[1.0, 0, 0, 0], [-1, 0, 0, 0], [2, 0, 0, 0]])
    figure = dw.plots.misclassified(net, x, [0, 1, 1])
    p = 1 / (1 + np.exp(-3.0))
    percent = f"{100 * p:.1f} %"
    assert _shown(figure) == [(f"0 → 1\n{percent}", "row 0"), (f"1 → 0\n{percent}", "row 1")]


def test_sure_is_not_certain() -> None:
    net = dw.Network([1, 2])
    net.weights[0][:] = [[20], [0]]
    assert _shown(dw.plots.misclassified(net, [[1.0]], [1])) == [("1 → 0\n> 99.9 %", "row 0")]


def test_none_says_so(tmp_path: Path) -> None:
    net = dw.Network([4, 2])
    x = np.eye(4)
    figure = dw.plots.misclassified(net, x, net.predict(x), path=tmp_path / "x.png")
    assert figure.get_suptitle() == "No mistake among 4 samples"
    assert not figure.axes
    assert (tmp_path / "x.png").exists()
    assert_legible(figure)


@pytest.mark.parametrize("count", [1, 100])
def test_names(digits: Any, count: int) -> None:
    (x, y), _ = digits
    names = [f"the digit {i}" for i in range(10)]
    figure = dw.plots.misclassified(
        dw.Network([64, 10]), x[:200], y[:200], names=names, count=count
    )
    assert _shown(figure)[0][0].startswith("the digit ")
    assert_legible(figure)


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"net": "x"}, TypeError, "^net: str; expected a deltaward.Network"),
        (
            {"net": dw.Network([4, 2], cost="quadratic")},
            ValueError,
            "^net: output activation 'identity'; expected softmax or sigmoid",
        ),
        ({"x": np.eye(3)}, ValueError, "^x: "),
        ({"y": [0, 1]}, ValueError, r"^y: shape \(2,\); expected 4 rows"),
        ({"y": [0, 1, 2, 3]}, ValueError, "class 3; expected 0 to 1"),
        ({"count": 0}, ValueError, "^count: 0; expected 1 to 100"),
        ({"shape": (3, 3)}, ValueError, "^shape: "),
        ({"names": ["a"]}, ValueError, "^names: 1; expected 2"),
        ({"path": "x"}, ValueError, "^path: 'x'"),
    ],
)
def test_bad_arguments(given: dict[str, Any], error: type[Exception], message: str) -> None:
    arguments: dict[str, Any] = {
        "net": dw.Network([4, 2]),
        "x": np.eye(4),
        "y": [0, 1, 0, 1],
    } | given
    with pytest.raises(error, match=message):
        dw.plots.misclassified(**arguments)


def test_a_diverged_network() -> None:
    net = dw.Network([4, 2])
    net.weights[0][:] = np.nan
    with pytest.raises(ValueError, match=r"^net: its outputs are not finite"):
        dw.plots.misclassified(net, np.eye(4), [0, 1, 0, 1])
