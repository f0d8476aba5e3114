# SPDX-License-Identifier: MIT
"""Files that are written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


def to_path(path: str | os.PathLike[str], argument: str = "path") -> Path:
    """Return a path argument as a `Path`.

    Raises
    ------
    TypeError
        If `path` is neither a str nor an `os.PathLike` of str; the message names `argument`.
    """
    name = os.fspath(path) if isinstance(path, os.PathLike) else path
    if not isinstance(name, str):
        raise TypeError(
            f"{argument}: expected str or os.PathLike[str], got {type(path).__name__} {path!r}"
        )
    return Path(name)


@contextmanager
def atomic_write(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Open a file for writing that replaces `path` only when the block ends without an error.

    What is written goes to a temporary file in the same folder. At the end of the block it is
    flushed to the disk and renamed over `path`, and the folder is flushed too, so that after a
    crash or a power cut `path` holds either the whole old or the whole new content. On any
    exception, Ctrl-C included, `path` is left as it was and the temporary file is removed. Only
    a process that is killed leaves it behind: ``.deltaward-*.tmp``, which nothing reads.

    As with ``open(path, "wb")``, a new file gets the permissions that the umask allows, an
    existing file keeps its permissions and has to be writable, and a symbolic link is followed:
    its target is replaced and the link stays. Unlike with ``open``, the file is a new one:
    its owner is who writes, and other hard links keep the old content.

    Parameters
    ----------
    path : str or os.PathLike
        The file to write. Its folder has to exist.

    Yields
    ------
    BinaryIO
        The temporary file, open for writing and reading (mode ``w+b``). Leave it open.

    Raises
    ------
    TypeError
        If `path` is not a path.
    ValueError
        If `path` is there and is neither a regular file nor a folder (a device, a pipe).
    OSError
        If the folder is missing (FileNotFoundError), `path` is a folder (IsADirectoryError),
        or writing is not permitted (PermissionError) or fails; its `filename` is `path`. If it is
        the folder that can't be flushed, `path` holds the new content, which a power cut may undo.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> with atomic_write(folder.name + "/weights.bin") as file:
    ...     _ = file.write(b"all or nothing")
    >>> folder.cleanup()
    """
    target, permissions = _resolve(to_path(path))
    temporary = target.parent / f".deltaward-{os.urandom(8).hex()}.tmp"
    with _naming(target, temporary), _opened_folder(target.parent) as folder:
        try:
            # A private file must not be readable by others while it is written.
            with _created(temporary, 0o666 if permissions is None else 0o600) as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            if permissions is not None:
                temporary.chmod(permissions)
            temporary.replace(target)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
        _sync(folder)


@contextmanager
def naming(path: str | os.PathLike[str]) -> Iterator[None]:
    """Name the file in the system's errors of writing to it, which know a descriptor only."""
    try:
        yield
    except OSError as error:
        if error.errno is None or error.filename is not None:
            raise
        raise OSError(error.errno, error.strerror, os.fspath(path)) from error


@contextmanager
def _naming(target: Path, temporary: Path) -> Iterator[None]:
    try:
        with naming(target):
            yield
    except OSError as error:
        # The caller knows `target`, not what it takes to write it.
        if error.filename not in (str(temporary), str(target.parent)):
            raise
        raise OSError(error.errno, error.strerror, str(target)) from error


def _resolve(path: Path) -> tuple[Path, int | None]:
    """Return the file behind all links, and its permissions if it is there already."""
    # stat refuses links in a circle; realpath passes over them and one would be replaced.
    try:
        info = path.stat()
    except FileNotFoundError:
        info = None
    target = Path(os.path.realpath(path))
    if info is None:
        if not target.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, "No such folder to write into", str(path.parent))
        return target, None
    if stat.S_ISDIR(info.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(info.st_mode):
        raise ValueError(f"path: expected a regular file or a new name, got {str(path)!r}")
    # Renaming needs permission for the folder only: without this a read-only file would go.
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    return target, stat.S_IMODE(info.st_mode) & 0o777


def _created(temporary: Path, permissions: int) -> BinaryIO:
    """Create the temporary file; the umask is applied by the system, as with `open`."""

    def opener(name: str, _: int) -> int:
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        return os.open(name, flags | getattr(os, "O_CLOEXEC", 0), permissions)

    return open(temporary, "w+b", opener=opener)


@contextmanager
def _opened_folder(folder: Path) -> Iterator[int | None]:
    """Open a folder to flush it, before anything is written: what fails now leaves all as it was.

    Windows can't open one, and one that may be written to may not be readable: None.
    """
    try:
        descriptor = None if os.name == "nt" else os.open(folder, os.O_RDONLY)
    except PermissionError:
        descriptor = None
    try:
        yield descriptor
    finally:
        if descriptor is not None:
            with suppress(OSError):  # nothing was written to it
                os.close(descriptor)


def _sync(folder: int | None) -> None:
    """Make a rename in a folder last, where its file system can."""
    if folder is None:
        return
    try:
        os.fsync(folder)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
