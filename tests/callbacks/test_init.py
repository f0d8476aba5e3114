# SPDX-License-Identifier: MIT
"""Names that are imported when they are asked for."""

import subprocess
import sys

import pytest

from deltaward import callbacks


def test_the_names_are_told_before_they_are_there() -> None:
    code = (
        "from deltaward import callbacks as c; before = set(vars(c)); "
        "print(*sorted(set(c.__all__) - set(dir(c))), 'TensorBoard' in before)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout.strip() == "False"


def test_what_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"deltaward\.callbacks.*'ReduceLROnPlateau'"):
        _ = callbacks.ReduceLROnPlateau  # type: ignore[attr-defined]
