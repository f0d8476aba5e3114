# SPDX-License-Identifier: MIT
import hashlib
import io
import mmap
from pathlib import Path

import pytest

from deltaward import seal

HOLDS = {
    "text": b" * file_sha256: %s\n the rest",
    "json": b'{"file_sha256": "%s", "sizes": [1, 2]}',
    "json in json": b'{"a": "{\\"file_sha256\\": \\"%s\\"}"}',
    "at the end": b"\0\xff\x80 file_sha256: %s",
}


def sealed(data: bytes) -> bytes:
    file = io.BytesIO()
    seal.write(file, data)
    return file.getvalue()


@pytest.mark.parametrize("form", HOLDS)
def test_the_digest_is_of_the_file_with_zeros(form: str) -> None:
    blank = HOLDS[form] % (b"0" * 64)
    data = sealed(blank)
    expected = hashlib.sha256(blank).hexdigest()
    assert data == HOLDS[form] % expected.encode()
    assert seal.check(data) == expected


@pytest.mark.parametrize("form", HOLDS)
def test_every_bit_counts(form: str) -> None:
    data = sealed(HOLDS[form] % (b"0" * 64))
    for bit in range(8 * len(data)):
        wrong = bytearray(data)
        wrong[bit // 8] ^= 1 << bit % 8
        with pytest.raises(ValueError, match=r"^file_sha256: "):
            seal.check(bytes(wrong))


@pytest.mark.parametrize("wrong", [b"", b"x", b"\n"])
def test_more_or_less(wrong: bytes) -> None:
    data = sealed(HOLDS["text"] % (b"0" * 64))
    with pytest.raises(ValueError, match="was changed or damaged after it was written"):
        seal.check(data + wrong if wrong else data[:-1])


def test_none_and_two() -> None:
    for count in (0, 2):
        with pytest.raises(ValueError, match=f"{count} of them in the file; expected one"):
            seal.check(b"file_sha256: %s\n" % (b"0" * 64) * count)
    with pytest.raises(ValueError, match="expected 000000"):
        seal.write(io.BytesIO(), b"file_sha256: %s" % (b"1" * 64))


def test_only_up_to_an_end(tmp_path: Path) -> None:
    """What is behind the header of a file may be any bytes, those of a digest too."""
    data = HOLDS["text"] % (b"0" * 64)
    file = io.BytesIO()
    seal.write(file, data)
    both = file.getvalue() + data
    with pytest.raises(ValueError, match="2 of them"):
        seal.check(both)
    with pytest.raises(ValueError, match="its bytes come to"):
        seal.check(both, len(data))
    (tmp_path / "a").write_bytes(file.getvalue())
    with (tmp_path / "a").open("rb") as raw, mmap.mmap(raw.fileno(), 0, access=1) as mapped:
        seal.check(mapped, len(data))
