# SPDX-License-Identifier: MIT
"""Where a published data set is looked for, in which order, and that its content is checked."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from deltaward.datasets import write_idx
from deltaward.datasets.folder import FILES
from deltaward.datasets.published import PublishedDataset


def put(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.mark.usefixtures("cache")
@pytest.mark.parametrize("subfolder", ["", "mnist"])
@pytest.mark.parametrize("given", ["path", "variable"])
def test_a_folder_or_its_subfolder(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tiny: PublishedDataset,
    tiny_gz: dict[str, bytes],
    subfolder: str,
    given: str,
) -> None:
    put(tmp_path / "data" / subfolder, tiny_gz)
    if given == "variable":
        monkeypatch.setenv("DELTAWARD_DATA", str(tmp_path / "data"))
    path = tmp_path / "data" if given == "path" else None
    (x_train, y_train), (x_test, y_test) = tiny.load(path)
    assert (x_train.shape, y_train.shape) == ((20, 6), (20,))
    assert (x_test.shape, y_test.shape) == ((10, 6), (10,))
    assert tiny.locate(path) == tmp_path / "data" / subfolder


@pytest.mark.usefixtures("cache")
def test_path_goes_before_the_variable(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tiny: PublishedDataset,
    tiny_gz: dict[str, bytes],
) -> None:
    monkeypatch.setenv("DELTAWARD_DATA", str(tmp_path / "absent"))
    tiny.load(put(tmp_path / "data", tiny_gz))


def test_the_variable_goes_before_the_cache(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    cache: Path,
    tiny: PublishedDataset,
    tiny_files: dict[str, bytes],
) -> None:
    put(cache / "mnist", tiny_files)
    put(tmp_path / "data" / "mnist", tiny_files)
    monkeypatch.setenv("DELTAWARD_DATA", str(tmp_path / "data"))
    assert tiny.locate() == tmp_path / "data" / "mnist"


@pytest.mark.usefixtures("cache")
def test_the_subfolder_goes_before_the_folder(
    tmp_path: Path, tiny: PublishedDataset, tiny_files: dict[str, bytes]
) -> None:
    put(tmp_path / "data", dict.fromkeys(FILES, b"another data set"))
    put(tmp_path / "data" / "mnist", tiny_files)
    tiny.load(tmp_path / "data")


def test_a_path_that_lacks_files_is_an_error_even_with_a_full_cache(
    tmp_path: Path, cache: Path, tiny: PublishedDataset, tiny_files: dict[str, bytes]
) -> None:
    put(cache / "mnist", tiny_files)
    incomplete = put(tmp_path / "data" / "mnist", tiny_files)
    (incomplete / FILES[2]).unlink()
    with pytest.raises(FileNotFoundError) as caught:
        tiny.load(tmp_path / "data")
    assert str(caught.value).endswith(f"{str(incomplete)!r} lacks {FILES[2]}")


@pytest.mark.usefixtures("cache")
def test_a_path_with_nothing_or_no_folder(tmp_path: Path, tiny: PublishedDataset) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        tiny.load(tmp_path)
    assert f"{str(tmp_path)!r} lacks {', '.join(FILES)}" in str(caught.value)
    with pytest.raises(FileNotFoundError, match="absent' is not a folder"):
        tiny.load(tmp_path / "absent")


@pytest.mark.usefixtures("cache")
@pytest.mark.parametrize("path", [3, b"data", ["data"]], ids=repr)
def test_what_is_no_path_is_refused(tiny: PublishedDataset, path: Any) -> None:
    with pytest.raises(TypeError, match=r"path: expected str or os\.PathLike"):
        tiny.load(path)


@pytest.mark.usefixtures("cache")
def test_a_variable_that_names_no_folder_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiny: PublishedDataset
) -> None:
    monkeypatch.setenv("DELTAWARD_DATA", str(tmp_path / "absent"))
    with pytest.raises(FileNotFoundError, match=r"DELTAWARD_DATA: expected a folder, got .*absent"):
        tiny.load()


@pytest.mark.parametrize("value", ["", "folder of another data set"])
def test_a_variable_without_the_data_set_leads_to_the_cache(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    cache: Path,
    tiny: PublishedDataset,
    tiny_files: dict[str, bytes],
    value: str,
) -> None:
    if value:
        put(tmp_path / value / "fashion-mnist", tiny_files)
    monkeypatch.setenv("DELTAWARD_DATA", str(tmp_path / value) if value else "")
    put(cache / "mnist", tiny_files)
    (x_train, _), _ = tiny.load()
    assert x_train.shape == (20, 6)


def _no_threads(self: threading.Thread) -> None:
    raise RuntimeError("can't start new thread")


def _dying_threads(self: threading.Thread) -> None:
    """Start one that ends before it has done anything."""


@pytest.mark.usefixtures("cache")
@pytest.mark.parametrize("start", [None, _no_threads, _dying_threads])
@pytest.mark.parametrize("name", FILES)
def test_wrong_content_is_refused_with_both_sums(
    tmp_path: Path,
    tiny: PublishedDataset,
    tiny_files: dict[str, bytes],
    name: str,
    start: Callable[[threading.Thread], None] | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if start:
        monkeypatch.setattr(threading.Thread, "start", start)
        monkeypatch.setattr(threading.Thread, "join", lambda self: None)
        assert tiny.load(put(tmp_path / "right", tiny_files))[0][0].shape == (20, 6)
    changed = bytearray(tiny_files[name])
    changed[-1] ^= 1
    folder = put(tmp_path / "data", {**tiny_files, name: bytes(changed)})
    with pytest.raises(ValueError, match="SHA-256") as caught:
        tiny.load(folder)
    message = str(caught.value)
    assert message.startswith(f"{str(folder / name)!r}: expected the SHA-256 {tiny.sha256[name]}")
    assert f"got {hashlib.sha256(changed).hexdigest()}" in message


@pytest.mark.usefixtures("cache")
def test_labels_above_9_are_refused(
    tmp_path: Path, tiny: PublishedDataset, tiny_files: dict[str, bytes]
) -> None:
    folder = put(tmp_path / "data", tiny_files)
    write_idx(folder / FILES[3], np.full(10, 10, np.uint8))
    sums = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in tiny_files}
    with pytest.raises(ValueError, match="expected labels 0 to 9, got 10"):
        replace(tiny, sha256=sums).load(folder)


def test_the_cache_alone_needs_no_mirror(
    cache: Path, tiny: PublishedDataset, tiny_files: dict[str, bytes]
) -> None:
    put(cache / "mnist", tiny_files)
    (x_train, _), _ = tiny.load()
    assert x_train.shape == (20, 6)
    assert tiny.cache_folder() == cache / "mnist"
