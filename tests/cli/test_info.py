# SPDX-License-Identifier: MIT
"""``deltaward info``."""

import platform
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import deltaward as dw


def test_json(run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (record,) = run("info", "--json").records
    assert record == dw.cpu_info() | {
        "event": "info",
        "version": dw.__version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "cache": str(tmp_path / "cache" / "deltaward"),
        "data": None,
    }
    monkeypatch.setenv("DELTAWARD_DATA", "somewhere")
    assert run("info", "--json").records[0]["data"] == "somewhere"


def test_text(run: Callable[..., Any], tmp_path: Path) -> None:
    result = run("info")
    assert (result.status, result.err) == (0, "")
    cpu = dw.cpu_info()
    for text in (dw.__version__, cpu["isa"], *cpu["available"], str(tmp_path / "cache")):
        assert text in result.out


def test_a_folder_whose_name_is_no_text(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DELTAWARD_DATA", "d\udcff")
    assert r"d\udcff" in run("info").out
    assert run("info", "--json").records[0]["data"] == "d\udcff"
