# SPDX-License-Identifier: MIT
"""A folder that can't be flushed after the rename in it."""

import errno
import os
import re
import stat
from contextlib import nullcontext
from pathlib import Path

import pytest

from deltaward.atomic import atomic_write


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a folder can't be opened")
@pytest.mark.parametrize("number", [errno.EINVAL, errno.EIO])
def test_a_folder_that_cannot_be_flushed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    old = tmp_path / "file"
    fsync = os.fsync

    def fail_on_folders(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, os.strerror(number))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", fail_on_folders)
    told = pytest.raises(OSError, match=re.escape(str(old)))
    # EINVAL: a file system that has no such thing.
    with told if number == errno.EIO else nullcontext(), atomic_write(old) as file:
        file.write(b"new")
    assert old.read_bytes() == b"new"
    assert list(old.parent.iterdir()) == [old]
