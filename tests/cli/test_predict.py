# SPDX-License-Identifier: MIT
"""``deltaward predict``."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

import deltaward as dw
from deltaward.cli import predict_run

Run = Callable[..., Any]
Fails = Callable[..., str]
Pixels = npt.NDArray[np.uint8]

X_TEST, Y_TEST = dw.datasets.load_digits()[1]


def enlarge(image: Pixels, side: int, margin: int) -> Image.Image:
    """Make the picture that one would scan: dark on light, each pixel 10 x 10, with a margin."""
    paper = np.pad(image.reshape(side, side).repeat(10, 0).repeat(10, 1), margin)
    return Image.fromarray(255 - paper)


@pytest.mark.parametrize("name", ["x.idx", "x.gz"])
@pytest.mark.parametrize("shape", [(-1, 8, 8), (-1, 64)])
@pytest.mark.parametrize("dtype", [np.uint8, np.float32, np.float64])
def test_an_idx_file(run: Run, model: Path, name: str, shape: tuple[int, ...], dtype: Any) -> None:
    x = X_TEST[:20] if dtype is np.uint8 else (X_TEST[:20] / 255).astype(dtype)
    dw.datasets.write_idx(name, x.reshape(shape))
    net = dw.load(model)
    expected = net.predict(x).tolist()
    result = run("predict", model, name)
    assert (result.status, result.err) == (0, "")
    assert result.out.split() == [str(label) for label in expected]
    records = run("predict", model, name, "--json").records
    assert [record["index"] for record in records] == list(range(20))
    assert [record["prediction"] for record in records] == expected
    assert [record["probabilities"] for record in records] == net.predict_proba(x).tolist()


def test_outputs_that_are_no_probabilities(run: Run) -> None:
    dw.Network([64, 10], cost="quadratic").save("x.safetensors")
    dw.datasets.write_idx("x.idx", X_TEST[:3])
    records = run("predict", "x.safetensors", "x.idx", "--json").records
    outputs = dw.load("x.safetensors").feedforward(X_TEST[:3])
    assert [record["prediction"] for record in records] == outputs.argmax(axis=1).tolist()
    assert [record["probabilities"] for record in records] == [None] * 3


def test_one_output(run: Run) -> None:
    dw.Network([64, 1], cost="quadratic").save("x.safetensors")
    dw.datasets.write_idx("x.idx", X_TEST[:3])
    records = run("predict", "x.safetensors", "x.idx", "--json").records
    outputs = dw.load("x.safetensors").feedforward(X_TEST[:3])
    assert [[record["prediction"]] for record in records] == outputs.tolist()


@pytest.mark.parametrize(
    ("array", "told"),
    [
        (np.zeros((2, 7, 7), np.uint8), "images of shape (7, 7); the network takes 64 pixels"),
        (np.zeros(64, np.uint8), "uint8 of shape (64,); expected images"),
        (np.zeros((2, 8, 8), np.int32), "int32 of shape (2, 8, 8); expected images"),
        (np.zeros((0, 8, 8), np.uint8), "no images"),
        (np.full((2, 64), np.nan, np.float32), "NaN"),
    ],
)
def test_an_idx_file_of_something_else(
    fails: Fails, model: Path, array: npt.NDArray[Any], told: str
) -> None:
    dw.datasets.write_idx("x.idx", array)
    assert told.lower() in fails(1, "predict", model, "x.idx").lower()


def test_what_is_refused(fails: Fails, model: Path) -> None:
    assert fails(1, "predict", model, "none") == "none: No such file or directory"
    assert fails(1, "predict", "none", "none") == "none: No such file or directory"
    for name, content, told in (
        ("empty", b"", "neither an IDX file nor a picture that Pillow can read"),
        ("text", b"seven", "neither an IDX file nor a picture that Pillow can read"),
        ("cut", b"\0\0\x08\x03\0\0", "expected an IDX header"),
        ("cut.gz", b"\x1f\x8b\x08\0", "gzip"),
    ):
        Path(name).write_bytes(content)
        assert told in fails(1, "predict", model, name)


@pytest.mark.parametrize("margin", [0, 13, 90])
def test_pictures_of_the_digits(run: Run, model: Path, margin: int) -> None:
    """By way of the command line for some; test_picture.py has all of them."""
    expected = dw.load(model).predict(X_TEST[:10]).tolist()
    same = 0
    for image, label in zip(X_TEST[:10], expected, strict=True):
        enlarge(image, 8, margin).save("x.png")
        result = run("predict", model, "x.png")
        assert (result.status, result.err) == (0, "")
        same += result.out == f"{label}\n"
    assert same >= 9


def test_a_picture_as_json(run: Run, model: Path) -> None:
    enlarge(X_TEST[0], 8, 20).save("x.png")
    (record,) = run("predict", model, "x.png", "--json").records
    assert (record["event"], record["index"], record["prediction"]) == ("prediction", 0, Y_TEST[0])
    assert len(record["probabilities"]) == 10


def test_on_a_terminal(run: Run, model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(predict_run, "is_terminal", lambda stream: True)
    enlarge(X_TEST[0], 8, 20).save("x.png")
    *picture, last = run("predict", model, "x.png").out.splitlines()
    assert len(picture) == 10
    assert {len(line) for line in picture} == {18}
    assert last.startswith(f"{Y_TEST[0]}  (9")
    assert len(run("predict", model, "x.png", "--json").out.splitlines()) == 1


def test_without_pillow(fails: Fails, model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    enlarge(X_TEST[0], 8, 20).save("x.png")
    monkeypatch.setitem(sys.modules, "PIL", None)
    told = fails(1, "predict", model, "x.png")
    assert told.endswith("needs Pillow, which is not installed: pip install 'deltaward[image]'")


def test_a_network_that_takes_no_square(fails: Fails) -> None:
    dw.Network([65, 10]).save("x.safetensors")
    enlarge(X_TEST[0], 8, 20).save("x.png")
    assert "takes 65 numbers, which make no square" in fails(1, "predict", "x.safetensors", "x.png")
