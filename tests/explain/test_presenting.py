# SPDX-License-Identifier: MIT
"""`to_html` as a method: the file, and an error before anything is written."""

import warnings
from pathlib import Path

import numpy as np
import pytest

import deltaward as dw
import own_costs
import page_nets
from deltaward.explain.page import render


def test_the_file_is_the_page(tmp_path: Path) -> None:
    net, x, y = page_nets.make("small")
    before = [v.tobytes() for v in net.weights + net.biases]
    path = tmp_path / "run.html"
    written = net.to_html(path, x, y, title="One run")
    assert path.read_text(encoding="utf-8") == render(net, x, y, title="One run")
    assert written == path.stat().st_size
    assert [v.tobytes() for v in net.weights + net.biases] == before
    assert net.to_html(str(path), x[0], 1) == path.stat().st_size


def test_nothing_is_written_where_something_is_wrong(tmp_path: Path) -> None:
    net, x, y = page_nets.make("small")
    path = tmp_path / "run.html"
    path.write_text("old")
    with pytest.raises(ValueError, match=r"^x: "):
        net.to_html(path, x[:, :2], y)
    with pytest.raises(TypeError, match=r"^path: "):
        net.to_html(3, x, y)  # type: ignore[arg-type]
    with pytest.raises(FileNotFoundError):
        net.to_html(tmp_path / "gone" / "run.html", x, y)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["run.html"]


def test_a_cost_that_does_not_agree_with_its_delta_is_told(tmp_path: Path) -> None:
    net = dw.Network([3, 2], cost=own_costs.Wrong(), output_activation="sigmoid")
    with pytest.warns(UserWarning, match="cost Wrong: ") as told:
        net.to_html(tmp_path / "run.html", np.ones((1, 3)), [1])
    assert told[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        net.to_html(tmp_path / "run.html", np.ones((1, 3)), [1])
