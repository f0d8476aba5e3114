# SPDX-License-Identifier: MIT
"""The picture of a run: what its lines hold and say, where matplotlib is installed."""

import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import deltaward as dw

NAN = math.nan


def history(**figures: list[float]) -> dw.History:
    made = dw.History()
    for key, values in figures.items():
        made.history[key] = values
    made.history.setdefault("seconds", [0.1] * len(next(iter(figures.values()))))
    return made


def axes_of(figure: Any) -> dict[str, Any]:
    return {axis.get_title(loc="left"): axis for axis in figure.axes}


def lines_of(axis: Any) -> dict[str, Any]:
    return {line.get_label(): line for line in axis.get_lines()}


def texts_of(axis: Any) -> list[str]:
    return [text.get_text() for text in axis.texts]


def test_without_matplotlib(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "deltaward.plots.figure", raising=False)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(ImportError, match=r"pip install 'deltaward\[plot\]'"):
        history(cost=[1.0]).plot()


@pytest.mark.parametrize("path", ["x.jpg", "x", "png"])
def test_another_suffix(path: str) -> None:
    """Refused before anything is drawn, so matplotlib is not needed."""
    with pytest.raises(ValueError, match=rf"^path: '{path}'; expected a name that ends with .png"):
        history(cost=[1.0]).plot(path)


def test_no_path() -> None:
    with pytest.raises(TypeError, match=r"^path: expected str or os\.PathLike\[str\], got int 3"):
        history(cost=[1.0]).plot(3)  # type: ignore[arg-type]


@pytest.mark.parametrize("figures", [{"cost": []}, {"cost": [NAN, math.inf]}])
def test_nothing_to_draw(figures: dict[str, list[float]]) -> None:
    with pytest.raises(ValueError, match=r"^history: no finite figure"):
        history(**figures).plot()


def test_lines_hold_the_figures(digits: tuple[Any, Any]) -> None:
    pytest.importorskip("matplotlib")
    (x, y), test = digits
    run = dw.Network([64, 10, 10]).fit(x, y, epochs=4, validation_data=test, verbose=0)
    axes = axes_of(run.plot())
    assert list(axes) == ["cost", "accuracy"]
    for panel, axis in axes.items():
        lines = lines_of(axis)
        for label, key in (("train", panel), ("validation", f"val_{panel}")):
            np.testing.assert_array_equal(lines[label].get_xdata(), [1, 2, 3, 4])
            np.testing.assert_array_equal(lines[label].get_ydata(), run.history[key])
        assert lines["train"].get_color() != lines["validation"].get_color()
        assert lines["train"].get_linestyle() != lines["validation"].get_linestyle()
        assert sorted(texts_of(axis)) == ["train", "validation"]
        assert any(line.get_visible() for line in axis.get_xgridlines())
    assert axes["accuracy"].get_xlabel() == "epoch"


def test_two_runs_are_two_pictures(rng: np.random.Generator) -> None:
    pytest.importorskip("matplotlib")
    x, y = rng.standard_normal((40, 3)), np.arange(40) % 2
    net = dw.Network([3, 4, 2])
    runs = [net.fit(x, y, epochs=n, verbose=0) for n in (2, 5)]
    figures = [run.plot() for run in runs]
    for run, figure, epochs in zip(runs, figures, (2, 5), strict=True):
        line = lines_of(axes_of(figure)["cost"])["train"]
        np.testing.assert_array_equal(line.get_xdata(), np.arange(1, epochs + 1))
        np.testing.assert_array_equal(line.get_ydata(), run.history["cost"])


def test_one_epoch_has_markers() -> None:
    pytest.importorskip("matplotlib")
    axis = axes_of(history(cost=[2.0], val_cost=[1.0]).plot())["cost"]
    for line in (lines_of(axis)["train"], lines_of(axis)["validation"]):
        assert line.get_marker() == "o"
        assert line.get_markevery() == [0]
    assert [t for t in axis.get_xticks() if 0.5 <= t <= 1.5] == [1]


def test_hundreds_of_epochs() -> None:
    """No markers but where a point stands alone between gaps, and no tick at an epoch 0."""
    pytest.importorskip("matplotlib")
    cost = [2.0 - i / 400 for i in range(400)]
    cost[199] = cost[201] = NAN
    axis = axes_of(history(cost=cost).plot())["cost"]
    line = lines_of(axis)["train"]
    assert line.get_markevery() == [200]
    assert np.isnan(line.get_ydata()[[199, 201]]).all()
    left, right = axis.get_xlim()
    assert 0 < left <= 1
    assert right >= 400
    assert all(tick == int(tick) for tick in axis.get_xticks())


def test_what_is_nan_or_infinite_is_left_out() -> None:
    pytest.importorskip("matplotlib")
    run = history(
        cost=[3.0, math.inf, NAN, 1.0],
        accuracy=[NAN] * 4,
        val_cost=[2.0, 1.0, NAN, NAN],
        val_accuracy=[NAN] * 4,
    )
    axes = axes_of(run.plot())
    assert list(axes) == ["cost"]
    np.testing.assert_array_equal(lines_of(axes["cost"])["train"].get_ydata(), [3, NAN, NAN, 1])
    ends = {text.get_text(): text.xy for text in axes["cost"].texts}
    assert ends == {"train": (4, 1), "validation": (2, 1)}


def test_learning_rate_and_other_metrics() -> None:
    pytest.importorskip("matplotlib")
    figure = history(
        cost=[2.0, 1.0],
        learning_rate=[0.1, 0.005],
        **{"val_top_$5_x$_accuracy": [0.5, 0.75]},
        val_f1=[0.1, 0.2],
        f1=[0.3, 0.4],
        norm=[1.0, 2.0],
    ).plot()
    figure.draw_without_rendering()
    axes = axes_of(figure)
    assert list(axes) == ["cost", "top $5 x$ accuracy", "f1", "learning rate"]
    assert set(lines_of(axes["f1"])) >= {"train", "validation"}
    assert axes["learning rate"].get_yscale() == "log"
    assert texts_of(axes["learning rate"]) == []
    assert [name for name, axis in axes.items() if axis.get_xlabel()] == ["f1", "learning rate"]


def test_a_place_without_a_panel_stays_empty() -> None:
    pytest.importorskip("matplotlib")
    names = ("cost", "accuracy", "val_f1", "val_recall", "learning_rate")
    figure = history(**{name: [0.2, 0.1] for name in names}).plot()
    assert len(figure.axes) == 5


@pytest.mark.parametrize(
    ("rates", "scale"),
    [
        ([0.1, 0.1, 0.1], None),
        ([0.1, 0.05, 0.01], "linear"),
        ([0.1, 0.05, 0.009], "log"),
        ([0.1, 0.05, 0.0], "linear"),
    ],
)
def test_scale_of_the_learning_rate(rates: list[float], scale: str | None) -> None:
    pytest.importorskip("matplotlib")
    axes = axes_of(history(cost=[3.0, 2.0, 1.0], learning_rate=rates).plot())
    assert ("learning rate" in axes) == (scale is not None)
    if scale is not None:
        assert axes["learning rate"].get_yscale() == scale


def test_scale_of_the_cost() -> None:
    pytest.importorskip("matplotlib")
    for last, scale in ((0.02, "linear"), (0.005, "log"), (-1.0, "linear")):
        axis = axes_of(history(cost=[1.0], val_cost=[last]).plot())["cost"]
        assert axis.get_yscale() == scale


def test_the_best_epoch_is_ringed() -> None:
    pytest.importorskip("matplotlib")
    run = history(
        cost=[3.0, 2.0, 1.0],
        val_cost=[2.0, 1.5, 1.75],
        accuracy=[0.5, 0.875, 0.75],
        val_odd=[1.0, 2.0, 3.0],
    )
    axes = axes_of(run.plot())
    for panel, point, title in (
        ("cost", (2, 1.5), "lowest: 1.5, epoch 2"),
        ("accuracy", (2, 0.875), "highest: 87.50 %, epoch 2"),
    ):
        ring = lines_of(axes[panel])["_best"]
        assert (ring.get_xdata()[0], ring.get_ydata()[0]) == point
        assert axes[panel].get_title(loc="right") == title
    assert "_best" not in lines_of(axes["odd"])


def test_labels_do_not_meet() -> None:
    """Ends at the same height, in the middle and at the upper edge, and ends far apart."""
    pytest.importorskip("matplotlib")
    for last in (0.5, 1.0, 0.0):
        figure = history(accuracy=[0.0, last], val_accuracy=[1.0, last]).plot()
        figure.draw_without_rendering()
        (axis,) = figure.axes
        one, other = (text.get_window_extent() for text in axis.texts)
        assert not one.overlaps(other)
        frame = axis.get_window_extent()
        for box in (one, other):
            assert frame.y0 - 1 <= box.y0 <= box.y1 <= frame.y1 + 1
            assert box.x1 <= figure.bbox.x1


@pytest.mark.parametrize(
    ("suffix", "begin"), [("png", b"\x89PNG\r\n\x1a\n"), ("SVG", b"<?xml"), ("pdf", b"%PDF-")]
)
def test_files(suffix: str, begin: bytes, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    from matplotlib.figure import Figure

    figure = history(cost=[2.0, 1.0]).plot(tmp_path / f"x.{suffix}")
    assert isinstance(figure, Figure)
    assert (tmp_path / f"x.{suffix}").read_bytes().startswith(begin)
    assert [p.name for p in tmp_path.iterdir()] == [f"x.{suffix}"]


def test_no_folder(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    with pytest.raises(FileNotFoundError):
        history(cost=[2.0, 1.0]).plot(tmp_path / "none" / "x.png")


def test_given_axes() -> None:
    pytest.importorskip("matplotlib")
    from matplotlib.figure import Figure

    figure = Figure()
    first, second = figure.subplots(2)
    run = history(cost=[2.0, 1.0], accuracy=[0.5, 0.75])
    assert run.plot(axes=[first, second]) is figure
    assert list(axes_of(figure)) == ["cost", "accuracy"]
    for axis in (first, second):
        assert [text.get_text() for text in axis.get_legend().get_texts()] == ["train"]
        assert texts_of(axis) == []  # beside the axes there may be no room
        assert axis.get_xlabel() == "epoch"

    figure = Figure()
    figure.subplots(2)
    assert run.plot(axes={"accuracy": figure.axes[1]}) is figure
    assert list(axes_of(figure)) == ["", "accuracy"]

    inner = Figure()
    assert history(cost=[1.0]).plot(axes=inner.subfigures(2)[1].subplots()) is inner


def test_several_runs_on_the_same_axes() -> None:
    pytest.importorskip("matplotlib")
    from matplotlib.figure import Figure

    axis = Figure().subplots()
    for run in (history(cost=[2.0, 1.0]), history(cost=[3.0, 2.0, 1.0, 0.5])):
        run.plot(axes=axis)
    left, right = axis.get_xlim()
    assert left < 1 < 4 < right
    assert [len(n.get_xdata()) for n in axis.get_lines() if n.get_label() == "train"] == [2, 4]


@pytest.mark.parametrize(
    ("axes", "error", "message"),
    [
        ([], ValueError, "axes: 0; expected one for each panel: cost, accuracy"),
        ([1], ValueError, "axes: 1; expected one for each panel: cost, accuracy"),
        ([1, 2], TypeError, "axes: int; expected matplotlib's Axes"),
        ({"cots": 1}, ValueError, "axes: panel 'cots'; this history has cost, accuracy"),
        ({}, ValueError, "axes: none; expected some for cost, accuracy"),
    ],
)
def test_bad_axes(axes: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=f"^{message}"):
        history(cost=[2.0, 1.0], accuracy=[0.5, 0.75]).plot(axes=axes)


def test_a_notebook_shows_it() -> None:
    pytest.importorskip("matplotlib")
    figure: Any = history(cost=[2.0, 1.0]).plot()
    assert figure._repr_png_().startswith(b"\x89PNG")


def test_no_backend_and_no_state() -> None:
    pytest.importorskip("matplotlib")
    code = (
        "import sys, matplotlib, deltaward; before = dict(matplotlib.rcParams.copy()); "
        "run = deltaward.History(); run.append({'cost': 1.0, 'seconds': 0.1}); run.plot(); "
        "assert 'matplotlib.pyplot' not in sys.modules; "
        "assert dict(matplotlib.rcParams.copy()) == before"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=100)
