# SPDX-License-Identifier: MIT
"""A training that records nothing: it does not pay for what could have been recorded."""

import sys
from pathlib import Path
from typing import Any

import numpy as np

import deltaward as dw
from deltaward import explain
from deltaward.training import run as run_module

EXPLAIN = str(Path(explain.__file__).parent)


def _fit(**options: Any) -> tuple[set[str], set[str]]:
    """Return the functions of explain that a fit calls, and what its epochs come back for."""
    net = dw.Network([4, 3, 2], seed=1)
    x, y = np.eye(4), np.arange(4) % 2
    called: set[str] = set()
    ways: set[str] = set()

    def note(frame: Any, event: str, argument: Any) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(EXPLAIN):
            called.add(code.co_name)
        if event == "call" and code.co_filename == run_module.__file__:
            ways.add(code.co_name)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        net.fit(x, y, epochs=3, batch_size=2, verbose=0, **options)
    finally:
        sys.setprofile(before)
    return called, ways


def test_nothing_is_called() -> None:
    called, ways = _fit()
    assert called == set()
    # The core does not come back to Python within an epoch.
    assert "after_batch" not in ways
    # And the instrument sees what is there to be seen.
    called, ways = _fit(record=dw.Trace(every=1, samples=(np.eye(4)[:1], [0])))
    assert called
    assert "after_batch" in ways
