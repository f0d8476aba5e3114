# SPDX-License-Identifier: MIT
"""The header, compiled, against the network and the oracle."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import deltaward as dw
import oracle
from c_program import STRICT, cc, compute, numbers
from deltaward import seal

Array = npt.NDArray[Any]
Split = tuple[tuple[Array, Array], tuple[Array, Array]]


@pytest.fixture(scope="module")
def trained(digits: Split) -> dw.Network:
    net = dw.Network([64, 30, 10], activation="sigmoid", seed=3)
    net.fit(*digits[0], epochs=30, batch_size=10, learning_rate=0.5, verbose=0)
    return net


@pytest.fixture(scope="module")
def every_digit(digits: Split) -> Array:
    x = np.concatenate([digits[0][0], digits[1][0]])
    assert x.shape == (1797, 64)
    return x


def test_the_network_s_predictions_on_every_digit(
    trained: dw.Network, every_digit: Array, tmp_path: Path
) -> None:
    trained.to_c_header(tmp_path / "digits.h")
    found = compute(tmp_path / "digits.h", every_digit, trained.dtype)
    expected = trained.feedforward(every_digit)
    assert np.abs(found.outputs - expected).max() <= 1e-6
    assert (found.outputs_of_pixels == found.outputs).all()
    for classes in (found.predictions, found.predictions_of_pixels):
        assert classes.ravel().tolist() == trained.predict(every_digit).tolist()


@pytest.mark.parametrize("activation", list(oracle.SIGMA))
def test_activations(
    activation: str, dtype: np.dtype[Any], rng: np.random.Generator, tmp_path: Path
) -> None:
    """Hidden and last, with z from far below 0 to far above."""
    hidden = "tanh" if activation == "softmax" else activation
    net = dw.Network(
        [6, 5, 4, 3], activation=[hidden, hidden, activation], cost="quadratic", dtype=dtype
    )
    net.biases[0][:] = [-200, -3, 0, 3, 200]
    net.biases[2][:] = [-100, 0, 100]
    net.to_c_header(tmp_path / "net.h")
    pixels = rng.integers(0, 256, (100, 6), dtype=np.uint8)
    found = compute(tmp_path / "net.h", pixels, dtype)
    wide = net.copy(dtype="float64")
    with np.errstate(over="ignore"):
        _, a = oracle.forward(wide.weights, wide.biases, net.activations, pixels / 255)
    close = 1e-5 if dtype == np.float32 else 1e-12
    np.testing.assert_allclose(found.outputs, a[-1], rtol=close, atol=close)
    np.testing.assert_allclose(found.outputs_of_pixels, a[-1], rtol=close, atol=close)
    if activation in ("softmax", "sigmoid"):
        assert found.predictions.ravel().tolist() == net.predict(pixels).tolist()
    else:
        assert (found.predictions == found.outputs).all()


@pytest.mark.parametrize("sizes", [[1, 1], [5, 3], [3, 17, 2], [9, 2, 8, 3, 7, 5]])
@pytest.mark.parametrize("quantize", [None, "int8"])
def test_depths_and_widths(
    sizes: list[int], quantize: str | None, rng: np.random.Generator, tmp_path: Path
) -> None:
    """Buffers are shared between layers; each sum of four has a rest."""
    net = dw.Network(sizes, activation="tanh", output_activation="identity", cost="quadratic")
    pixels = rng.integers(0, 256, (50, sizes[0]), dtype=np.uint8)
    data: dict[str, Any] = (
        {} if quantize is None else {"x": pixels, "y": rng.standard_normal((50, sizes[-1]))}
    )
    net.to_c_header(tmp_path / "net.h", quantize=quantize, **data)
    if quantize:
        for w in net.weights:
            scale = np.abs(w).max(axis=1, keepdims=True) / 127
            w[:] = np.rint(w / scale) * scale
    found = compute(tmp_path / "net.h", pixels, net.dtype)
    np.testing.assert_allclose(found.outputs, net.feedforward(pixels), rtol=1e-5, atol=2e-6)
    assert (found.predictions_of_pixels == found.outputs).all()


def test_two_in_one_program_and_none_used(tmp_path: Path) -> None:
    """Twice in one file, in two files, and without a call: no warning, no clash."""
    dw.Network([3, 4, 2], activation="gelu").to_c_header(tmp_path / "one.h")
    dw.Network([3, 4, 2], activation="gelu").to_c_header(tmp_path / "other.h", name="two")
    include = '#include "one.h"\n#include "other.h"\n#include "one.h"\n'
    (tmp_path / "a.c").write_text(
        include + "int more(void);\nint main(void) { return one_self_test() + more(); }\n"
    )
    (tmp_path / "b.c").write_text(
        include + "int more(void);\nint more(void) { return two_self_test(); }\n"
    )
    (tmp_path / "c.c").write_text(include)
    files = [tmp_path / f"{name}.c" for name in "abc"]
    cc(*STRICT, "-Wshadow", "-Wconversion", *files, "-o", tmp_path / "both", "-lm")
    subprocess.run([tmp_path / "both"], check=True, timeout=60)


def test_cpp_takes_it(tmp_path: Path) -> None:
    compiler = shutil.which("c++") or shutil.which("g++") or shutil.which("clang++")
    if compiler is None:
        pytest.skip("C++: needs c++, g++ or clang++")
    dw.Network([3, 4, 2], activation="softplus").to_c_header(tmp_path / "net.h")
    (tmp_path / "a.cpp").write_text('#include "net.h"\nint main() { return net_self_test(); }\n')
    flags = ["-Wall", "-Wextra", "-Werror", "-pedantic"]
    command = [compiler, *flags, "-o", str(tmp_path / "a"), str(tmp_path / "a.cpp")]
    subprocess.run(command, check=True, timeout=60)
    subprocess.run([tmp_path / "a"], check=True, timeout=60)


def test_math_only_where_an_activation_needs_it(tmp_path: Path) -> None:
    net = dw.Network([3, 4, 5, 2], activation=["relu", "leaky_relu", "identity"], cost="absolute")
    net.to_c_header(tmp_path / "net.h")
    text = (tmp_path / "net.h").read_text("ascii")
    assert "#include" not in text.replace('#include "', "")
    assert "-lm" not in text
    compute(tmp_path / "net.h", np.zeros((1, 3), np.uint8), net.dtype, link=[])
    dw.Network([3, 2]).to_c_header(tmp_path / "net.h")
    text = (tmp_path / "net.h").read_text("ascii")
    assert "#include <math.h>" in text
    assert "-lm" in text


def test_no_state(trained: dw.Network, tmp_path: Path) -> None:
    trained.to_c_header(tmp_path / "net.h")
    text = (tmp_path / "net.h").read_text("ascii")
    assert set(re.findall(r"\bstatic (\w+)", text)) == {"const", "inline"}
    assert "alloc" not in text.split("*/", 1)[1]


def test_samples(trained: dw.Network, digits: Split, tmp_path: Path) -> None:
    x = digits[1][0][:3]
    trained.to_c_header(tmp_path / "net.h", samples=x)
    text = (tmp_path / "net.h").read_text("ascii")
    stored = np.array([n[:-1] for n in numbers(text, "net_test_inputs")]).astype(np.float32)
    assert (stored.reshape(3, 64) == x.astype(np.float32) / np.float32(255)).all()
    assert text.count("\n") > 100
    trained.to_c_header(tmp_path / "again.h", name="net", samples=x)
    assert (tmp_path / "again.h").read_bytes() == text.encode("ascii")


def test_what_a_comment_must_not_hold(digits: Split, tmp_path: Path) -> None:
    def close(y_true: Array, y_pred: Array) -> float:
        return 1.0

    close.__name__ = "a */ b ??/ @ NAME"
    net = dw.Network([64, 10])
    net.fit(*digits[0], validation_data=digits[1], metrics=[close], verbose=0)
    assert net.provenance is not None
    assert "*/" in str(net.provenance["settings"]["metrics"])
    net.to_c_header(tmp_path / "net.h")
    compute(tmp_path / "net.h", digits[1][0], net.dtype)
    assert r"a *\/ b ??\/ @ NAME" in (tmp_path / "net.h").read_text("ascii")


def test_the_digest(trained: dw.Network, tmp_path: Path) -> None:
    trained.to_c_header(tmp_path / "net.h")
    seal.check((tmp_path / "net.h").read_bytes())


X, Y = np.zeros((2, 3)), np.array([0, 1])


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"name": "2nd"}, ValueError, "name: '2nd'; expected what a name in C begins with"),
        ({"name": "é"}, ValueError, "name: 'é'"),
        ({"name": ""}, ValueError, "name: ''"),
        ({"name": 3}, TypeError, "name: 3; expected a str"),
        ({"path": "my-net.h"}, ValueError, "name: 'my-net' from the file's name"),
        ({"path": 3}, TypeError, "path: expected str"),
        ({"quantize": "int4"}, ValueError, "quantize: 'int4' is not known; expected one of int8"),
        ({"quantize": 8}, TypeError, "quantize: 8; expected a name"),
        ({"quantize": "int8"}, ValueError, "x: None with quantize='int8'; expected data"),
        ({"quantize": "int8", "x": X}, ValueError, "y: None with quantize='int8'"),
        ({"x": X, "y": Y}, ValueError, "x: given without quantize"),
        ({"quantize": "int8", "x": X[:, :2], "y": Y}, ValueError, "x: "),
        ({"samples": X}, ValueError, r"samples: shape \(2, 3\); expected \(3, 3\)"),
        ({"samples": [[1, 2, 3]] * 3}, TypeError, "samples: "),
        ({"samples": np.full((3, 3), np.nan)}, ValueError, "samples: "),
    ],
)
def test_what_is_refused(
    given: dict[str, Any], error: type[Exception], message: str, tmp_path: Path
) -> None:
    path = given.pop("path", "net.h")
    with pytest.raises(error, match=f"^{message}"):
        dw.Network([3, 2]).to_c_header(tmp_path / path if path != 3 else path, **given)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("kind", "array"), [("weights", "weights"), ("biases", "biases")])
def test_numbers_that_c_does_not_have(kind: str, array: str, tmp_path: Path) -> None:
    net = dw.Network([3, 4, 2])
    getattr(net, array)[1][0] = np.inf
    with pytest.raises(ValueError, match=f"net: NaN or infinity in the {kind} of layer 2"):
        net.to_c_header(tmp_path / "net.h")
    assert not list(tmp_path.iterdir())


def test_an_old_file_survives_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "net.h").write_text("old")
    monkeypatch.setattr("os.fsync", lambda descriptor: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        dw.Network([3, 2]).to_c_header(tmp_path / "net.h")
    assert (tmp_path / "net.h").read_text() == "old"


def test_samples_whose_outputs_overflow(tmp_path: Path) -> None:
    net = dw.Network([2, 1], cost="quadratic", output_activation="identity")
    net.weights[0][:] = 1e30
    with pytest.raises(ValueError, match=r"^samples: the network's outputs for them are not all"):
        net.to_c_header(tmp_path / "x.h", samples=np.full((3, 2), 1e30))
    assert not list(tmp_path.iterdir())
