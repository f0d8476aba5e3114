# SPDX-License-Identifier: MIT
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import deltaward as dw
import own_costs
import sealed_file
from c_program import try_cc
from deltaward import seal
from deltaward.verification import verify


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "net.safetensors"
    dw.Network([4, 3, 2], activation="gelu", seed=7).save(path)
    return path


def test_a_network(saved: Path) -> None:
    found = verify(saved)
    assert found.ok
    assert found.replay is not None
    assert found.replay.same_bits
    assert found.size == saved.stat().st_size
    assert found.digest.encode() in saved.read_bytes()
    assert found.provenance is None
    assert found.proof == {"deltaward": dw.__version__, "isa": dw.cpu_info()["isa"]}


def test_a_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "run"
    x, y = np.ones((9, 3)), np.arange(9) % 2
    net = dw.Network([3, 2])
    callbacks = [dw.callbacks.Checkpoint(path), dw.callbacks.ModelCheckpoint(tmp_path / "best")]
    how: dict[str, Any] = {
        "validation_data": (x, y),
        "optimizer": "adam",
        "batch_size": 4,
        "verbose": 0,
    }
    net.fit(x, y, epochs=2, callbacks=callbacks, **how)
    for name in ("run", "best"):
        found = verify(tmp_path / name)
        assert found.ok
        assert found.provenance == net.provenance
        assert found.provenance is not None


def test_a_network_with_a_cost_of_its_own(tmp_path: Path) -> None:
    """Outputs do not need it, and a file does not hold it."""
    path = tmp_path / "a"
    dw.Network([4, 2], output_activation="sigmoid", cost=own_costs.QuadraticCost).save(path)
    assert verify(path).ok


@pytest.mark.parametrize("isa", dw.cpu_info()["available"])
def test_from_one_instruction_set_to_another(isa: str, tmp_path: Path, digits: Any) -> None:
    net = dw.Network([64, 30, 10], activation="gelu")
    net.fit(*digits[0], verbose=0)
    net.save(tmp_path / "a.safetensors")
    code = (
        "from deltaward.verification import verify; import sys; "
        "found = verify(sys.argv[1]); print(found.ok, found.replay.exact)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.safetensors")],
        env=os.environ | {"DELTAWARD_ISA": isa},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    exact = isa == dw.cpu_info()["isa"] != "reference"
    assert run.stdout.split() == ["True", str(exact)]


@pytest.mark.parametrize("name", ["layers.0.weight", "proof.outputs"])
def test_numbers_that_do_not_belong_together(saved: Path, name: str) -> None:
    """What a digest can't see: a file that was sealed so."""
    tensors, about = sealed_file.read(saved)
    tensors[name][1] += 0.25
    sealed_file.write(saved, tensors, about)
    found = verify(saved)
    assert not found.ok
    assert found.replay is not None
    assert found.replay.difference > 0.001


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("proof.inputs", np.zeros((3, 5), np.float32), r"proof.inputs has shape \[3, 5\]"),
        ("proof.outputs", np.zeros((2, 2), np.float32), r"proof.outputs has shape \[2, 2\]"),
        ("proof.outputs", np.zeros((3, 2)), "proof.outputs is F64; expected F32"),
        ("proof.inputs", np.full((3, 4), np.nan, np.float32), "proof.inputs: nan in row 0"),
        ("proof.inputs", None, r"tensors missing: \['proof.inputs'\]"),
    ],
)
def test_pairs_that_are_none(saved: Path, name: str, value: Any, message: str) -> None:
    tensors, about = sealed_file.read(saved)
    del tensors[name]
    if value is not None:
        tensors[name] = value
    sealed_file.write(saved, tensors, about)
    with pytest.raises(ValueError, match=rf"net\.safetensors: {message}"):
        verify(saved)


def test_a_file_without_digest(saved: Path) -> None:
    tensors, about = sealed_file.read(saved)
    sealed_file.write(saved, tensors, about | {"format": 1})
    with pytest.raises(ValueError, match="format 1, which has no digest and no proof"):
        verify(saved)


def test_sizes_of_no_network(saved: Path) -> None:
    tensors, about = sealed_file.read(saved)
    sealed_file.write(saved, tensors, about | {"sizes": []})
    with pytest.raises(ValueError, match=r"net\.safetensors: metadata 'sizes': \[\]; expected"):
        verify(saved)


@pytest.fixture
def header(tmp_path: Path) -> Path:
    path = tmp_path / "net.h"
    dw.Network([3, 2], seed=7).to_c_header(path)
    return path


def test_a_header(header: Path) -> None:
    found = verify(header)
    assert found.ok
    assert (found.replay, found.self_test, found.provenance) == (None, None, None)
    assert found.proof["deltaward"] == dw.__version__
    try_cc("--version")
    assert verify(header, run=True).self_test == 0


def test_every_byte_of_a_header_counts(header: Path) -> None:
    for i in range(header.stat().st_size):
        sealed_file.flip(header, 8 * i + i % 8)
        with pytest.raises(ValueError, match=r"net\.h: file_sha256: "):
            verify(header)
        sealed_file.flip(header, 8 * i + i % 8)
    assert verify(header).ok


def test_ends_of_lines_are_no_damage(header: Path) -> None:
    header.write_bytes(header.read_bytes().replace(b"\n", b"\r\n"))
    assert verify(header).ok


def test_nothing_in_a_header_runs_unless_asked_for(
    header: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: pytest.fail("ran a program"))
    assert verify(header).ok


def test_a_header_that_is_none(header: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(FileNotFoundError, match="no C compiler"):
        verify(header, run=True)
    header.write_text("int main(void) { return 0; }\n")
    with pytest.raises(ValueError, match=r"net\.h: file_sha256: 0 of them in the file"):
        verify(header)
    with pytest.raises(FileNotFoundError):
        verify(header.with_name("none.h"))
    with pytest.raises(TypeError, match="path: "):
        verify(3)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "stated", ['{"provenance": {"data": null}}', '{"a": ' + "[" * 100_000 + "}", '{"a": "}']
)
def test_a_header_whose_proof_is_none(header: Path, stated: str) -> None:
    text = header.read_text()
    digest = verify(header).digest
    lines = text.replace(digest, seal.BLANK).split("\n")
    place = next(i for i, line in enumerate(lines) if line.startswith(" * proof: "))
    lines[place] = f" * proof: {stated}"
    with header.open("wb") as file:
        seal.write(file, "\n".join(lines).encode())
    with pytest.raises(ValueError, match=r"net\.h: "):
        verify(header)
