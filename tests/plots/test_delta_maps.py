# SPDX-License-Identifier: MIT
"""Maps of δ: each cell the δ of a neuron at a step."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward.plots import delta_maps
from pictures import assert_legible

pytest.importorskip("matplotlib")


@pytest.fixture
def record() -> dw.Trace:
    rng = np.random.default_rng(5)
    x, y = rng.standard_normal((40, 3)).astype(np.float32), np.arange(40) % 2
    made = dw.Trace(every=2, samples=(x[:2], y[:2]))
    net = dw.Network([3, 6, 4, 2], activation="tanh")
    net.fit(x, y, batch_size=8, epochs=3, learning_rate=0.5, record=made, verbose=0)
    return made


def _like(*deltas: Any) -> Any:
    """A record of one sample; each given array is δ of a layer, (steps, neurons)."""
    traces = [
        SimpleNamespace(layers=[SimpleNamespace(delta=np.asarray(d[t : t + 1])) for d in deltas])
        for t in range(len(deltas[0]))
    ]
    return SimpleNamespace(steps=list(range(len(traces))), traces=traces)


def _maps(figure: Any) -> list[Any]:
    return [a.get_images()[0] for a in figure.axes if a.get_images()]


@pytest.mark.parametrize("sample", [0, 1])
def test_cells_are_deltas(record: dw.Trace, sample: int) -> None:
    figure = dw.plots.deltas(record, sample=sample)
    images = _maps(figure)
    assert len(images) == 3
    largest = max(np.abs(t.layers[i].delta[sample]).max() for t in record.traces for i in range(3))
    for i, image in enumerate(images):
        expected = np.stack([t.layers[i].delta[sample] for t in record.traces], axis=1)
        np.testing.assert_allclose(image.get_array(), expected, rtol=1e-12)
        assert image.get_clim() == (-largest, largest)
        assert image.axes.get_title(loc="left") == f"layer {i + 1}: {len(expected)} neurons"
    ticks = [t.get_text() for t in images[0].axes.get_xticklabels()]
    assert ticks[0] == str(record.steps[0]) == "0"
    assert ticks[-1] == str(record.steps[-1])
    assert_legible(figure)


def test_logarithmic(record: dw.Trace) -> None:
    figure = dw.plots.deltas(record, scale="log", layers=[3, 1])
    images = _maps(figure)
    expected = np.stack([np.abs(t.layers[2].delta[0]) for t in record.traces], axis=1)
    np.testing.assert_allclose(images[0].get_array(), expected, rtol=1e-12)
    low, high = images[0].get_clim()
    assert 0 < low < high
    assert high / low <= 1.001e6
    assert_legible(figure)


def test_what_has_no_logarithm_is_masked() -> None:
    image = _maps(dw.plots.deltas(_like([[0.0, 1.0], [np.nan, -1e-9], [1e-3, 2.0]]), scale="log"))[
        0
    ]
    expected = [[True, True, False], [False, False, False]]
    np.testing.assert_array_equal(np.ma.getmaskarray(image.get_array()), expected)
    assert image.get_clim() == pytest.approx((2e-6, 2))
    image = _maps(dw.plots.deltas(_like([[0.0, 1.0], [np.inf, -1.0]])))[0]
    np.testing.assert_array_equal(
        np.ma.getmaskarray(image.get_array()), [[False, True], [False] * 2]
    )
    assert image.get_clim() == (-1, 1)


@pytest.mark.parametrize("scale", ["symmetric", "log"])
def test_nothing_but_zeros_and_one_trace(scale: str) -> None:
    assert_legible(dw.plots.deltas(_like([[0.0, 0.0]]), scale=scale))
    assert_legible(dw.plots.deltas(_like([[0.5]]), scale=scale))


def test_big_layers_and_long_records(rng: np.random.Generator) -> None:
    values = rng.standard_normal((1301, 150))
    values[:, ::3] *= 100
    figure = dw.plots.deltas(_like(values))
    image = _maps(figure)[0]
    assert image.get_array().shape == (delta_maps.ROWS, 434)
    strongest = sorted(np.argsort(-np.abs(values[::3]).max(axis=0))[:100])
    np.testing.assert_array_equal(image.get_array(), values[::3, strongest].T)
    assert "the 100 strongest of 150" in image.axes.get_title(loc="left")
    assert_legible(figure)


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"record": [1]}, TypeError, "^record: list; expected a deltaward.Trace"),
        ({"record": dw.Trace(samples=([[1.0]], [0]))}, ValueError, "^record: no trace; give it to"),
        ({"record": _like([[np.nan]])}, ValueError, "^record: no δ of it is finite"),
        ({"sample": 2}, ValueError, "^sample: 2; expected 0 to 1"),
        ({"layers": [4]}, ValueError, r"^layers\[0\]: 4; expected 1 to 3"),
        ({"layers": "12"}, TypeError, "^layers: '12'"),
        ({"layers": ()}, ValueError, "^layers: none"),
        ({"scale": "linear"}, ValueError, "^scale: 'linear' is not known"),
        ({"path": "x.mp4"}, ValueError, "^path: 'x.mp4'"),
    ],
)
def test_bad_arguments(
    record: dw.Trace, given: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        dw.plots.deltas(**({"record": record} | given))


def test_file(record: dw.Trace, tmp_path: Path) -> None:
    dw.plots.deltas(record, path=tmp_path / "x.pdf")
    assert (tmp_path / "x.pdf").read_bytes().startswith(b"%PDF")
