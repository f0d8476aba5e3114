# SPDX-License-Identifier: MIT
"""``deltaward explain``."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import deltaward as dw
from deltaward.explain.page import render


def test_without_anything(run: Callable[..., Any]) -> None:
    """A network for the digits that has learnt something, on the first four test images."""
    result = run("explain")
    assert (result.status, result.err) == (0, "")
    page = Path("explain.html").read_text(encoding="utf-8")
    kilobytes = f"{len(page.encode()) / 1000:,.0f} kB"
    assert result.out == (
        f"explain.html: a small network, just trained, 64-12-10, 4 images, {kilobytes}\n"
        "open it in a browser; it needs no connection\n"
    )
    _, (_, y) = dw.datasets.load_digits()
    assert "<title>Backpropagation in a 64-12-10 network</title>" in page
    assert [int(n) for n in re.findall(r'"answer":(\d+)', page)] == y[:4].tolist()
    costs = [float(c) for c in re.findall(r'"cost":([\d.e-]+)', page)]
    assert sum(costs) / 4 < 0.2  # 0.45 would be all the same for all


def test_a_saved_network(run: Callable[..., Any], model: Path) -> None:
    argv = ["explain", model, "--sample", "7,0", "--title", "Mine", "--output", "run.html"]
    assert run(*argv).out.startswith(f"run.html: {model}, 64-100-10, 2 images, ")
    _, (x, y) = dw.datasets.load_digits()
    expected = render(dw.load(model), x[[7, 0]], y[[7, 0]], title="Mine")
    assert Path("run.html").read_text(encoding="utf-8") == expected


def test_json(run: Callable[..., Any], folder: Path) -> None:
    result = run("explain", "--data", folder, "--sample", 19, "--json")
    (record,) = result.records
    assert record == {
        "event": "result",
        "output": "explain.html",
        "bytes": Path("explain.html").stat().st_size,
        "model": None,
        "data": str(folder),
        "samples": [19],
        "sizes": [12, 12, 3],
    }


def test_wrong_use(fails: Callable[..., str], folder: Path) -> None:
    for samples in ("", "a", "1,", "-1", "0,1,2,3,4,5,6,7,8"):
        told = fails(2, "explain", f"--sample={samples}")
        assert told.startswith(f"--sample: {samples!r}; expected 1 to 8 numbers of test images")
    told = fails(2, "explain", "--data", folder, "--sample", "20")
    assert told == "--sample: 20; the data has 20 test images, 0 the first"
    assert not Path("explain.html").exists()


def test_what_fails(fails: Callable[..., str], tmp_path: Path) -> None:
    assert "no such folder" in fails(1, "explain", "--output", "gone/x.html").lower()
    dw.Network([5, 3]).save(tmp_path / "other")
    told = fails(1, "explain", tmp_path / "other")
    assert told == "the network takes 5 pixels; the images of --data digits have 64"
    dw.Network([64, 2000, 1000]).save(tmp_path / "large")
    assert "MB; expected at most 4 MB" in fails(1, "explain", tmp_path / "large")
    net = dw.Network([64, 10])
    net.weights[0][:] = 1e38
    net.save(tmp_path / "burst")
    assert "the cost is" in fails(1, "explain", tmp_path / "burst")
