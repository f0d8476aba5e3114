# SPDX-License-Identifier: MIT
"""The public pictures: there by name, and no matplotlib until one is drawn."""

import subprocess
import sys

import pytest

import deltaward as dw


def test_names() -> None:
    assert dw.plots.__all__ == sorted(dw.plots.__all__)
    for name in dw.plots.__all__:
        assert name in dir(dw.plots)
        function = getattr(dw.plots, name)
        assert function.__name__ == name
        assert "Returns" in function.__doc__
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        dw.plots.nothing  # noqa: B018


def test_matplotlib_waits_for_a_picture() -> None:
    code = (
        "import sys, deltaward as dw; dw.plots.weights, dw.plots.saturation, dw.plots.deltas; "
        "print('matplotlib' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout.strip() == "False"


def test_without_matplotlib(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "deltaward.plots.figure", raising=False)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(ImportError, match=r"pip install 'deltaward\[plot\]'"):
        dw.plots.confusion_matrix([0, 1], [0, 1])
    with pytest.raises(ImportError, match=r"pip install 'deltaward\[plot\]'"):
        dw.plots.weights(dw.Network([4, 2]))


def test_nothing_of_pyplot() -> None:
    pytest.importorskip("matplotlib")
    code = (
        "import sys, deltaward as dw; dw.plots.weights(dw.Network([4, 2]))._repr_png_(); "
        "print('matplotlib.pyplot' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout.strip() == "False"
