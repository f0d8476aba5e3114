# SPDX-License-Identifier: MIT
"""The package itself: what it exports, each name from where it lives, and when it is imported."""

import subprocess
import sys

import pytest

import deltaward as dw
from deltaward import metrics


def test_exports() -> None:
    assert dw.metrics is metrics
    assert set(metrics.__all__) <= set(dir(metrics))
    assert sorted(name for names in metrics._MODULES.values() for name in names) == sorted(
        metrics.__all__
    )
    for name in metrics.__all__:
        found = getattr(metrics, name)
        if name != "KNOWN":
            assert found.__name__ == name
            assert found.__module__.startswith("deltaward.metrics.")
            assert found.__doc__


def test_what_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"deltaward\.metrics.*'rmse'"):
        _ = metrics.rmse  # type: ignore[attr-defined]


def test_import_brings_in_no_metric() -> None:
    code = (
        "import sys, deltaward; before = [m for m in sys.modules if m.startswith("
        "'deltaward.metrics.')]; deltaward.metrics.mae; "
        "print(before, 'deltaward.metrics.regression' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout.strip() == "[] True"
