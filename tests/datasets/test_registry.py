# SPDX-License-Identifier: MIT
"""The data sets by name: what the command line lists, fetches, verifies and loads."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from deltaward.datasets import registry
from deltaward.datasets.folder import FILES
from deltaward.datasets.published import PublishedDataset

StartMirror = Callable[[dict[str, bytes]], Any]

pytestmark = pytest.mark.usefixtures("cache")


@pytest.fixture
def serve_tiny(
    tiny: PublishedDataset,
    tiny_gz: dict[str, bytes],
    start_mirror: StartMirror,
    monkeypatch: pytest.MonkeyPatch,
) -> Any:
    """Put the tiny data set in MNIST's place, with a mirror that has it."""
    mirror = start_mirror(tiny_gz)
    dataset = dataclasses.replace(tiny, mirrors=(mirror.url,))
    others = {name: known for name, known in registry._PUBLISHED.items() if name != "mnist"}
    monkeypatch.setattr(registry, "_PUBLISHED", MappingProxyType({"mnist": dataset, **others}))
    return mirror


def test_names() -> None:
    assert registry.NAMES == ("digits", "mnist", "fashion")


@pytest.mark.parametrize("call", [registry.load, registry.status, registry.fetch, registry.verify])
@pytest.mark.parametrize("name", ["MNIST", "", "cifar", None])
def test_an_unknown_name_is_refused(call: Callable[[Any], object], name: Any) -> None:
    with pytest.raises(ValueError, match="name: expected one of digits, mnist, fashion, got"):
        call(name)


def test_the_digits_are_always_here() -> None:
    (x_train, _), _ = registry.load("digits")
    assert x_train.shape == (1541, 64)
    status = registry.status("digits")
    assert status.source == "package"
    assert registry.fetch("digits") == status.folder
    checks = registry.verify("digits")
    assert len(checks) == 2
    assert all(check.ok and check.path.parent == status.folder for check in checks)


def test_the_digits_take_no_path(tmp_path: Path) -> None:
    for call in (registry.load, registry.verify):
        with pytest.raises(ValueError, match="path: expected None for the digits"):
            call("digits", tmp_path)


def test_from_absent_to_fetched_verified_and_loaded(cache: Path, serve_tiny: Any) -> None:
    assert registry.status("mnist").source == "absent"
    with pytest.raises(FileNotFoundError, match="neither in DELTAWARD_DATA nor in the cache"):
        registry.verify("mnist")
    assert not serve_tiny.requests

    assert registry.fetch("mnist") == cache / "mnist"
    assert registry.status("mnist") == registry.Status(
        "mnist", "MNIST", "CC BY-SA 3.0", "cache", cache / "mnist"
    )
    assert [check.ok for check in registry.verify("mnist")] == [True] * 4
    (x_train, _), _ = registry.load("mnist")
    assert x_train.shape == (20, 6)
    assert len(serve_tiny.requests) == len(FILES)


@pytest.mark.usefixtures("serve_tiny")
def test_verify_tells_each_file(tmp_path: Path, tiny_files: dict[str, bytes]) -> None:
    for name, content in tiny_files.items():
        (tmp_path / name).write_bytes(content)
    changed = bytearray(tiny_files[FILES[1]])
    changed[-1] ^= 1
    (tmp_path / FILES[1]).write_bytes(changed)
    (tmp_path / FILES[3]).write_bytes(b"damaged")
    checks = registry.verify("mnist", tmp_path)
    assert [check.ok for check in checks] == [True, False, True, False]
    assert [check.path.name for check in checks] == list(FILES)
    assert "expected the SHA-256" in str(checks[1].problem)
    assert "expected an IDX file" in str(checks[3].problem)


@pytest.mark.usefixtures("serve_tiny")
def test_verify_tells_what_the_cache_lacks(cache: Path, tiny_files: dict[str, bytes]) -> None:
    (cache / "mnist").mkdir(parents=True)
    (cache / "mnist" / FILES[0]).write_bytes(tiny_files[FILES[0]])
    checks = registry.verify("mnist")
    assert [check.ok for check in checks] == [True, False, False, False]
    assert "no such file" in str(checks[1].problem)


@pytest.mark.usefixtures("serve_tiny")
def test_status_with_the_variable(
    tmp_path: Path, tiny_gz: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, content in tiny_gz.items():
        (tmp_path / name).write_bytes(content)
    monkeypatch.setenv("DELTAWARD_DATA", str(tmp_path))
    status = registry.status("mnist")
    assert (status.source, status.folder) == ("DELTAWARD_DATA", tmp_path)
    assert registry.load("mnist")[0][0].shape == (20, 6)


def test_results_can_be_written_as_json() -> None:
    for name in registry.NAMES:
        json.dumps(dataclasses.asdict(registry.status(name)), default=str)
    json.dumps([dataclasses.asdict(check) for check in registry.verify("digits")], default=str)
