# SPDX-License-Identifier: MIT
"""A published data set of four IDX files: where its files are looked for and how checked."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from deltaward.atomic import to_path
from deltaward.datasets.checked import read_checked
from deltaward.datasets.download import download_idx
from deltaward.datasets.folder import FILES, Split, describe_missing, find_files, split
from deltaward.datasets.idx import write_idx
from deltaward.datasets.idx_header import IdxArray

DATA_VARIABLE = "DELTAWARD_DATA"


@dataclass(frozen=True, slots=True)
class PublishedDataset:
    """What is known of a data set, and the four files from a folder, the cache or a mirror."""

    name: str  # what the command line calls it
    title: str
    licence: str
    subfolder: str  # its folder below DELTAWARD_DATA and below the cache
    mirrors: tuple[str, ...]  # folders as URLs that end in a slash, tried in order
    sha256: Mapping[str, str]  # name in FILES -> SHA-256 of the uncompressed file

    def load(self, path: str | os.PathLike[str] | None = None) -> Split:
        """Return ``(x_train, y_train), (x_test, y_test)``; see `deltaward.datasets.load_mnist`."""
        folder = self.locate(path)
        if folder is None:
            folder, arrays = self.cache_folder(), self.fetch()
        else:
            arrays = self._read_all(find_files(folder))
        (x_train, y_train), (x_test, y_test) = split(arrays, str(folder))
        for labels in (y_train, y_test):
            if labels.max(initial=0) > 9:
                raise ValueError(f"{folder}: expected labels 0 to 9, got {labels.max()}")
        return (x_train, y_train), (x_test, y_test)

    def locate(self, path: str | os.PathLike[str] | None = None) -> Path | None:
        """Return the folder with the four files by `path`, else by ``DELTAWARD_DATA``.

        Returns
        -------
        pathlib.Path or None
            None if `path` is None and ``DELTAWARD_DATA`` is unset, empty, or a folder without
            this data set: one variable serves several data sets.

        Raises
        ------
        TypeError
            If `path` is not a path.
        FileNotFoundError
            If `path` is given and does not hold all four files, or ``DELTAWARD_DATA`` names
            something that is not a folder.
        """
        if path is not None:
            root = to_path(path)
            folder = self._search(root)
            if folder is None:
                # The places that hold nothing of it would only hide the one that lacks a file.
                places = [place for place in self._places(root) if find_files(place)] or [root]
                raise FileNotFoundError(
                    f"path: expected a folder with the four IDX files of {self.title}, plain or "
                    f".gz, or with a subfolder {self.subfolder!r} that has them, but "
                    + " and ".join(describe_missing(place) for place in places)
                )
            return folder
        variable = os.environ.get(DATA_VARIABLE)
        if not variable:
            return None
        if not Path(variable).is_dir():
            raise FileNotFoundError(f"{DATA_VARIABLE}: expected a folder, got {variable!r}")
        return self._search(Path(variable))

    def cache_folder(self) -> Path:
        """Return where downloads are kept; the folder need not exist yet."""
        # 100 ms to import: only here and for a download.
        import pooch

        return Path(pooch.os_cache("deltaward")) / self.subfolder

    def fetch(self, *, progress: bool = False) -> dict[str, IdxArray]:
        """Return the four arrays from the cache, after a download of what it lacks.

        A file in the cache whose content is wrong is downloaded again. A download is checked in
        memory and stored uncompressed, under a temporary name until it is whole.

        Raises
        ------
        ConnectionError
            If a file is needed and no mirror can be reached; the message names each mirror with
            its reason, and the ways to go without a download.
        ValueError
            If every mirror answers with wrong content.
        OSError
            If the cache can't be written.
        """
        folder = self.cache_folder()
        found = find_files(folder)
        mirrors = list(self.mirrors)
        arrays = {}
        for name in FILES:
            wrong = ""
            if name in found:
                try:
                    arrays[name] = self._read(name, found[name])
                    continue
                except ValueError as error:
                    wrong = f"\nThe copy in the cache can't be used: {error}"
            # Before the download: a cache that can't be written is found out at once.
            folder.mkdir(parents=True, exist_ok=True)
            try:
                array, good = download_idx(name, self.sha256[name], mirrors, progress=progress)
            except (ConnectionError, ValueError) as error:
                raise type(error)(f"{self.title}: {error}{wrong}{self._advice()}") from None
            # The other files would wait for a dead mirror's timeout again.
            mirrors.remove(good)
            mirrors.insert(0, good)
            write_idx(folder / name, array)
            arrays[name] = array
        return arrays

    def _read_all(self, files: Mapping[str, Path]) -> dict[str, IdxArray]:
        """Read files; beside the first one, which is as large as all others, those."""
        found: dict[str, IdxArray | Exception] = {}

        def read(names: Iterable[str]) -> None:
            for name in names:
                try:
                    found[name] = self._read(name, files[name])
                except Exception as error:
                    found[name] = error

        first, *others = files
        beside = threading.Thread(target=read, args=[others], daemon=True)
        try:
            with contextlib.suppress(RuntimeError):  # no thread to be had
                beside.start()
            read([first])
        finally:
            if beside.ident:
                beside.join()
        read(name for name in others if name not in found)
        arrays: dict[str, IdxArray] = {}
        for name in files:
            result = found[name]
            if isinstance(result, Exception):
                raise result
            arrays[name] = result
        return arrays

    def _read(self, name: str, file: Path) -> IdxArray:
        return read_checked(file, self.sha256[name])

    def _places(self, root: Path) -> tuple[Path, Path]:
        # The subfolder first: it says which data set it holds, the folder itself doesn't.
        return root / self.subfolder, root

    def _search(self, root: Path) -> Path | None:
        for place in self._places(root):
            if len(find_files(place)) == len(FILES):
                return place
        return None

    def _advice(self) -> str:
        variable = os.environ.get(DATA_VARIABLE)
        held = self._search(Path(variable)) if variable else None
        if held is not None:
            return (
                f"\n{DATA_VARIABLE} has it, in {str(held)!r}, and is looked at before the cache: "
                "nothing needs this download."
            )
        advice = (
            f"\nWithout a download: put {', '.join(FILES)} (plain or .gz) into a folder and give "
            f"it as path=..., or set {DATA_VARIABLE} to it or to the folder that has it as "
            f"{self.subfolder!r}."
        )
        if variable:
            places = " and ".join(describe_missing(place) for place in self._places(Path(variable)))
            advice += f"\n{DATA_VARIABLE} was looked at: {places}."
        return advice
