# SPDX-License-Identifier: MIT
"""Shared by the tests of the data sets: an IDX writer of its own, mirrors on this machine."""

from __future__ import annotations

import gzip
import hashlib
import importlib
import struct
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pooch
import pytest

from deltaward.datasets import gunzip
from deltaward.datasets.mnist import MNIST
from deltaward.datasets.published import PublishedDataset

FORMATS = {0x08: "B", 0x09: "b", 0x0B: "h", 0x0C: "i", 0x0D: "f", 0x0E: "d"}

IdxWriter = Callable[[int, tuple[int, ...], Sequence[float]], bytes]


@pytest.fixture(scope="session")
def pack_idx() -> IdxWriter:
    """An IDX writer with nothing but struct: (type code, shape, elements) -> bytes."""

    def pack(code: int, shape: tuple[int, ...], elements: Sequence[float]) -> bytes:
        header = bytes([0, 0, code, len(shape)]) + b"".join(struct.pack(">I", n) for n in shape)
        return header + struct.pack(f">{len(elements)}{FORMATS[code]}", *elements)

    return pack


@pytest.fixture(params=["zlib", "zlib-ng"])
def unpacker(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Both ways to unpack a file, the first as if the other were not installed."""
    if request.param == "zlib":
        for name in ("zlib_ng", "zlib_ng.gzip_ng", "zlib_ng.zlib_ng"):
            monkeypatch.setitem(sys.modules, name, None)
    else:
        pytest.importorskip("zlib_ng")
    importlib.reload(gunzip)
    yield request.param
    monkeypatch.undo()
    importlib.reload(gunzip)


@dataclass
class Mirror:
    """A web server on 127.0.0.1 that serves `files` below /data/ and keeps a list of requests."""

    url: str
    files: dict[str, bytes] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)


@pytest.fixture
def start_mirror() -> Iterator[Callable[[dict[str, bytes]], Mirror]]:
    servers: list[ThreadingHTTPServer] = []
    threads: list[threading.Thread] = []

    def start(files: dict[str, bytes]) -> Mirror:
        mirror = Mirror("", dict(files))

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                name = self.path.removeprefix("/data/")
                mirror.requests.append(name)
                body = mirror.files.get(name)
                self.send_response(200 if body is not None else 404)
                for key, value in mirror.headers.items():
                    self.send_header(key, value)
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                # The client may hang up on a body that is too long.
                with suppress(ConnectionError):
                    self.wfile.write(body or b"")

            def log_message(self, *args: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        servers.append(server)
        threads.append(thread)
        mirror.url = f"http://127.0.0.1:{server.server_port}/data/"
        return mirror

    yield start
    for server, thread in zip(servers, threads, strict=True):
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty user cache; DELTAWARD_DATA unset; no proxy between here and a `Mirror`."""
    monkeypatch.setattr(pooch, "os_cache", lambda project: tmp_path / "cache" / project)
    monkeypatch.delenv("DELTAWARD_DATA", raising=False)
    for variable in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(variable, "127.0.0.1")
    return tmp_path / "cache" / "deltaward"


@pytest.fixture(scope="session")
def tiny_files(pack_idx: IdxWriter) -> dict[str, bytes]:
    """A data set of 20 training and 10 test images of 2 x 3, uncompressed."""
    files = {}
    for part, m in (("train", 20), ("t10k", 10)):
        pixels = [i * 7 % 256 for i in range(m * 6)]
        files[f"{part}-images-idx3-ubyte"] = pack_idx(0x08, (m, 2, 3), pixels)
        files[f"{part}-labels-idx1-ubyte"] = pack_idx(0x08, (m,), [i % 10 for i in range(m)])
    return files


@pytest.fixture(scope="session")
def tiny_gz(tiny_files: dict[str, bytes]) -> dict[str, bytes]:
    return {f"{name}.gz": gzip.compress(content) for name, content in tiny_files.items()}


@pytest.fixture
def tiny(tiny_files: dict[str, bytes]) -> PublishedDataset:
    """The tiny data set as MNIST, with its own checksums and a mirror that isn't there."""
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in tiny_files.items()}
    # Port 1 (tcpmux) has no server on any machine of today, so connecting is refused at once.
    return replace(MNIST, sha256=sums, mirrors=("http://127.0.0.1:1/data/",))
