# SPDX-License-Identifier: MIT
"""The picture of a confusion matrix: counts and shares in the cells of their classes."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from pictures import assert_legible

pytest.importorskip("matplotlib")

TRUTH, GUESS = [0, 0, 0, 1, 2, 2, 2, 2], [0, 0, 1, 1, 2, 0, 2, 2]
COUNTS = np.array([[2, 1, 0], [0, 1, 0], [1, 0, 3]])


def _cells(figure: Any) -> dict[tuple[int, int], list[str]]:
    found: dict[tuple[int, int], list[str]] = {}
    for text in figure.axes[0].texts:
        x, y = text.get_position()
        found.setdefault((round(y), round(x)), []).append(text.get_text())
    return found


@pytest.mark.parametrize("form", ["pairs", "metric", "counts", "outputs"])
def test_cells(form: str) -> None:
    if form == "metric":
        metric = dw.metrics.ConfusionMatrix()
        metric.update(TRUTH, np.eye(3)[GUESS])
        figure = dw.plots.confusion_matrix(metric)
    elif form == "counts":
        figure = dw.plots.confusion_matrix(COUNTS)
    else:
        figure = dw.plots.confusion_matrix(TRUTH, np.eye(3)[GUESS] if form == "outputs" else GUESS)
    cells = _cells(figure)
    assert cells[0, 0] == ["2", "66.7 %"]
    assert cells[0, 1] == ["1", "33.3 %"]
    assert cells[0, 2] == ["0"]
    assert cells[1, 1] == ["1", "100.0 %"]
    assert cells[2, 0] == ["1", "25.0 %"]
    assert cells[2, 2] == ["3", "75.0 %"]
    assert figure.axes[0].get_title(loc="left") == "6 of 8 right (75.00 %)"
    shares = np.asarray(figure.axes[0].get_images()[0].get_array()) ** 2
    np.testing.assert_allclose(shares, COUNTS / [[3], [1], [4]])
    assert_legible(figure)


def test_nearly_all_is_not_all() -> None:
    counts = np.array([[99_999, 1], [0, 5]])
    assert _cells(dw.plots.confusion_matrix(counts))[0, 0] == ["99,999", "99.9 %"]


@pytest.mark.parametrize(("n", "each"), [(2, 5), (10, 12_345), (26, 3), (200, 1)])
def test_sizes(n: int, each: int) -> None:
    figure = dw.plots.confusion_matrix(np.full((n, n), each))
    assert bool(_cells(figure)) == (n <= 25)
    assert_legible(figure)


def test_names() -> None:
    figure = dw.plots.confusion_matrix(COUNTS, names=["trousers", "a $x$ shirt", "ankle boots"])
    assert next(t.get_text() for t in figure.axes[0].get_yticklabels()) == "trousers"
    assert_legible(figure)


def test_a_class_that_does_not_occur() -> None:
    figure = dw.plots.confusion_matrix(np.array([[3, 0], [0, 0]]))
    assert _cells(figure)[1, 1] == ["0"]


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"y_pred": None, "y_true": TRUTH}, ValueError, r"^y_true: shape \(8,\) without y_pred"),
        ({"y_pred": None, "y_true": COUNTS / 8}, TypeError, "^y_true: dtype float64 of the counts"),
        ({"y_pred": None, "y_true": -COUNTS}, ValueError, "^y_true: counts below 0"),
        ({"y_pred": None, "y_true": 0 * COUNTS}, ValueError, "^y_true: counts below 0, or none"),
        ({"y_pred": None, "y_true": np.ones((201, 201), int)}, ValueError, "^y_true: 201 classes"),
        ({"y_true": dw.metrics.ConfusionMatrix()}, TypeError, "^y_pred: given beside"),
        ({"y_pred": GUESS[:3]}, ValueError, "^y_pred: 3 rows"),
        ({"names": ["a"]}, ValueError, "^names: 1; expected 3"),
        ({"names": "abc"}, TypeError, "^names: 'abc'"),
        ({"path": "x.bmp"}, ValueError, "^path: 'x.bmp'"),
    ],
)
def test_bad_arguments(given: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        dw.plots.confusion_matrix(**({"y_true": TRUTH, "y_pred": GUESS} | given))


def test_file(tmp_path: Path) -> None:
    dw.plots.confusion_matrix(TRUTH, GUESS, path=tmp_path / "x.png")
    assert (tmp_path / "x.png").read_bytes().startswith(b"\x89PNG")
