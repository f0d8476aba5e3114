# SPDX-License-Identifier: MIT
"""The pairs in a file, and what becomes of a file with a bit that is not as it was."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from safetensors.numpy import save as to_bytes

import deltaward as dw
import oracle
import sealed_file
from deltaward import seal
from deltaward.proof import proof_of, replay, tolerance_of

Array = npt.NDArray[Any]


def test_the_pairs(dtype: np.dtype[Any]) -> None:
    net = dw.Network([6, 4, 3], activation="tanh", dtype=dtype, seed=5)
    proof = proof_of(net)
    assert proof.inputs.shape == (3, 6)
    assert proof.inputs.dtype == proof.outputs.dtype == dtype
    wide = net.copy(dtype="float64")
    inputs = proof.inputs.astype(np.float64)
    _, a = oracle.forward(wide.weights, wide.biases, net.activations, inputs)
    np.testing.assert_allclose(proof.outputs, a[-1], rtol=1e-5)
    assert proof.about["provenance"] is None
    assert proof.about["isa"] == dw.cpu_info()["isa"]
    # Pixels: what takes only those can be given them too.
    pixels = np.rint(proof.inputs * 255)
    assert pixels.max() > 200
    assert pixels.min() < 50
    assert (net.feedforward(pixels.astype(np.uint8)) == proof.outputs).all()


def test_the_inputs_are_those_of_the_seed() -> None:
    first, again, other = (proof_of(dw.Network([6, 3], seed=seed)).inputs for seed in (5, 5, 6))
    assert (first == again).all()
    assert (first != other).any()


def test_inputs_as_large_as_the_data_and_none_of_it(rng: np.random.Generator) -> None:
    """Who hands on a network does not hand on rows of the data that it was trained on."""
    x = rng.uniform(-3000, 500, (200, 7))
    net = dw.Network([7, 3], dtype="float64")
    net.fit(x, np.arange(200) % 3, learning_rate=1e-9, verbose=0)
    inputs = proof_of(net).inputs
    assert x.min() <= inputs.min() < -2000
    assert 0 < inputs.max() <= x.max()
    assert not np.isin(inputs, x).any()


def test_inputs_that_float32_can_hold() -> None:
    net = dw.Network([2, 2])
    net._provenance = {"data": {"range": [-1e300, 1e300]}}
    assert np.isfinite(proof_of(net).inputs).all()


def test_replay(dtype: np.dtype[Any]) -> None:
    net = dw.Network([20, 10, 5], dtype=dtype)
    proof = proof_of(net)
    same = replay(net, proof.inputs, proof.outputs, proof.about)
    assert (same.ok, same.same_bits, same.difference, same.pairs) == (True, True, 0, 3)
    near = proof.outputs.copy()
    near[1, 2] = np.nextafter(near[1, 2], dtype.type(2))
    elsewhere = proof.about | {"isa": "another"}
    assert replay(net, proof.inputs, near, elsewhere).ok
    # The same loops of the same version give the same bits, unless they use the C library's exp.
    here = replay(net, proof.inputs, near, proof.about)
    assert not here.same_bits
    assert here.ok == (dw.cpu_info()["isa"] == "reference")
    assert replay(net, proof.inputs, near, proof.about | {"deltaward": "0.0.1"}).ok
    far = near + 100 * dtype.type(tolerance_of(net, proof.inputs, proof.outputs))
    assert not replay(net, proof.inputs, far, elsewhere).ok
    assert not replay(net, proof.inputs, np.full_like(near, np.nan), elsewhere).ok


def test_another_network_is_noticed() -> None:
    net = dw.Network([20, 10, 5], activation="tanh")
    proof = proof_of(net)
    elsewhere = proof.about | {"isa": "another"}
    for change in ("weights", "biases"):
        other = net.copy()
        getattr(other, change)[0][3] += 0.01
        assert not replay(other, proof.inputs, proof.outputs, elsewhere).ok
    other = dw.Network([20, 10, 5], activation="gelu")
    assert not replay(other, proof.inputs, proof.outputs, elsewhere).ok


def test_large_weights_make_large_roundings() -> None:
    net = dw.Network([50, 5], activation="identity", cost="quadratic")
    net.weights[0][:] *= 1e6
    net.weights[0][:, 1] -= net.weights[0].sum(axis=1)  # and little is left of them
    proof = proof_of(net, np.ones((3, 50)))
    exact = net.copy(dtype="float64").feedforward(np.ones((3, 50)))
    off = np.abs(proof.outputs - exact).max()
    tolerance = tolerance_of(net, proof.inputs, proof.outputs)
    assert tolerance == pytest.approx(16 * off)
    assert tolerance > 1e-5 * np.abs(proof.outputs).max()


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "net.safetensors"
    net = dw.Network([3, 2], seed=7)
    net.fit(np.ones((4, 3)), np.arange(4) % 2, batch_size=2, epochs=2, verbose=0)
    net.save(path)
    return path


def test_every_bit_of_a_file_counts(saved: Path) -> None:
    """Also those of the header's spaces and of the names: the digest covers the whole file."""
    data = saved.read_bytes()
    dw.load(saved)
    # One bit of each byte of the header, for all of them take ten seconds, and all of the numbers.
    header = 8 + int.from_bytes(data[:8], "little")
    bits = [*(8 * i + i % 8 for i in range(header)), *range(8 * header, 8 * len(data))]
    assert header > 1000
    assert len(bits) == header + 8 * 4 * (6 + 2 + 9 + 6)
    for bit in bits:
        sealed_file.flip(saved, bit)
        with pytest.raises(ValueError, match=r"net\.safetensors: "):
            dw.load(saved)
        sealed_file.flip(saved, bit)
    dw.load(saved)


def test_bytes_more_or_less(saved: Path) -> None:
    data = saved.read_bytes()
    for wrong in (data[:-1], data + b"\0", data[:-8] + data[-4:] + data[-8:-4]):
        saved.write_bytes(wrong)
        with pytest.raises(ValueError, match=r"net\.safetensors: "):
            dw.load(saved)


def test_a_file_of_the_format_before(saved: Path) -> None:
    """Format 1 had neither digest nor pairs."""
    net = dw.load(saved)
    tensors, about = sealed_file.read(saved)
    tensors = {name: t for name, t in tensors.items() if not name.startswith("proof.")}
    del about["proof"]
    sealed_file.write(saved, tensors, about | {"format": 1})
    old = dw.load(saved)
    assert (old.weights[0] == net.weights[0]).all()
    assert old.provenance is None


def test_provenance_stays_with_the_network(saved: Path, tmp_path: Path) -> None:
    net = dw.load(saved)
    assert net.provenance is not None
    assert net.provenance["settings"]["epochs"] == 2
    net.save(tmp_path / "again")
    assert dw.load(tmp_path / "again").provenance == net.provenance == net.copy().provenance


KNOWN = {"dtype": "float32", "shape": [4, 3], "range": [0, 1], "rows": 4, "fingerprint": "0a"}


@pytest.mark.parametrize(
    "data",
    [
        *([], {}, {"range": 3}, {"range": [0, 1]}, {"range": [1]}),
        *(KNOWN | {"range": ends} for ends in ([2, 1], ["a", "b"], [0, float("inf")])),
        *(KNOWN | {key: 0.5} for key in ("dtype", "shape", "rows", "fingerprint")),
    ],
)
def test_a_provenance_that_is_none(saved: Path, data: Any) -> None:
    tensors, about = sealed_file.read(saved)
    about["proof"]["provenance"]["data"] = data
    sealed_file.write(saved, tensors, about)
    with pytest.raises(ValueError, match=r"net\.safetensors: metadata 'provenance': "):
        dw.load(saved)


@pytest.mark.parametrize("stated", [[1], {"data": None}, {"data": None, "settings": [1]}])
def test_settings_that_are_none(saved: Path, stated: Any) -> None:
    tensors, about = sealed_file.read(saved)
    about["proof"]["provenance"] = stated
    sealed_file.write(saved, tensors, about)
    with pytest.raises(ValueError, match=r"net\.safetensors: metadata 'provenance': "):
        dw.load(saved)


@pytest.mark.parametrize("long", ["1" * 5000, "[" * 100_000])
def test_metadata_that_python_does_not_read(saved: Path, long: str) -> None:
    text = f'{{"{seal.KEY}": "{seal.BLANK}", "format": 2, "a": {long}}}'
    with saved.open("wb") as file:
        seal.write(file, to_bytes({}, metadata={"deltaward": text}))
    with pytest.raises(ValueError, match=r"net\.safetensors: metadata 'deltaward' is not JSON: "):
        dw.load(saved)


def test_replaced_while_it_is_read(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Digest and tensors are of one file, also if a training writes a new one in between."""
    if os.name == "nt":
        pytest.skip("POSIX: only there an open file can be replaced")
    import safetensors

    opened, old = safetensors.safe_open, dw.load(saved)
    calls: list[str] = []

    def replace_first(path: str, **how: Any) -> Any:
        if not calls:
            old.biases[0][:] = 99
            old.save(path)
        calls.append(path)
        return opened(path, **how)

    monkeypatch.setattr("safetensors.safe_open", replace_first)
    assert (dw.load(saved).biases[0] == 99).all()
    assert len(calls) == 2
