# SPDX-License-Identifier: MIT
"""SIGKILL while a file is written: it is the whole old or the whole new one."""

import json
from pathlib import Path

import pytest

import soak
from fault_shim import linux, run


@linux
@pytest.mark.timeout(3600 if soak.LONG else 120)
def test_a_file_is_the_old_or_the_new_one(tmp_path: Path) -> None:
    count = soak.rounds(40, 1000)
    for name, found in json.loads(run("killed_run.py", tmp_path, count, timeout=3000)).items():
        # Both ends of the rename were seen, and kills in the middle of writing.
        assert set(found) == {"calls", "temporary file", "version 0", "version 1"}, (name, found)
        assert found["version 0"] + found["version 1"] == found["calls"] + count
        assert found["calls"] >= 8
