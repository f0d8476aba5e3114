# SPDX-License-Identifier: MIT
"""The data sets by name, for the command line: what is here, fetch it, verify it, load it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from deltaward.datasets import digits
from deltaward.datasets.checked import check_sha256
from deltaward.datasets.fashion_mnist import FASHION_MNIST
from deltaward.datasets.folder import FILES, Split, find_files
from deltaward.datasets.idx import read_idx
from deltaward.datasets.mnist import MNIST
from deltaward.datasets.published import DATA_VARIABLE, PublishedDataset

_DIGITS = "digits"
_PUBLISHED = MappingProxyType({dataset.name: dataset for dataset in (MNIST, FASHION_MNIST)})
NAMES = (_DIGITS, *_PUBLISHED)


@dataclass(frozen=True, slots=True)
class Status:
    """Where a data set is on this machine."""

    name: str
    title: str
    licence: str
    source: str  # "package", "DELTAWARD_DATA", "cache", or "absent": loading would download it
    folder: Path  # where its files are, or would be downloaded to


@dataclass(frozen=True, slots=True)
class FileCheck:
    """The result of verifying one file."""

    path: Path
    problem: str | None  # None if the content is the published one

    @property
    def ok(self) -> bool:
        """Whether the content is the published one."""
        return self.problem is None


def load(name: str, path: str | os.PathLike[str] | None = None) -> Split:
    """Load a data set by name.

    Parameters
    ----------
    name : {"digits", "mnist", "fashion"}
        The data set.
    path : str or os.PathLike, optional
        As for `load_mnist`; not for the digits, which are in the package.

    Returns
    -------
    (x_train, y_train), (x_test, y_test)
        x : uint8, shape (m, height * width); y : uint8, shape (m,).

    Raises
    ------
    ValueError
        If there is no such data set, or `path` is given for the digits; and as for `load_mnist`.
    TypeError, OSError
        As for `load_mnist`.
    """
    if _published(name, path) is None:
        return digits.load_digits()
    return _PUBLISHED[name].load(path)


def status(name: str) -> Status:
    """Tell where a data set is; its content is not checked, nothing is downloaded.

    Raises
    ------
    ValueError
        If there is no such data set.
    FileNotFoundError
        If ``DELTAWARD_DATA`` names something that is not a folder.
    """
    dataset = _published(name)
    if dataset is None:
        return Status(_DIGITS, "UCI digits", "CC BY 4.0", "package", digits.FOLDER)
    folder = dataset.locate()
    source = DATA_VARIABLE
    if folder is None:
        folder = dataset.cache_folder()
        source = "cache" if len(find_files(folder)) == len(FILES) else "absent"
    return Status(name, dataset.title, dataset.licence, source, folder)


def fetch(name: str, *, progress: bool = False) -> Path:
    """Make sure that the cache holds a data set, checked, whatever ``DELTAWARD_DATA`` says.

    Parameters
    ----------
    name : {"digits", "mnist", "fashion"}
        The data set; for the digits there is nothing to do.
    progress : bool
        Whether to draw a progress bar on stderr.

    Returns
    -------
    pathlib.Path
        The folder with the files.

    Raises
    ------
    ValueError
        If there is no such data set, or every mirror answers with wrong content.
    OSError
        If no mirror can be reached (ConnectionError) or the cache can't be written.
    """
    dataset = _published(name)
    if dataset is None:
        return digits.FOLDER
    dataset.fetch(progress=progress)
    return dataset.cache_folder()


def verify(name: str, path: str | os.PathLike[str] | None = None) -> tuple[FileCheck, ...]:
    """Compare each file of a data set with its published SHA-256; nothing is downloaded.

    Parameters
    ----------
    name : {"digits", "mnist", "fashion"}
        The data set.
    path : str or os.PathLike, optional
        As for `load_mnist`; by default ``DELTAWARD_DATA`` and then the cache.

    Returns
    -------
    tuple of FileCheck
        One for each file; a wrong or unreadable one has its `problem`.

    Raises
    ------
    ValueError
        If there is no such data set, or `path` is given for the digits.
    TypeError
        If `path` is not a path.
    FileNotFoundError
        If the data set is not here.
    """
    dataset = _published(name, path)
    if dataset is None:
        return tuple(_check(digits.FOLDER / file, sum_) for file, sum_ in digits.SHA256.items())
    folder = dataset.locate(path) or dataset.cache_folder()
    found = find_files(folder)
    if not found:
        raise FileNotFoundError(
            f"{dataset.title} is neither in {DATA_VARIABLE} nor in the cache {str(folder)!r}"
        )
    return tuple(
        _check(found[file], sum_)
        if file in found
        else FileCheck(folder / file, f"{str(folder / file)!r}: no such file, plain or .gz")
        for file, sum_ in dataset.sha256.items()
    )


def _published(name: str, path: object = None) -> PublishedDataset | None:
    """Return the data set, None for the digits; refuse what is neither."""
    if name not in NAMES:
        raise ValueError(f"name: expected one of {', '.join(NAMES)}, got {name!r}")
    if name == _DIGITS and path is not None:
        raise ValueError(f"path: expected None for the digits in the package, got {path!r}")
    return _PUBLISHED.get(name)


def _check(file: Path, sha256: str) -> FileCheck:
    try:
        check_sha256(read_idx(file), sha256, repr(str(file)))
    except (OSError, ValueError) as error:
        return FileCheck(file, str(error))
    return FileCheck(file, None)
