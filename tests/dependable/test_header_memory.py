# SPDX-License-Identifier: MIT
"""What reading a hostile header takes: 64 MiB beyond the file's own length at most."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import deltaward as dw
import sealed_file
from deltaward import file_length

MIB = 1 << 20

# Not ru_maxrss, which a process inherits from the one that starts it.
READ = """
import sys
from pathlib import Path
import deltaward as dw

def peak():
    return 1024 * int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])

sound, *hostile = sys.argv[1:]
dw.load(sound)
for path in hostile:
    Path("/proc/self/clear_refs").write_text("5")  # the peak is what it has now
    before = peak()
    try:
        dw.load(path)
    except ValueError as error:
        assert str(error).startswith(path), error
    else:
        raise AssertionError(f"{path} is taken")
    print(peak() - before)
"""


def _entry(name: str, shape: str = "[]") -> str:
    return f'"{name}":{{"dtype":"F32","shape":{shape},"data_offsets":[0,0]}}'


def _filled(piece: str, length: int) -> str:
    """Repeat a piece, with commas between, up to a length."""
    return ",".join([piece] * ((length + 1) // (len(piece) + 1)))


JSON, HEADER = file_length.LONGEST_JSON - 100, file_length.LONGEST_HEADER - 100


def _list_of(piece: str) -> str:
    return '{"format":2,"a":[' + _filled(piece, JSON) + "]}"


TEXTS = {
    "objects": _list_of('{"":0}'),
    "empty objects": _list_of("{}"),
    "empty lists": _list_of("[]"),
    "numbers": _list_of("0.5"),
    "one object in another": '{"a":' * 900 + "1" + "}" * 900,
    "keys": json.dumps({"format": 2} | {hex(i): 0 for i in range(JSON // 14)}),
    "wide characters": json.dumps({"format": 2, "a": "x" * (JSON - 100) + "\U0001f600"}),
}
assert max(map(len, TEXTS.values())) <= file_length.LONGEST_JSON

HEADERS = {
    **{
        name: json.dumps({"__metadata__": {"deltaward": text}}, ensure_ascii=False)
        for name, text in TEXTS.items()
    },
    "tensors": "{" + ",".join(_entry(f"{i:x}") for i in range(HEADER // 64)) + "}",
    "dimensions": "{" + _entry("a", f"[{_filled('0', HEADER - 60)}]") + "}",
    "other metadata": json.dumps({"__metadata__": {f"{i:x}": "" for i in range(HEADER // 14)}}),
    "beyond the longest": " " * (file_length.LONGEST_HEADER + 1),
}


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's /proc")
def test_memory_for_a_header(tmp_path: Path) -> None:
    paths = [tmp_path / "sound", *(tmp_path / name for name in HEADERS)]
    dw.Network([2, 2]).save(paths[0])
    for path, header in zip(paths[1:], HEADERS.values(), strict=True):
        path.write_bytes(len(header).to_bytes(8, "little") + header.encode())
    found = subprocess.run(
        [sys.executable, "-c", READ, *paths],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert found.returncode == 0, found.stderr
    taken = dict(zip(HEADERS, map(int, found.stdout.split()), strict=True))
    assert {n: size for n, size in taken.items() if size > len(HEADERS[n]) + 64 * MIB} == {}
    assert max(taken.values()) > 20 * MIB  # the peak is seen


class _Hoarder(dw.callbacks.Callback):
    """Its state is text, of a length that no checkpoint can keep."""

    def get_state(self) -> dict[str, object]:
        return {"all": "x" * file_length.LONGEST_JSON}


def test_what_could_not_be_read_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    net = dw.Network([2, 2])
    net.save(path)
    before = path.read_bytes()
    checkpoint = dw.callbacks.Checkpoint(path)
    with pytest.raises(ValueError, match=r"a\.safetensors: what it says .* expected at most 1,048"):
        net.fit(np.eye(2), [0, 1], epochs=1, callbacks=[_Hoarder(), checkpoint], verbose=0)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_thousands_of_layers(tmp_path: Path) -> None:
    """A header has room for the arrays of 3,000 with their Adam, and not for twice that."""
    for layers, fits in ((3000, True), (6000, False)):
        net = dw.Network([1] * (layers + 1), activation="tanh")
        net.fit([[0.0]], [[0.0]], optimizer="adam", verbose=0)
        if fits:
            net.save(tmp_path / "a", optimizer=True)
            assert dw.load(tmp_path / "a").sizes == net.sizes
        else:
            with pytest.raises(ValueError, match=r"b: its header with the names .* 2,097,152"):
                net.save(tmp_path / "b", optimizer=True)


def _history(path: Path, epochs: int, resume: Path | None = None) -> dict[str, list[float]]:
    """Train with a checkpoint after each epoch."""
    net = dw.Network([2, 2], seed=1)
    checkpoint = dw.callbacks.Checkpoint(path)
    history: dw.History = net.fit(
        np.eye(2), [0, 1], epochs=epochs, callbacks=[checkpoint], resume=resume, verbose=0
    )
    return history.history


def test_the_first_checkpoints_had_lists(tmp_path: Path) -> None:
    path = tmp_path / "a"
    expected = _history(path, 2)
    tensors, about = sealed_file.read(path)
    about["training"]["history"] = expected
    held = {name: a for name, a in tensors.items() if not name.startswith("training.history")}
    sealed_file.write(path, held, about)
    again = _history(path, 3, resume=path)
    assert {name: figures[:2] for name, figures in again.items()} == expected


def test_a_long_history_is_kept(tmp_path: Path) -> None:
    """Of two hundred thousand epochs, as JSON it would be longer than what is read."""
    path = tmp_path / "a"
    short = _history(path, 1)
    tensors, about = sealed_file.read(path)
    kept = [name for name in tensors if name.startswith("training.history.")]
    assert len(kept) == len(short)
    figures = np.linspace(0, 1, 200_000)
    sealed_file.write(path, tensors | dict.fromkeys(kept, figures), about)
    for epochs in (2, 3):  # the second from what the first has written
        history = _history(path, epochs, resume=path)
        assert history.keys() == short.keys()
        for name in history:
            assert len(history[name]) == len(figures) + epochs - 1
            assert history[name][: len(figures)] == figures.tolist()
