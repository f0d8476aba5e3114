# SPDX-License-Identifier: MIT
"""Going on with callbacks of other settings is refused where it would be another training."""

from pathlib import Path
from typing import Any

import pytest

import deltaward as dw
from deltaward.callbacks import (
    Callback,
    Checkpoint,
    CSVLogger,
    EarlyStopping,
    LearningRateScheduler,
    ModelCheckpoint,
)
from resumed_run import digest, images, network


def fit(net: Any, path: Path, *own: Callback, resume: Path | None = None, epochs: int = 3) -> int:
    x, y = images()
    history: dw.History = net.fit(
        x,
        y,
        validation_data=(x[51:], y[51:]),
        epochs=epochs,
        callbacks=[Checkpoint(path), *own],
        resume=resume,
        verbose=0,
    )
    return history.epochs


CASES: list[tuple[Callback, Callback, str]] = [
    (
        EarlyStopping(patience=3),
        EarlyStopping(patience=4),
        r"callbacks\[1\].patience=3; here it is 4",
    ),
    (
        EarlyStopping(),
        EarlyStopping("cost"),
        r"callbacks\[1\].monitor='val_cost'; here it is 'cost'",
    ),
    (EarlyStopping(mode="max"), EarlyStopping(), r".*lower_is_better=False; here it is True"),
    (EarlyStopping(), EarlyStopping(baseline=0.5), r".*baseline=None; here it is 0.5"),
    (
        ModelCheckpoint("x", save_best_only=True),
        ModelCheckpoint("x", "accuracy", save_best_only=True),
        r".*monitor='val_cost'; here it is 'accuracy'",
    ),
    (LearningRateScheduler(max), LearningRateScheduler(min), ".*function='max'; here it is 'min'"),
]


@pytest.mark.parametrize(("before", "now", "message"), CASES)
def test_other_settings(
    before: Callback, now: Callback, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # where ModelCheckpoint writes x
    fit(network(), tmp_path / "a", before)
    net = network()
    with pytest.raises(ValueError, match=f"^resume: .*was trained with {message}"):
        fit(net, tmp_path / "b", now, resume=tmp_path / "a")
    assert digest(net) == digest(network())
    assert not (tmp_path / "b").exists()


class Own(Callback):
    def __init__(self, size: int) -> None:
        self.size = size

    def get_settings(self) -> dict[str, Any]:
        return {"sizes": (self.size, 2)}


def test_settings_of_a_callback_of_one_s_own(tmp_path: Path) -> None:
    fit(network(), tmp_path / "a", Own(1))
    fit(network(), tmp_path / "b", Own(1), resume=tmp_path / "a")
    with pytest.raises(ValueError, match=r"callbacks\[1\].sizes=\[1, 2\]; here it is \[3, 2\]"):
        fit(network(), tmp_path / "b", Own(3), resume=tmp_path / "a")


def test_what_does_not_change_the_training_may_differ(tmp_path: Path) -> None:
    before = [
        EarlyStopping(patience=3),
        ModelCheckpoint(tmp_path / "x"),
        CSVLogger(tmp_path / "1.csv"),
    ]
    now = [
        EarlyStopping(patience=3, mode="min", verbose=1),
        ModelCheckpoint(tmp_path / "y", "cost", every=2),
        CSVLogger(tmp_path / "2.csv", append=True),
    ]
    assert fit(network(), tmp_path / "a", *before) == 3
    assert fit(network(), tmp_path / "b", *now, resume=tmp_path / "a", epochs=4) == 4
