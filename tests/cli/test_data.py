# SPDX-License-Identifier: MIT
"""``deltaward data``, and data sets that have to be fetched first."""

import dataclasses
import gzip
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from deltaward.datasets import published, registry
from deltaward.datasets.idx import read_idx
from deltaward.datasets.mnist import MNIST

Run = Callable[..., Any]
Fails = Callable[..., str]


@pytest.fixture
def tiny(folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Put the data set of `folder` in MNIST's place; its mirror is the dictionary."""
    mirror = {}
    for file in folder.iterdir():
        content = file.read_bytes()
        plain = file.suffix != ".gz"
        mirror[file.name.removesuffix(".gz")] = content if plain else gzip.decompress(content)
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in mirror.items()}
    tiny = dataclasses.replace(MNIST, sha256=sums, mirrors=("mirror/",))
    known = registry._PUBLISHED | {"mnist": tiny}
    monkeypatch.setattr(registry, "_PUBLISHED", MappingProxyType(dict(known)))

    def download(name: str, sha256: str, mirrors: object, *, progress: bool) -> tuple[Any, str]:
        if name not in mirror:
            raise ConnectionError(f"{name}: no mirror gave it:\n  mirror/{name}: refused")
        Path(name).write_bytes(mirror[name])
        return read_idx(name), "mirror/"

    monkeypatch.setattr(published, "download_idx", download)
    return mirror


def test_list(run: Run, tmp_path: Path) -> None:
    result = run("data", "list")
    assert (result.status, result.err) == (0, "")
    assert [line.split()[0] for line in result.out.splitlines()[::2]] == list(registry.NAMES)
    records = run("data", "list", "--json").records
    assert [(record["name"], record["source"]) for record in records] == [
        ("digits", "package"),
        ("mnist", "absent"),
        ("fashion", "absent"),
    ]
    assert records[1]["folder"] == str(tmp_path / "cache" / "deltaward" / "mnist")


def test_the_help_names_them(run: Run) -> None:
    for action in ("fetch", "verify"):
        text = run("data", action, "--help").out
        assert all(name in text for name in registry.NAMES)


def test_fetch(run: Run, tiny: dict[str, bytes], tmp_path: Path) -> None:
    cache = tmp_path / "cache" / "deltaward" / "mnist"
    for _ in range(2):
        result = run("data", "fetch", "mnist")
        assert (result.status, result.out, result.err) == (0, f"{cache}\n", "")
    (record,) = run("data", "fetch", "mnist", "--json").records
    assert record == {"event": "result", "name": "mnist", "folder": str(cache)}
    assert run("data", "list", "--json").records[1]["source"] == "cache"
    assert run("data", "fetch", "digits").status == 0


def test_fetch_where_another_place_has_it(
    run: Run, tiny: dict[str, bytes], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told, and the cache is filled, as is asked for."""
    monkeypatch.setenv("DELTAWARD_DATA", str(folder))
    told = f"DELTAWARD_DATA has it too, in {folder}, and is looked at first"
    result = run("data", "fetch", "mnist")
    assert result.status == 0
    assert result.err.startswith(told)
    assert result.out.endswith("mnist\n")
    shutil.rmtree(result.out.strip())
    assert run("data", "fetch", "mnist", "--json").err == ""
    shutil.rmtree(result.out.strip())
    tiny.clear()
    error = run("data", "fetch", "mnist").err
    assert "Without a download" not in error
    assert f"DELTAWARD_DATA has it, in {str(folder)!r}, and is looked at before" in error


def test_fetch_without_a_network(fails: Fails, tiny: dict[str, bytes]) -> None:
    tiny.clear()
    told = fails(1, "data", "fetch", "mnist")
    assert told.startswith("MNIST: train-images-idx3-ubyte: no mirror gave it: mirror/train")
    assert "Without a download: put" in told


@pytest.mark.usefixtures("tiny")
def test_training_fetches_and_says_so(run: Run) -> None:
    result = run("train", "--data", "mnist", "--epochs", 1)
    assert result.status == 0
    assert result.err.startswith("mnist is not on this machine yet; downloading it\n")
    assert "downloading" not in run("train", "--data", "mnist", "--epochs", 1).err


@pytest.mark.usefixtures("tiny")
@pytest.mark.parametrize("how", ["--json", "--quiet"])
def test_training_fetches_in_silence(run: Run, how: str) -> None:
    result = run("train", "--data", "mnist", "--epochs", 1, how)
    assert (result.status, result.err) == (0, "")


def test_verify(run: Run, tiny: dict[str, bytes], folder: Path, tmp_path: Path) -> None:
    result = run("data", "verify", "digits")
    assert (result.status, result.err) == (0, "")
    assert [line.split()[0] for line in result.out.splitlines()] == ["ok", "ok"]
    assert run("data", "verify", "mnist", "--path", folder).status == 0
    for name, content in tiny.items():
        (tmp_path / name).write_bytes(content[:-1] + b"!")
    result = run("data", "verify", "mnist", "--path", tmp_path)
    assert (result.status, result.err) == (1, "")
    assert [line.split()[0] for line in result.out.splitlines()] == ["WRONG"] * 4
    result = run("data", "verify", "mnist", "--path", tmp_path, "--json")
    assert result.status == 1
    *files, last = result.records
    assert [file["ok"] for file in files] == [False] * 4
    assert "expected the SHA-256" in files[0]["problem"]
    assert last == {"event": "result", "name": "mnist", "ok": False}


def test_what_is_refused(fails: Fails, monkeypatch: pytest.MonkeyPatch) -> None:
    for action in ("fetch", "verify"):
        told = fails(2, "data", action, "cifar")
        assert told == "NAME: 'cifar'; expected one of digits, mnist, fashion"
    told = fails(2, "data", "verify", "digits", "--path", "x")
    assert told == "--path: the digits are in the package; expected no folder"
    told = fails(1, "data", "verify", "mnist", "--path", "x")
    assert told.startswith("--path: expected a folder with the four IDX files of MNIST")
    assert "MNIST is neither in DELTAWARD_DATA nor in the cache" in fails(
        1, "data", "verify", "mnist"
    )
    monkeypatch.setenv("DELTAWARD_DATA", "nowhere")
    assert fails(1, "data", "list") == "DELTAWARD_DATA: expected a folder, got 'nowhere'"
