# SPDX-License-Identifier: MIT
"""The package itself: what it exports, and that importing it brings in next to nothing."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

from deltaward import datasets

EXPORTED = ["load_digits", "load_fashion_mnist", "load_mnist", "read_idx", "write_idx"]


def run(program: str) -> str:
    search_path = [entry for entry in sys.path if entry]
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\nsys.path[:0] = sys.argv[1:]\n{program}", *search_path],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def test_exports() -> None:
    assert datasets.__all__ == EXPORTED
    assert set(EXPORTED) <= set(dir(datasets))
    for name in EXPORTED:
        function = getattr(datasets, name)
        assert callable(function)
        assert function.__name__ == name
        assert getattr(importlib.import_module(function.__module__), name) is function


def test_what_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"deltaward\.datasets.*load_cifar"):
        _ = datasets.load_cifar  # type: ignore[attr-defined]


def test_star_import_in_a_fresh_interpreter() -> None:
    program = (
        "from deltaward.datasets import *; print(load_digits()[0][0].shape, read_idx.__name__)"
    )
    assert run(program) == "(1541, 64) read_idx"


def test_importing_brings_in_no_loader() -> None:
    program = (
        "import deltaward.datasets\n"
        "print(*[name for name in sys.modules if name.startswith('deltaward.datasets.')])"
    )
    assert run(program) == ""


def test_loading_the_digits_brings_in_nothing_for_downloads() -> None:
    program = (
        "import deltaward\n"
        "before = set(sys.modules)\n"
        "import deltaward.datasets.registry\n"
        "deltaward.datasets.load_digits()\n"
        "new = set(sys.modules) - before\n"
        "print(*sorted(new & {'pooch', 'requests', 'urllib3', 'tqdm', 'platformdirs', 'ssl'}))"
    )
    assert run(program) == ""
