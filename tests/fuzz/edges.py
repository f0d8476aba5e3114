# SPDX-License-Identifier: MIT
"""Which steps from line to line of deltaward's Python are taken."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import deltaward

Edges = set[tuple[CodeType, int, int]]

_PACKAGE = str(Path(deltaward.__file__).parent)


@contextmanager
def traced() -> Iterator[Edges]:
    """Collect them while the block runs."""
    found: Edges = set()

    def enter(frame: FrameType, event: str, _: Any) -> Any:
        code, last = frame.f_code, 0
        if not code.co_filename.startswith(_PACKAGE):
            return None

        def step(frame: FrameType, event: str, _: Any) -> Any:
            nonlocal last
            found.add((code, last, frame.f_lineno))
            last = frame.f_lineno
            return step

        return step

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        yield found
    finally:
        sys.settrace(before)
