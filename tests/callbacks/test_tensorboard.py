# SPDX-License-Identifier: MIT
import gc
import math
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from deltaward.callbacks import LambdaCallback, TensorBoard, event_files
from fake_run import FakeRun

LIBRARIES = ["tensorboardX", "tensorboard"]


class FakeFile:
    """In place of an event file, so that what is written is tested without any library."""

    made: dict[str, "FakeFile"]

    def __init__(self, folder: Path) -> None:
        assert folder.name not in self.made, "opened twice"
        self.made[folder.name] = self
        self.written: list[Any] = []
        self.seen, self.closed = 0, False

    def scalars(self, figures: dict[str, float], step: int) -> None:
        self.written.append((step, figures))

    def histogram(self, tag: str, values: Any, step: int) -> None:
        self.written.append((step, tag, values.copy()))

    def flush(self) -> None:
        self.seen = len(self.written)

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> dict[str, FakeFile]:
    made: dict[str, FakeFile] = {}
    monkeypatch.setattr(FakeFile, "made", made, raising=False)
    monkeypatch.setattr(event_files, "EventFile", FakeFile)
    monkeypatch.setattr(event_files, "load_library", lambda: None)
    return made


def test_training_and_validation_share_a_chart(files: dict[str, FakeFile]) -> None:
    """A chart is a name, a line in it is a folder."""
    logs = {"cost": 1.0, "val_cost": 2.0, "accuracy": math.nan, "val_f1": 0.5, "seconds": 0.25}
    FakeRun().drive([TensorBoard("runs")], [logs, logs | {"cost": 0.5}])
    assert {name: file.written for name, file in files.items()} == {
        "train": [(0, {"cost": 1.0, "seconds": 0.25}), (1, {"cost": 0.5, "seconds": 0.25})],
        "validation": [(0, {"cost": 2.0, "f1": 0.5}), (1, {"cost": 2.0, "f1": 0.5})],
    }
    assert all(file.closed for file in files.values())


def test_without_validation_there_is_one_folder(files: dict[str, FakeFile]) -> None:
    FakeRun().drive([TensorBoard("runs")], [{"cost": 1.0}])
    assert list(files) == ["train"]


def test_each_epoch_can_be_seen_when_it_ends(files: dict[str, FakeFile]) -> None:
    def look(epoch: int, logs: dict[str, float]) -> None:
        assert {file.seen for file in files.values()} == {epoch + 1}

    logs = {"cost": 1.0, "val_cost": 1.0}
    FakeRun().drive([TensorBoard("runs"), LambdaCallback(on_epoch_end=look)], [logs] * 3)


@pytest.mark.parametrize(("freq", "epochs"), [(0, []), (1, [0, 1, 2, 3, 4]), (2, [0, 2, 4])])
def test_histograms(freq: int, epochs: list[int], files: dict[str, FakeFile]) -> None:
    run = FakeRun()
    run.train([TensorBoard("runs", freq)])
    written = [entry for entry in files["train"].written if len(entry) == 3]
    tags = ["weights/0", "weights/1", "biases/0", "biases/1"]
    assert [entry[:2] for entry in written] == [(epoch, tag) for epoch in epochs for tag in tags]
    if epochs:
        for entry, own in zip(written[-4:], run.net.weights + run.net.biases, strict=True):
            np.testing.assert_array_equal(entry[2], own)


def test_files_are_closed_when_a_hook_fails(files: dict[str, FakeFile]) -> None:
    def fail(epoch: int, logs: dict[str, float]) -> None:
        raise RuntimeError("here")

    with pytest.raises(RuntimeError, match="here"):
        FakeRun().drive(
            [TensorBoard("runs"), LambdaCallback(on_epoch_end=fail)], [{"cost": 1, "val_cost": 1}]
        )
    assert [file.closed for file in files.values()] == [True, True]


def test_a_second_training_opens_new_files(files: dict[str, FakeFile]) -> None:
    callback = TensorBoard("runs")
    FakeRun().drive([callback], [{"cost": 1.0}])
    first = files.pop("train")
    FakeRun().drive([callback], [{"cost": 2.0}])
    assert first.written == [(0, {"cost": 1.0})]
    assert files["train"].written == [(0, {"cost": 2.0})]


def test_neither_library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [*LIBRARIES, *(m for m in sys.modules if m.split(".")[0] in LIBRARIES)]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ImportError, match=r"TensorBoard: .*pip install 'deltaward\[tensorboard\]'"):
        TensorBoard(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"folder": 3}, TypeError, "folder: expected str"),
        ({"histogram_freq": -1}, ValueError, "histogram_freq: -1; expected at least 0"),
        ({"histogram_freq": 0.5}, TypeError, "histogram_freq: 0.5 of type float"),
    ],
)
def test_bad_arguments(arguments: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        TensorBoard(**({"folder": "runs"} | arguments))


@pytest.mark.parametrize("library", LIBRARIES)
def test_tensorboard_reads_it(
    library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip(library)
    pytest.importorskip("tensorboard")
    from tensorboard.backend.event_processing.event_multiplexer import EventMultiplexer

    if library == "tensorboard":
        monkeypatch.setitem(sys.modules, "tensorboardX", None)
    run = FakeRun(epochs=3)
    seen = run.train([TensorBoard(tmp_path / "new" / "runs", histogram_freq=2)])
    gc.collect()  # a file left open is a warning, and a warning an error
    everything = {"scalars": 0, "histograms": 0}
    read = (
        EventMultiplexer(size_guidance=everything)
        .AddRunsFromDirectory(str(tmp_path / "new" / "runs"))
        .Reload()
    )
    assert set(read.Runs()) == {"train", "validation"}
    for folder, prefix in (("train", ""), ("validation", "val_")):
        for name in ("cost", "accuracy"):
            events = read.Scalars(folder, name)
            assert [event.step for event in events] == [0, 1, 2]
            expected = [np.float32(figures[prefix + name]) for figures in seen]
            assert [event.value for event in events] == expected
    assert set(read.Runs()["train"]["scalars"]) == {"cost", "accuracy", "learning_rate", "seconds"}
    assert set(read.Runs()["validation"]["scalars"]) == {"cost", "accuracy"}
    histograms = read.Histograms("train", "weights/0")
    assert [event.step for event in histograms] == [0, 2]
    last = histograms[-1].histogram_value
    weights = run.net.weights[0].astype(float)
    assert (last.min, last.max, last.num) == (weights.min(), weights.max(), weights.size)
