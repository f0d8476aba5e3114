# SPDX-License-Identifier: MIT
"""Downloads from mirrors on this machine: sound, wrong, damaged, endless and absent ones."""

from __future__ import annotations

import gzip
import hashlib
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from deltaward.datasets import download, read_idx
from deltaward.datasets.download import download_idx
from deltaward.datasets.folder import FILES
from deltaward.datasets.published import PublishedDataset

StartMirror = Callable[[dict[str, bytes]], Any]
ABSENT = "http://127.0.0.1:1/data/"

pytestmark = pytest.mark.usefixtures("cache")


def test_a_sound_mirror_fills_the_cache(
    cache: Path, tiny: PublishedDataset, tiny_gz: dict[str, bytes], start_mirror: StartMirror
) -> None:
    mirror = start_mirror(tiny_gz)
    dataset = replace(tiny, mirrors=(mirror.url,))
    (x_train, y_train), (x_test, y_test) = dataset.load()
    assert (x_train.shape, y_train.shape) == ((20, 6), (20,))
    assert (x_test.shape, y_test.shape) == ((10, 6), (10,))
    assert mirror.requests == [f"{name}.gz" for name in FILES]
    assert sorted(path.name for path in (cache / "mnist").iterdir()) == sorted(FILES)
    for name in FILES:
        assert (cache / "mnist" / name).read_bytes() == gzip.decompress(tiny_gz[f"{name}.gz"])
        assert stat.S_ISREG((cache / "mnist" / name).stat().st_mode)

    dataset.load()
    assert len(mirror.requests) == len(FILES)


def test_the_next_mirror_is_tried_and_then_kept(
    tiny: PublishedDataset, tiny_gz: dict[str, bytes], start_mirror: StartMirror
) -> None:
    first, second = start_mirror({}), start_mirror(tiny_gz)
    replace(tiny, mirrors=(first.url, second.url)).load()
    assert first.requests == [f"{FILES[0]}.gz"]
    assert second.requests == [f"{name}.gz" for name in FILES]


def wrong_answers(good: bytes) -> dict[str, bytes]:
    content = gzip.decompress(good)
    return {
        "another file": gzip.compress(content[:-1] + b"x"),
        "half a file": good[: len(good) // 2],
        "a page for people": b"<!DOCTYPE html><title>Please log in</title>",
        "nothing": b"",
        "a file that goes on": gzip.compress(content + bytes(1000)),
    }


@pytest.mark.parametrize("wrong", wrong_answers(gzip.compress(b"12345678")))
def test_wrong_content_is_never_cached_and_the_next_mirror_is_tried(
    cache: Path,
    tiny: PublishedDataset,
    tiny_gz: dict[str, bytes],
    start_mirror: StartMirror,
    wrong: str,
) -> None:
    name = FILES[1]
    answer = wrong_answers(tiny_gz[f"{name}.gz"])[wrong]
    bad, good = start_mirror({**tiny_gz, f"{name}.gz": answer}), start_mirror(tiny_gz)

    with pytest.raises(ValueError, match="no mirror gave the published file") as caught:
        replace(tiny, mirrors=(bad.url,)).load()
    assert f"{bad.url}{name}.gz: expected" in str(caught.value)
    assert [path.name for path in (cache / "mnist").iterdir()] == [FILES[0]]

    (x_train, _), _ = replace(tiny, mirrors=(bad.url, good.url)).load()
    assert x_train.shape == (20, 6)


def test_wrong_sum_is_given_with_the_right_one(
    tiny_gz: dict[str, bytes], start_mirror: StartMirror
) -> None:
    content = gzip.decompress(tiny_gz[f"{FILES[0]}.gz"])
    mirror = start_mirror(tiny_gz)
    with pytest.raises(ValueError, match="no mirror") as caught:
        download_idx(FILES[0], "0" * 64, [mirror.url])
    assert "0" * 64 in str(caught.value)
    assert hashlib.sha256(content).hexdigest() in str(caught.value)


def test_a_mirror_can_not_fill_the_memory(
    tiny: PublishedDataset,
    tiny_gz: dict[str, bytes],
    start_mirror: StartMirror,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(download, "_LIMIT", 100_000)
    endless, good = start_mirror({f"{FILES[0]}.gz": bytes(400_000)}), start_mirror(tiny_gz)
    with pytest.raises(ValueError, match="expected at most 100000 bytes, got more"):
        replace(tiny, mirrors=(endless.url,)).load()
    replace(tiny, mirrors=(endless.url, good.url)).load()


def test_the_limit_lets_the_largest_file_through() -> None:
    assert download._LIMIT > 4 + 3 * 4 + 60_000 * 28 * 28


def test_content_that_the_server_has_unpacked_on_the_way(
    cache: Path, tiny: PublishedDataset, tiny_gz: dict[str, bytes], start_mirror: StartMirror
) -> None:
    mirror = start_mirror(tiny_gz)
    mirror.headers["Content-Encoding"] = "gzip"
    (x_train, _), _ = replace(tiny, mirrors=(mirror.url,)).load()
    assert x_train.shape == (20, 6)
    assert (cache / "mnist" / FILES[0]).stat().st_size == 16 + 120


def test_a_damaged_copy_in_the_cache_is_replaced(
    cache: Path,
    tiny: PublishedDataset,
    tiny_files: dict[str, bytes],
    tiny_gz: dict[str, bytes],
    start_mirror: StartMirror,
) -> None:
    (cache / "mnist").mkdir(parents=True)
    for name, content in tiny_files.items():
        (cache / "mnist" / name).write_bytes(content)
    (cache / "mnist" / FILES[2]).write_bytes(tiny_files[FILES[2]][:-1])
    mirror = start_mirror(tiny_gz)
    dataset = replace(tiny, mirrors=(mirror.url,))
    dataset.load()
    assert mirror.requests == [f"{FILES[2]}.gz"]
    assert (cache / "mnist" / FILES[2]).read_bytes() == tiny_files[FILES[2]]
    dataset.load()
    assert len(mirror.requests) == 1


def test_a_damaged_gz_in_the_cache_is_replaced_for_good(
    cache: Path, tiny: PublishedDataset, tiny_gz: dict[str, bytes], start_mirror: StartMirror
) -> None:
    (cache / "mnist").mkdir(parents=True)
    (cache / "mnist" / f"{FILES[0]}.gz").write_bytes(b"\x1f\x8bdamaged")
    mirror = start_mirror(tiny_gz)
    dataset = replace(tiny, mirrors=(mirror.url,))
    dataset.load()
    dataset.load()
    assert len(mirror.requests) == len(FILES)


def test_offline_names_mirrors_reasons_and_the_way_out(
    tiny: PublishedDataset, start_mirror: StartMirror
) -> None:
    empty = start_mirror({})
    with pytest.raises(ConnectionError) as caught:
        replace(tiny, mirrors=(ABSENT, empty.url)).load()
    message = str(caught.value)
    assert isinstance(caught.value, OSError)
    assert message.startswith(f"MNIST: {FILES[0]}: no mirror gave the published file:")
    assert f"{ABSENT}{FILES[0]}.gz: ConnectionError: " in message
    assert f"{empty.url}{FILES[0]}.gz: HTTPError: 404" in message
    assert "path=..." in message
    assert "set DELTAWARD_DATA" in message
    assert "was looked at" not in message


def test_offline_says_that_the_variable_was_looked_at(
    tmp_path: Path, tiny: PublishedDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DELTAWARD_DATA", str(tmp_path))
    with pytest.raises(ConnectionError, match=r"DELTAWARD_DATA was looked at: .*mnist"):
        tiny.load()


def test_offline_with_a_damaged_cache_says_so(cache: Path, tiny: PublishedDataset) -> None:
    (cache / "mnist").mkdir(parents=True)
    (cache / "mnist" / FILES[0]).write_bytes(b"damaged")
    with pytest.raises(ConnectionError, match=r"The copy in the cache can't be used: .*0x6461"):
        tiny.load()


def test_one_wrong_and_one_absent_mirror_is_a_connection_error(
    tiny: PublishedDataset, tiny_gz: dict[str, bytes], start_mirror: StartMirror
) -> None:
    bad = start_mirror(dict.fromkeys(tiny_gz, b"wrong"))
    with pytest.raises(ConnectionError) as caught:
        replace(tiny, mirrors=(bad.url, ABSENT)).load()
    assert "begins with 0x0000, got 0x7772" in str(caught.value)


def test_a_cache_that_can_not_be_made_is_found_before_the_download(
    cache: Path, tiny: PublishedDataset, tiny_gz: dict[str, bytes], start_mirror: StartMirror
) -> None:
    cache.parent.mkdir()
    cache.write_bytes(b"a file where the folder should be")
    mirror = start_mirror(tiny_gz)
    with pytest.raises(OSError, match="deltaward"):
        replace(tiny, mirrors=(mirror.url,)).load()
    assert not mirror.requests


def test_progress_goes_to_stderr(
    tiny: PublishedDataset,
    tiny_gz: dict[str, bytes],
    start_mirror: StartMirror,
    capfd: pytest.CaptureFixture[str],
) -> None:
    replace(tiny, mirrors=(start_mirror(tiny_gz).url,)).fetch(progress=True)
    out, err = capfd.readouterr()
    assert not out
    assert "100%" in err


def test_without_progress_nothing_is_printed(
    tiny: PublishedDataset,
    tiny_gz: dict[str, bytes],
    start_mirror: StartMirror,
    capfd: pytest.CaptureFixture[str],
) -> None:
    arrays = replace(tiny, mirrors=(start_mirror(tiny_gz).url,)).fetch()
    assert capfd.readouterr() == ("", "")
    assert list(arrays) == list(FILES)


def test_what_was_written_can_be_read(
    cache: Path, tiny: PublishedDataset, tiny_gz: dict[str, bytes], start_mirror: StartMirror
) -> None:
    arrays = replace(tiny, mirrors=(start_mirror(tiny_gz).url,)).fetch()
    for name, array in arrays.items():
        assert (read_idx(cache / "mnist" / name) == array).all()
