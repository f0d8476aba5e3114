# SPDX-License-Identifier: MIT
"""The package itself: what it exports, and that importing it brings in next to nothing."""

import importlib
import subprocess
import sys

import pytest

from deltaward import schedules


def test_exports() -> None:
    assert set(schedules.__all__) <= set(dir(schedules))
    for name in schedules.__all__:
        found = getattr(schedules, name)
        if name != "NAMES":
            assert found.__name__ == name
            assert found.__doc__
            assert getattr(importlib.import_module(found.__module__), name) is found


def test_what_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"deltaward\.schedules.*Triangular"):
        _ = schedules.Triangular  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("import deltaward", ""),
        ("from deltaward.schedules import NAMES", ""),
        ("import deltaward; deltaward.schedules.resolve(0.1)", ""),
        ("from deltaward.schedules import Cosine", "cosine"),
        ("from deltaward.schedules import *; Step(0.1)", "cosine decay one_cycle plateau"),
    ],
)
def test_an_import_brings_in_what_is_used(program: str, expected: str) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; sys.path[:0] = sys.argv[1:]; {program}; "
            "print(*[name for name in ('cosine', 'decay', 'one_cycle', 'plateau') "
            "if f'deltaward.schedules.{name}' in sys.modules])",
            *[entry for entry in sys.path if entry],
        ],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.strip() == expected
