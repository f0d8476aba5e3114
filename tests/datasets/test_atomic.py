# SPDX-License-Identifier: MIT
"""Atomic writing: the whole old or the whole new file, whatever happens in between."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deltaward.atomic import atomic_write

posix = pytest.mark.skipif(os.name != "posix", reason="permissions and links as POSIX has them")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    return path


@pytest.fixture
def umask_027() -> Iterator[None]:
    before = os.umask(0o027)
    yield
    os.umask(before)


def permissions(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file(tmp_path: Path) -> None:
    with atomic_write(tmp_path / "file") as file:
        file.write(b"new")
    assert (tmp_path / "file").read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_the_old_content_stays_until_the_end(old: Path) -> None:
    with atomic_write(str(old)) as file:
        file.write(b"new content")
        file.flush()
        assert old.read_bytes() == b"old"
    assert old.read_bytes() == b"new content"
    assert list(old.parent.iterdir()) == [old]


def test_the_file_can_be_read_back_and_overwritten_within_the_block(old: Path) -> None:
    with atomic_write(old) as file:
        file.write(b"abc")
        file.seek(0)
        assert file.read() == b"abc"
        file.seek(1)
        file.write(b"X")
    assert old.read_bytes() == b"aXc"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, GeneratorExit])
def test_any_exception_leaves_everything_as_it_was(old: Path, error: type[BaseException]) -> None:
    def write() -> None:
        with atomic_write(old) as file:
            file.write(b"half")
            raise error

    with pytest.raises(error):
        write()
    assert old.read_bytes() == b"old"
    assert list(old.parent.iterdir()) == [old]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failing_system_leaves_everything_as_it_was(
    old: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*args: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os if step == "fsync" else Path, step, fail)
    with pytest.raises(OSError, match="Input/output error"), atomic_write(old) as file:
        file.write(b"new")
    assert old.read_bytes() == b"old"
    assert list(old.parent.iterdir()) == [old]


def test_closing_the_file_too_early_is_an_error(old: Path) -> None:
    with pytest.raises(ValueError, match="closed file"), atomic_write(old) as file:
        file.close()
    assert old.read_bytes() == b"old"
    assert list(old.parent.iterdir()) == [old]


def test_content_and_folder_are_flushed_to_the_disk(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def record_fsync(descriptor: int) -> None:
        folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        steps.append("fsync folder" if folder else "fsync file")
        fsync(descriptor)

    def record_replace(self: Path, target: Path) -> Path:
        steps.append("replace")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", record_fsync)
    monkeypatch.setattr(Path, "replace", record_replace)
    with atomic_write(old) as file:
        file.write(b"new")
    assert steps[:2] == ["fsync file", "replace"]
    if os.name == "posix":
        assert steps[2:] == ["fsync folder"]


def test_a_killed_process_leaves_the_old_file(old: Path) -> None:
    program = (
        "import os, sys\n"
        "sys.path[:0] = sys.argv[2:]\n"
        "from deltaward.atomic import atomic_write\n"
        "with atomic_write(sys.argv[1]) as file:\n"
        "    file.write(b'half')\n"
        "    file.flush()\n"
        "    os._exit(9)\n"
    )
    search_path = [entry for entry in sys.path if entry]
    done = subprocess.run([sys.executable, "-c", program, str(old), *search_path], check=False)
    assert done.returncode == 9
    assert old.read_bytes() == b"old"


def test_writers_at_the_same_time_leave_one_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "file"

    def write(byte: bytes) -> None:
        for _ in range(20):
            with atomic_write(path) as file:
                for _ in range(50):
                    file.write(byte * 100)

    threads = [threading.Thread(target=write, args=(byte,)) for byte in (b"a", b"b", b"c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    content = path.read_bytes()
    assert len(content) == 5000
    assert len(set(content)) == 1
    assert list(tmp_path.iterdir()) == [path]


@posix
@pytest.mark.usefixtures("umask_027")
def test_a_new_file_has_the_permissions_of_open(tmp_path: Path) -> None:
    (tmp_path / "open").write_bytes(b"")
    with atomic_write(tmp_path / "atomic"):
        pass
    assert permissions(tmp_path / "atomic") == permissions(tmp_path / "open") == 0o640


@posix
@pytest.mark.usefixtures("umask_027")
@pytest.mark.parametrize("mode", [0o600, 0o664, 0o755])
def test_an_existing_file_keeps_its_permissions(old: Path, mode: int) -> None:
    old.chmod(mode)
    with atomic_write(old) as file:
        (temporary,) = set(old.parent.iterdir()) - {old}
        assert permissions(temporary) == 0o600
        file.write(b"new")
    assert permissions(old) == mode
    assert old.read_bytes() == b"new"


@posix
def test_a_link_stays_and_its_target_is_replaced(tmp_path: Path, old: Path) -> None:
    (tmp_path / "folder").mkdir()
    for link, target in (("folder/link", "../file"), ("chain", "folder/link")):
        (tmp_path / link).symlink_to(target)
    with atomic_write(tmp_path / "chain") as file:
        file.write(b"new")
    assert (tmp_path / "chain").is_symlink()
    assert (tmp_path / "folder" / "link").is_symlink()
    assert old.read_bytes() == b"new"
    assert not old.is_symlink()


@posix
def test_a_dangling_link_gets_its_target(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("target")
    with atomic_write(tmp_path / "link") as file:
        file.write(b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_bytes() == b"new"


@posix
def test_links_in_a_circle_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(OSError, match="symbolic links"), atomic_write(tmp_path / "a"):
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


@posix
def test_another_hard_link_keeps_the_old_content(tmp_path: Path, old: Path) -> None:
    (tmp_path / "other").hardlink_to(old)
    with atomic_write(old) as file:
        file.write(b"new")
    assert (tmp_path / "other").read_bytes() == b"old"


@posix
def test_devices_and_pipes_are_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with (
        pytest.raises(ValueError, match="path: expected a regular file or a new name"),
        atomic_write(tmp_path / "pipe"),
    ):
        pass
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError, match=tmp_path.name), atomic_write(tmp_path):
        pass


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(FileNotFoundError, match=r"No such folder to write into.*absent"),
        atomic_write(tmp_path / "absent" / "file"),
    ):
        pass


@posix
@pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write read-only files"
)
def test_a_read_only_file_is_not_replaced(old: Path) -> None:
    old.chmod(0o444)
    with pytest.raises(PermissionError, match="file"), atomic_write(old):
        pass
    assert old.read_bytes() == b"old"


@posix
@pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write into any folder"
)
def test_a_read_only_folder_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir(mode=0o555)
    with pytest.raises(PermissionError, match="wanted"), atomic_write(folder / "wanted"):
        pass


def test_an_error_of_creation_names_the_file_not_the_temporary_one(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deny(*args: object) -> int:
        raise PermissionError(13, "Permission denied", args[0])

    monkeypatch.setattr(os, "open", deny)
    with pytest.raises(PermissionError) as caught, atomic_write(old):
        pass
    assert caught.value.filename == str(old)


@pytest.mark.parametrize("path", [None, 3, b"file"], ids=repr)
def test_what_is_no_path_is_refused(path: Any) -> None:
    with (
        pytest.raises(TypeError, match=r"path: expected str or os\.PathLike"),
        atomic_write(path),
    ):
        pass


def test_the_longest_file_name_works(tmp_path: Path) -> None:
    name = "n" * 255
    with atomic_write(tmp_path / name) as file:
        file.write(b"new")
    assert (tmp_path / name).read_bytes() == b"new"
